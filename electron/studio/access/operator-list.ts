import { z } from 'zod';
import { CodedError } from '../../contract/errors.ts';
import { type OperatorChange, type OperatorView, operatorId, roles } from '../../contract/operators.ts';
import { digest, hashing, keptSecret } from './secrets.ts';

/** Somebody who may work here. */
export const operator = z.strictObject({
  id: operatorId,
  name: z.string(),
  role: z.enum(roles),
  password: keptSecret,
  pin: keptSecret.optional(),
  /** A hash by `badges`. */
  badge: digest.optional(),
  disabled: z.boolean(),
});
export type Operator = z.infer<typeof operator>;

/** What is kept of everybody. */
export const operatorFile = z.strictObject({
  version: z.literal(1),
  operators: z.array(operator),
  /** All badges are hashed alike: what a reader typed is looked up by its hash. Absent until there is one. */
  badges: hashing.optional(),
  /** Which version of the charter each has signed, also those whom a hospital's provider knows. */
  charters: z.record(z.string(), z.strictObject({ version: z.number().int(), at: z.iso.datetime({ offset: true }) })),
});
export type OperatorFile = z.infer<typeof operatorFile>;

/** What a change says of secrets, hashed; null takes one away. */
export type ChangedSecrets = {
  password?: Operator['password'];
  pin?: Operator['pin'] | null;
  badge?: Operator['badge'] | null;
};

/** The name under which a station works on which nobody was defined. */
const reserved = 'station';

/** Whether somebody can be called so: in journals, in the trail, and apart from the station itself. */
export function isNameOfSomebody(id: string): boolean {
  return id !== reserved && operatorId.safeParse(id).success;
}

/**
 * Everybody after a change. Throws `bad-input` for what cannot be, and `department-head-needed` where nobody would be left
 * who can configure the station.
 */
export function withChange(
  all: readonly Operator[],
  { id, name, role, disabled }: OperatorChange,
  { password, pin, badge }: ChangedSecrets,
): Operator[] {
  const before = all.find((one) => one.id === id);
  const kept = password ?? before?.password;
  if (id === reserved) throw badInput('id: the station itself');
  if (!kept) throw badInput('password: needed');
  if (badge && all.some((one) => one.id !== id && one.badge === badge)) throw badInput('badge: of somebody else');
  const pinKept = pin === undefined ? before?.pin : (pin ?? undefined);
  const badgeKept = badge === undefined ? before?.badge : (badge ?? undefined);
  const changed: Operator = {
    ...{ id, name, role, password: kept, disabled: disabled ?? before?.disabled ?? false },
    ...(pinKept ? { pin: pinKept } : {}),
    ...(badgeKept ? { badge: badgeKept } : {}),
  };
  const next = before ? all.map((one) => (one.id === id ? changed : one)) : [...all, changed];
  if (!next.some((one) => one.role === 'department-head' && !one.disabled)) {
    throw new CodedError('department-head-needed');
  }
  return next;
}

/** As pages see one. */
export function viewOperator({ id, name, role, pin, badge, disabled }: Operator): OperatorView {
  return { id, name, role, pin: pin !== undefined, badge: badge !== undefined, disabled };
}

function badInput(at: string): CodedError {
  return new CodedError('bad-input', { call: 'operator.save', at });
}
