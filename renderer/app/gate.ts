import type { Snapshot } from '../../electron/contract/snapshot.ts';

/** What stands before all work, in place of every screen. */
export type Gate = 'sign-in' | 'locked' | 'charter' | 'first-start';

type Seen = Pick<Snapshot, 'access' | 'vault' | 'session' | 'room'>;

/**
 * The gate that is shut, most important first; null while work goes on. A recovery key that nobody keeps is asked about
 * before a series, never in the middle of one; for simulated cameras alone it can be put off.
 */
export function gateOf(seen: Seen, recoveryPutOff: boolean): Gate | null {
  const { access, vault, session } = seen;
  if (access.state === 'signed-out') return 'sign-in';
  if (access.state === 'locked') return 'locked';
  if (access.charter) return 'charter';
  const working = session !== null && session.phase !== 'closed';
  if (vault.recovery === 'kept' || working) return null;
  return recoveryPutOff && isRehearsal(seen) ? null : 'first-start';
}

/** Nothing here photographs a real patient. */
export function isRehearsal({ room }: Pick<Snapshot, 'room'>): boolean {
  return room.cameras.every(({ simulated }) => simulated);
}

/** Nobody has preferences of their own yet: how the screen is liked is shown, and kept by nobody. */
export function isAnonymous(seen: Pick<Snapshot, 'access'>): boolean {
  return isShut(seen) || seen.access.charter !== null;
}

/** Nobody is at work: whatever the page knew of a patient is over. */
export function isShut({ access }: Pick<Snapshot, 'access'>): boolean {
  return access.state === 'signed-out' || access.state === 'locked';
}
