import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperatorChange } from '../../electron/contract/operators.ts';
import { Operators } from '../../electron/studio/access/operators.ts';
import { accessStage, anna, cheap, memoryKept, paul, vera } from '../rigs/access-stage.ts';

const hashed = vi.hoisted((): object[] => []);
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scrypt = (...args: Parameters<typeof crypto.scrypt>): void => {
    const { N, r, p } = args[3];
    hashed.push({ N, r, p });
    crypto.scrypt(...args);
  };
  return { ...crypto, scrypt };
});

beforeEach(() => {
  hashed.length = 0;
});

const refused = { code: 'sign-in-refused' };

describe('somebody is let in', () => {
  it('by name and password, and by nothing else', async () => {
    const { operators } = await accessStage([anna, { ...paul, disabled: true }]);
    const { password: _password, ...who } = anna;
    expect(await operators.identify({ who: 'anna', password: anna.password })).toEqual(who);
    for (const [name, password] of [
      ['anna', 'another password'],
      ['anna', ''],
      ['nobody', anna.password],
      ['paul', paul.password],
      ['__proto__', anna.password],
    ] as const) {
      await expect(operators.identify({ who: name, password })).rejects.toMatchObject(refused);
    }
    await expect(operators.identify({ token: anna.password })).rejects.toMatchObject(refused);
  });

  it('by a badge for the name, never without the password', async () => {
    const { operators, kept } = await accessStage([
      { ...anna, badge: '04A2BC9901' },
      { ...paul, badge: '0007788991' },
    ]);
    const { password: _password, ...who } = paul;
    expect(await operators.identify({ who: '0007788991', password: paul.password })).toEqual(who);
    await expect(operators.identify({ who: '0007788991', password: anna.password })).rejects.toMatchObject(refused);
    await expect(operators.identify({ who: '0007788991', password: '0007788991' })).rejects.toMatchObject(refused);
    await expect(operators.identify({ who: '04a2bc9901', password: anna.password })).rejects.toMatchObject(refused);
    const text = kept.texts.get('operators') ?? '';
    for (const secret of ['04A2BC9901', '0007788991', anna.password, paul.password]) expect(text).not.toContain(secret);
    await operators.save({ ...paul, badge: '' });
    await expect(operators.identify({ who: '0007788991', password: paul.password })).rejects.toMatchObject(refused);
    expect(operators.views()).toMatchObject([{ badge: true }, { badge: false }]);
  });

  it.each([
    ['without badges', {}],
    ['with badges', { badge: '0007788991' }],
  ])('%s, whoever does not exist costs as much as a wrong password', async (_, badge) => {
    const { operators } = await accessStage([anna, { ...paul, ...badge }, { ...vera, disabled: true }]);
    const cost = async (who: string): Promise<object[]> => {
      hashed.length = 0;
      await expect(operators.identify({ who, password: 'a wrong password' })).rejects.toMatchObject(refused);
      return [...hashed];
    };
    const wrong = await cost('anna');
    expect(wrong.length).toBeGreaterThan(0);
    expect(await cost('nobody')).toEqual(wrong);
    expect(await cost('vera')).toEqual(wrong);
  });

  it('at the new cost once it has grown, and the same afterwards', async () => {
    const { kept } = await accessStage([anna]);
    const dearer = { ...cheap, n: 64 };
    const grown = await Operators.open(kept, dearer);
    await grown.identify({ who: 'anna', password: anna.password });
    expect(kept.texts.get('operators')).toContain('"n":64');
    hashed.length = 0;
    const again = await Operators.open(kept, dearer);
    await again.identify({ who: 'anna', password: anna.password });
    expect(hashed).toEqual([{ N: 64, r: 1, p: 1 }]);
  });
});

describe('a change', () => {
  const headNeeded = { code: 'department-head-needed' };
  it.each<[string, OperatorChange[], OperatorChange, object]>([
    ['of a first one who is no head', [], paul, headNeeded],
    ['of a first one who may not sign in', [], { ...anna, disabled: true }, headNeeded],
    ['that demotes the last head', [anna, paul], { ...anna, role: 'auditor' }, headNeeded],
    ['that disables the last head', [anna, paul], { ...anna, disabled: true }, headNeeded],
    [
      'that demotes the last head who may sign in',
      [anna, { ...vera, role: 'department-head' }, { ...vera, role: 'department-head', disabled: true }],
      { ...anna, role: 'dentist' },
      headNeeded,
    ],
    ['to the station’s own name', [anna], { ...paul, id: 'station' }, { code: 'bad-input' }],
    ['of a new one without a password', [anna], { id: 'new', name: 'N', role: 'dentist' }, { code: 'bad-input' }],
    [
      'to the badge of somebody else',
      [{ ...anna, badge: '0007788991' }, paul],
      { ...paul, badge: '0007788991' },
      { code: 'bad-input' },
    ],
  ])('%s is refused, and changes nothing', async (_, people, change, error) => {
    const { operators, kept } = await accessStage(people);
    const before = kept.texts.get('operators');
    await expect(operators.save(change)).rejects.toMatchObject(error);
    expect(kept.texts.get('operators')).toBe(before);
    expect(operators.isRequired).toBe(people.length > 0);
  });

  it('keeps what it does not name, and a head may go once there is another', async () => {
    const { operators, kept } = await accessStage([{ ...anna, pin: '2468', badge: '0007788991' }]);
    await operators.save({ id: 'anna', name: 'NOUVEAU^Anna', role: 'department-head' });
    expect(operators.views()).toEqual([
      { ...{ id: 'anna', name: 'NOUVEAU^Anna', role: 'department-head' }, pin: true, badge: true, disabled: false },
    ]);
    await operators.save({ ...paul, role: 'department-head' });
    await operators.save({ id: 'anna', name: 'NOUVEAU^Anna', role: 'photographer', pin: '', disabled: true });
    const again = await Operators.open(kept, cheap);
    expect(again.views()).toMatchObject([{ role: 'photographer', pin: false, badge: true, disabled: true }, {}]);
    expect(again.identityOf('anna')).toBeNull();
  });

  it('that the disk does not take counts for nothing', async () => {
    const kept = memoryKept();
    const operators = await Operators.open({ ...kept, write: () => Promise.reject(new Error('full')) }, cheap);
    await expect(operators.save(anna)).rejects.toThrow('full');
    expect(operators.isRequired).toBe(false);
  });
});

it('a file of operators that is not whole is no station without operators', async () => {
  const { kept } = await accessStage([anna]);
  const text = kept.texts.get('operators') ?? '';
  for (const broken of [text.replace('"version":1', '"version":2'), '{}', text.replace('scrypt', 'plain')]) {
    await expect(Operators.open(memoryKept(new Map([['operators', broken]])), cheap)).rejects.toThrow();
  }
});
