import { describe, expect, it } from 'vitest';
import { auditEntry } from '../../electron/contract/audit.ts';
import { department } from '../../electron/contract/department.ts';
import { type Role, rightsOf } from '../../electron/contract/operators.ts';
import { heard, silence } from '../../renderer/app/badge-reader.ts';
import { gateOf } from '../../renderer/app/gate.ts';
import { permitted } from '../../renderer/app/navigation.ts';
import { keyGroups, typedGroups, typedKey } from '../../renderer/screens/access/recovery-key.ts';
import { details, who } from '../../renderer/screens/audit/audit-words.ts';
import { operatorForm, readOperator } from '../../renderer/screens/operators/operator-form.ts';
import { inOrder, keyKeeper, leaving, readRules, rulesForm } from '../../renderer/screens/vault/vault-view.ts';
import { fakeRecovery } from '../rigs/fake-vault.ts';
import { aCamera, aSession, aSnapshot } from '../rigs/page-states.ts';

const access = aSnapshot().access;

describe('the gate before the work', () => {
  const charter = { version: 1, title: { fr: 'x', en: 'x' }, text: { fr: 'x', en: 'x' } };
  const vault = { ...aSnapshot().vault, recovery: 'not-shown-yet' as const };
  const real = { ...aSnapshot().room, cameras: [aCamera(), aCamera({ simulated: false })] };
  const signedIn = { ...access, state: 'signed-in' as const };

  it.each([
    ['is open where nothing is to be done first', {}, false, null],
    ['asks who it is', { access: { ...access, state: 'signed-out' as const } }, false, 'sign-in'],
    [
      'is locked before anything else is asked',
      { access: { ...access, state: 'locked' as const, charter } },
      false,
      'locked',
    ],
    ['wants the charter before the recovery key', { access: { ...signedIn, charter }, vault }, false, 'charter'],
    ['wants the recovery key kept', { vault }, false, 'first-start'],
    ['lets simulated work go first', { vault }, true, null],
    ['lets no real camera go first', { vault, room: real }, true, 'first-start'],
    ['stands in nobody’s way in the middle of a series', { vault, session: aSession() }, false, null],
    ['is shut again after it', { vault, session: aSession({ phase: 'closed' }) }, false, 'first-start'],
  ] as const)('%s', (_, rest, putOff, gate) => {
    expect(gateOf(aSnapshot(rest), putOff)).toBe(gate);
  });
});

describe('where somebody may be', () => {
  const as = (role: Role) => ({ access: { ...access, rights: [...rightsOf[role]] } });

  it('is everywhere for those who photograph, and never at a patient for those who do not', () => {
    expect(permitted({ screen: 'capture' }, as('orthoptist'))).toEqual({ screen: 'capture' });
    for (const screen of ['today', 'capture', 'deliveries', 'room'] as const) {
      expect(permitted({ screen }, as('auditor'))).toEqual({ screen: 'audit' });
    }
    expect(permitted({ screen: 'operators' }, as('auditor'))).toEqual({ screen: 'operators' });
    expect(permitted({ screen: 'audit' }, as('photographer'))).toEqual({ screen: 'vault' });
  });
});

describe('a badge reader', () => {
  const read = (keys: string, everyMs: number, inField: boolean): string | null => {
    let burst = silence;
    let badge: string | null = null;
    for (const [at, key] of [...keys, 'Enter'].entries()) {
      ({ burst, badge } = heard(burst, { key, atMs: at * everyMs, inField }));
    }
    return badge;
  };

  it('is told from a hand in a field by its speed alone', () => {
    expect(read('04A1B2C3', 10, true)).toBe('04A1B2C3');
    expect(read('hunter22', 90, true)).toBeNull();
  });

  it('is heard at any speed where nothing else could be meant', () => {
    expect(read('04A1B2C3', 400, false)).toBe('04A1B2C3');
    expect(read('04A1', 5000, false)).toBeNull();
  });

  it('has a code of four signs at least, without a space, whatever Shift does in between', () => {
    expect(read('04A', 10, false)).toBeNull();
    expect(read('04 A1', 10, false)).toBeNull();
    expect(heard({ code: '04A1', lastMs: 0, inField: true }, { key: 'Shift', atMs: 5, inField: true }).burst.code).toBe(
      '04A1',
    );
  });

  it('is heard apart from what was typed before it', () => {
    let burst = silence;
    const keys = [
      ['a', 0],
      ['b', 100],
      ['0', 300],
      ['4', 310],
      ['A', 320],
      ['1', 330],
    ] as const;
    for (const [key, atMs] of keys) ({ burst } = heard(burst, { key, atMs, inField: true }));
    expect(heard(burst, { key: 'Enter', atMs: 340, inField: true }).badge).toBe('04A1');
  });
});

