import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import type { AuditRecord } from '../../electron/contract/audit.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Charter, OperatorChange } from '../../electron/contract/operators.ts';
import { Access } from '../../electron/studio/access/access.ts';
import { Operators } from '../../electron/studio/access/operators.ts';
import type { Cost } from '../../electron/studio/access/secrets.ts';
import type { SignIn } from '../../electron/studio/access/sign-in.ts';
import { DepartmentRules } from '../../electron/studio/department-rules.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { fakeAudit } from './fake-audit.ts';

/** For tests that are not about what a guess costs. */
export const cheap: Cost = { n: 16, r: 1, p: 1 };

export const charter: Charter = {
  ...{ id: 'test', version: 2 },
  ...{ title: { fr: 'Charte', en: 'Charter' }, text: { fr: 'Je promets.', en: 'I promise.' } },
};

export const anna = {
  id: 'anna',
  name: 'CHEF^Anna',
  role: 'department-head',
  password: 'anna has a password',
} as const;
export const paul = { id: 'paul', name: 'PHOTO^Paul', role: 'photographer', password: 'paul has another' } as const;
export const vera = { id: 'vera', name: 'AUDIT^Vera', role: 'auditor', password: 'vera reads trails' } as const;

/** What a vault keeps, as text: whoever opens it again reads the same. */
export function memoryKept(texts = new Map<string, string>()): Vault['kept'] & { texts: Map<string, string> } {
  return {
    texts,
    read: async (name, schema) => {
      const text = texts.get(name);
      return text === undefined ? null : schema.parse(JSON.parse(text));
    },
    write: async (name, value) => void texts.set(name, JSON.stringify(value)),
  };
}

export type AccessStage = {
  access: Access;
  operators: Operators;
  department: DepartmentRules;
  kept: ReturnType<typeof memoryKept>;
  clock: FakeClock;
  /** What was written down, without times. */
  audit: AuditRecord[];
  /** Whether the trail takes anything. */
  trail: { full: boolean };
  /** Whether a picture is being made, how often the session was put aside, and what keeps it from being. */
  room: { resting: boolean; left: number; failure?: CodedError };
};

/** A station's access without a station: the vault is a map, the clock stands still. */
export async function accessStage(
  people: readonly OperatorChange[] = [],
  change: { signIn?: SignIn; kept?: ReturnType<typeof memoryKept>; cost?: Cost; signed?: boolean } = {},
): Promise<AccessStage> {
  const { signIn, kept = memoryKept(), cost = cheap, signed = true } = change;
  const clock = fakeClock();
  const { entries: audit, owe } = fakeAudit();
  const trail = { full: false };
  const room: AccessStage['room'] = { resting: true, left: 0 };
  const operators = await Operators.open(kept, cost);
  for (const person of people) await operators.save(person);
  if (signed) for (const { id } of people) await operators.signCharter(id, charter.version, '2026-01-01T00:00:00.000Z');
  const department = new DepartmentRules({ vault: { kept }, unexpected: () => 'X' });
  await department.start();
  const access = new Access({
    ...{ operators, signIn, charter, department, clock, operator: 'station' },
    audit: {
      owe,
      settle: async () => {
        if (trail.full) throw new CodedError('vault-full');
      },
    },
    isResting: () => room.resting,
    leave: async () => {
      if (room.failure) throw room.failure;
      room.left += 1;
    },
    onChange: () => {},
  });
  return { access, operators, department, kept, clock, audit, trail, room };
}
