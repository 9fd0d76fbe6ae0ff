import { z } from 'zod';
import { errorCodes } from './errors.ts';
import { operatorId, roles } from './operators.ts';

/** What is written down for an auditor. */
export const auditEvents = [
  'studio-started',
  'studio-stopped',
  'vault-recovered',
  'recovery-key-confirmed',
  'clock-behind',
  'sign-in',
  'unlocked',
  'locked',
  'signed-out',
  'charter-signed',
  /** Somebody asked for what they may not do: `about` names the call. */
  'call-refused',
  'patient-opened',
  'session-resumed',
  'session-paused',
  'shot-taken',
  'shot-accepted',
  'shot-rejected',
  'series-closed',
  'series-sent',
  'series-confirmed',
  'series-parked',
  'series-urgent',
  'deliveries-paused',
  'deliveries-resumed',
  'patient-corrected',
  'document-attached',
  'progress-told',
  'worklist-queried',
  'prior-retrieved',
  'exported',
  'purged',
  'held',
  'released',
  'operator-changed',
  'configuration-changed',
  'audit-read',
  'audit-exported',
  'audit-pruned',
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** An identifier: of an operator, a setting, a picture's fate. No text that somebody typed fits. */
const token = z.string().regex(/^[A-Za-z0-9][\w.:/-]{0,79}$/);

/** The end of the trail at one moment: how many entries there were, and the last one's hash. */
export const auditHead = z.object({ n: z.number().int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type AuditHead = z.infer<typeof auditHead>;

/**
 * One thing that happened, by whom. No patient's name, number or picture: a session's id leads to the patient whoever may
 * open the vault. `previous` is the hash of the entry before, sixty-four zeros for the first, which makes a chain of them; an
 * entry's own hash is the SHA-256 of its line as `audit export` writes it, without the line's end. That line has the fields in
 * the order in which they stand here: their order never changes.
 */
export const auditEntry = z.strictObject({
  n: z.number().int().positive(),
  /** When it happened. The order of what was written down is that of `n`: clocks are set. */
  at: z.iso.datetime({ offset: true }),
  event: z.enum(auditEvents),
  outcome: z.enum(['success', 'refused', 'failed']),
  /** `station` where nobody is defined; empty where nobody is known. */
  operator: z.union([operatorId, z.literal('')]),
  role: z.enum(roles).optional(),
  session: token.optional(),
  shot: token.optional(),
  series: token.optional(),
  job: token.optional(),
  /** Without credentials, and without a folder's path. */
  store: z
    .string()
    .regex(/^[a-z]+:[\x21-\x7e]{0,200}$/)
    .optional(),
  /** Which operator, setting or file it is about. Of `audit-pruned`: the hash of the last entry that went. */
  about: token.optional(),
  /** How many pictures, entries, files. Of `audit-pruned`: the number of the last entry that went. */
  count: z.number().int().nonnegative().optional(),
  code: z.enum(errorCodes).optional(),
  /** Written down later than it happened: a crash came in between. */
  late: z.literal(true).optional(),
  /** How many records the session's journal had by then: it cannot be shortened behind them without showing. */
  records: z.number().int().positive().optional(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** What a caller says of an event; the trail adds number, time, the journal's length and chain. */
export type AuditRecord = Omit<AuditEntry, 'n' | 'at' | 'records' | 'previous'>;

/** By whom it was done. */
export type AuditWho = Pick<AuditRecord, 'operator' | 'role'>;
