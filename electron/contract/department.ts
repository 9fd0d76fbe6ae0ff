import { z } from 'zod';

const decisions = {
  /**
   * Days after a series' last confirmation on which its sent pictures leave the vault by themselves, and before which nobody
   * can let them go; null keeps them until somebody lets go of what is confirmed.
   */
  originalsDays: z.number().int().min(0).max(3650).nullable(),
  /** Pictures that were not sent go with those that were. They are nowhere else. */
  purgeRejected: z.boolean(),
  /** RAW files go with their picture; the store has only that. */
  purgeRaw: z.boolean(),
  /** How long the audit trail goes back at least. */
  auditMonths: z.number().int().min(6).max(240),
  /** Nobody does anything for so long, and the station locks. */
  idleMinutes: z.number().int().min(1).max(60),
  /** So long after the password a PIN unlocks. */
  shiftHours: z.number().int().min(1).max(14),
};

/** What a head of department decides for all that work here. Each has a default: what an older version kept still reads. */
export const department = z.object({
  originalsDays: decisions.originalsDays.default(null),
  purgeRejected: decisions.purgeRejected.default(false),
  purgeRaw: decisions.purgeRaw.default(false),
  auditMonths: decisions.auditMonths.default(12),
  idleMinutes: decisions.idleMinutes.default(5),
  shiftHours: decisions.shiftHours.default(10),
});
/** A change of some of them. Not `department.partial()`: its defaults would come in for what a change does not name. */
export const departmentChange = z.strictObject(decisions).partial();
export type Department = z.infer<typeof department>;

/** The vault as pages show it. */
export const vaultView = z.object({
  /** Which key store keeps the station's key: `key-file`, `passphrase`, or the system's own by its name. */
  backend: z.string(),
  /** Whether somebody has shown that the recovery key is kept outside of this station. */
  recovery: z.enum(['kept', 'not-shown-yet']),
  /** Files that are not what the journals say of them; zero in a healthy vault. */
  damaged: z.number().int().nonnegative(),
  /** What a crash left and no journal knows. */
  quarantined: z.number().int().nonnegative(),
});
export type VaultView = z.infer<typeof vaultView>;

/**
 * Why a session's originals stay, or that they may go: `open` it is not closed · `not-sent` no delivery has all of its accepted
 * pictures · `not-confirmed` a delivery is not · `held` · `kept` confirmed, and going only by hand · `waiting` for the
 * department's delay · `due` · `gone` nothing that may go is there any more.
 */
export const retentionReasons = [
  'open',
  'not-sent',
  'not-confirmed',
  'held',
  'kept',
  'waiting',
  'due',
  'gone',
] as const;
export type RetentionReason = (typeof retentionReasons)[number];

/** What retention says of one session. */
export const retentionView = z.object({
  session: z.string(),
  series: z.string(),
  why: z.enum(retentionReasons),
  /** The files that go once nothing stands against it, and their size. */
  originals: z.number().int(),
  bytes: z.number(),
  /** Files beside them that exist nowhere else, and stay as long as the department does not let them go. */
  unsent: z.number().int(),
  /** When it may go by itself; absent where nothing says when. */
  dueAt: z.string().optional(),
});
export type RetentionView = z.infer<typeof retentionView>;