describe('the recovery key', () => {
  it('stands in fourteen groups of four and one of two, and nothing of it is lost', () => {
    const groups = keyGroups(fakeRecovery.key);
    expect(groups.map(({ length }) => length)).toEqual([...Array(14).fill(4), 2]);
    expect(typedKey(groups.join(' '))).toBe(fakeRecovery.key);
  });

  it('is read with or without its beginning, in small letters, with any spaces', () => {
    expect(typedKey(` ${fakeRecovery.key.toLowerCase().replace(/(.{5})/g, '$1 ')}\n`)).toBe(fakeRecovery.key);
    expect(typedKey(fakeRecovery.key.slice(16))).toBe(fakeRecovery.key);
    expect(typedKey(fakeRecovery.key.replaceAll('-', '–'))).toBe(fakeRecovery.key);
  });

  it('names the sign that no key has', () => {
    expect(typedGroups('qjep mcyo').foreign).toBe('O');
    expect(typedGroups('qjep mcy1').foreign).toBe('1');
    expect(typedGroups(fakeRecovery.key)).toMatchObject({ signs: 58, foreign: null });
  });
});

describe('an operator that is typed', () => {
  const roy = { id: 'croy', name: 'Camille Roy', role: 'orthoptist', pin: true, badge: true, disabled: false } as const;

  it('needs identifier, name, role and a password typed twice', () => {
    const empty = operatorForm(null);
    expect(readOperator(empty, null, [])).toEqual({
      errors: {
        id: 'operators.id-wrong',
        name: 'operators.name-wrong',
        role: 'operators.role-missing',
        password: 'operators.password-short',
      },
    });
    const typed = { ...empty, id: 'CRoy', name: ' Camille Roy ', role: 'orthoptist' as const, password: 'ten letters' };
    expect(readOperator({ ...typed, again: 'ten lettres' }, null, [])).toEqual({
      errors: { again: 'operators.again-wrong' },
    });
    expect(readOperator({ ...typed, again: typed.password }, null, ['croy'])).toEqual({
      errors: { id: 'operators.id-taken' },
    });
    expect(readOperator({ ...typed, again: typed.password }, null, [])).toEqual({
      change: { id: 'croy', name: 'Camille Roy', role: 'orthoptist', password: 'ten letters' },
    });
  });

  it('keeps the secrets that were not typed, and loses those that are taken away', () => {
    const form = operatorForm(roy);
    const kept = { id: 'croy', name: 'Camille Roy', role: 'orthoptist' };
    expect(readOperator(form, roy, ['croy'])).toEqual({ change: kept });
    expect(readOperator({ ...form, pin: null, badge: null }, roy, ['croy'])).toEqual({
      change: { ...kept, pin: '', badge: '' },
    });
    expect(readOperator({ ...form, pin: '12' }, roy, ['croy'])).toEqual({ errors: { pin: 'operators.pin-wrong' } });
  });
});

describe('the vault', () => {
  const row = { session: 's', series: '2.25.1', originals: 3, bytes: 1, unsent: 0 };
  const rows = (['open', 'gone', 'held', 'kept', 'due'] as const).map((why) => ({ ...row, why }));
  const rules = department.parse({});

  it('lets go of what is due, and without a delay of all that is confirmed', () => {
    expect(leaving(rows, rules).map(({ why }) => why)).toEqual(['kept', 'due']);
    expect(leaving(rows, { ...rules, originalsDays: 30 }).map(({ why }) => why)).toEqual(['due']);
    expect(inOrder(rows).map(({ why }) => why)).toEqual(['due', 'kept', 'held', 'open']);
  });

  it('says whose key store it is', () => {
    expect(['key-file', 'passphrase', 'gnome_libsecret'].map((backend) => keyKeeper({ backend }))).toEqual([
      'key-file',
      'passphrase',
      'system',
    ]);
  });

  it('reads its rules as they are typed, and names those that cannot be', () => {
    expect(readRules(rulesForm(rules))).toEqual({ rules });
    const form = { ...rulesForm(rules), byThemselves: true, days: '30', auditMonths: '3', idleMinutes: 'x' };
    expect(readRules(form)).toEqual({ wrong: ['auditMonths', 'idleMinutes'] });
    expect(readRules({ ...form, auditMonths: '12', idleMinutes: '2' })).toEqual({
      rules: { ...rules, originalsDays: 30, idleMinutes: 2 },
    });
  });
});

describe('an entry of the audit trail', () => {
  const entry = auditEntry.parse({
    n: 7,
    at: '2026-11-22T08:05:00.000Z',
    event: 'purged',
    outcome: 'success',
    operator: 'croy',
    session: '1d6c4f7a-0000-4000-8000-000000000000',
    count: 9,
    late: true,
    previous: '0'.repeat(64),
  });

  it('says in words who and what, and no more than is known', () => {
    const known = [
      { id: 'croy', name: 'Camille Roy', role: 'orthoptist', pin: false, badge: false, disabled: true },
    ] as const;
    expect(who(entry, known, 'fr')).toBe('Camille Roy');
    expect(who({ operator: 'gone' }, known, 'fr')).toBe('gone');
    expect(who({ operator: '' }, known, 'en')).toBe('Nobody');
    expect(who({ operator: 'station' }, known, 'en')).toBe('The station');
    expect(details(entry, 'en')).toEqual(['session 1d6c4f7a', '9 in all', 'noted after a crash']);
  });
});
