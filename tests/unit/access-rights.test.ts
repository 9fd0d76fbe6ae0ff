import { describe, expect, it } from 'vitest';
import { type Right, rightsOf, roles } from '../../electron/contract/operators.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import {
  callRights,
  configuring,
  type Demand,
  refusalOf,
  type Standing,
} from '../../electron/studio/access/call-rights.ts';

const names = Object.keys(callRights) as (keyof typeof callRights)[];
const signedIn = (rights: readonly Right[]): Standing => ({ state: 'signed-in', charterDue: false, rights });
const refused = (standing: Standing): string[] =>
  names.filter((name) => refusalOf(callRights[name], standing) !== null).sort();

describe('the table of rights', () => {
  it('has every call of the contract, and no other', () => {
    expect([...names].sort()).toEqual(Object.keys(studioContract.calls).sort());
    expect([...configuring].filter((name) => !names.includes(name as never))).toEqual([]);
  });

  it('leaves no right without a call that needs it, but the one for taking pictures out, which is no call', () => {
    const demanded = new Set<Demand>(Object.values(callRights));
    const rights = rightsOf['department-head'];
    expect(rights.filter((right) => !demanded.has(right))).toEqual(['export']);
  });

  const forHeads = [
    'audit.read',
    'connections.check',
    'connections.set',
    'department.set',
    'operator.save',
    'recovery.confirm',
    'recovery.show',
    'retention.list',
    'retention.purge',
    'session.hold',
  ];
  it.each(['photographer', 'orthoptist', 'dentist'] as const)(
    'keeps from a %s what is for heads of department',
    (role) => {
      expect(refused(signedIn(rightsOf[role]))).toEqual(forHeads);
    },
  );

  it('gives a head of department everything', () => {
    expect(refused(signedIn(rightsOf['department-head']))).toEqual([]);
  });

  it('lets an auditor read the trail, come and go, and nothing else', () => {
    const allowed = names.filter((name) => refusalOf(callRights[name], signedIn(rightsOf.auditor)) === null);
    expect(allowed.sort()).toEqual([
      ...[
        'audit.read',
        'liveview.want',
        'operator.active',
        'operator.lock',
        'operator.secrets',
        'operator.sign-charter',
      ],
      ...['operator.sign-in', 'operator.sign-out', 'operator.unlock', 'preferences.set', 'store.check'],
    ]);
  });

  it('lets the station itself photograph, define the first operator and keep the recovery key', () => {
    const station: Standing = { state: 'station', charterDue: false, rights: rightsOf.station };
    const founding = ['operator.save', 'recovery.confirm', 'recovery.show'];
    expect(refused(station)).toEqual(forHeads.filter((name) => !founding.includes(name)));
  });

  const always = ['liveview.want', 'operator.active', 'operator.lock', 'operator.sign-in', 'operator.unlock'];
  it.each<[string, Partial<Standing>, string, string[]]>([
    ['signed out', { state: 'signed-out' }, 'sign-in-needed', always],
    ['locked', { state: 'locked' }, 'station-locked', always],
    [
      'before the charter is signed',
      { charterDue: true },
      'charter-unsigned',
      [...always, 'operator.sign-charter', 'operator.sign-out'],
    ],
  ])('%s, refuses all but comings and goings, whatever the role', (_, standing, code, open) => {
    for (const role of roles) {
      const stands = { ...signedIn(rightsOf[role]), ...standing };
      const codes = names.map((name) => refusalOf(callRights[name], stands)?.code ?? name);
      expect([...new Set(codes)].sort()).toEqual([...open, code].sort());
    }
  });
});
