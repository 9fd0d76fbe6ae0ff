import type { Patient } from '../../electron/contract/patient.ts';
import type { SessionSummary } from '../../electron/contract/session-view.ts';

type Seen = Pick<SessionSummary, 'openedAt' | 'patient' | 'protocol'>;

const newestFirst = (a: Seen, b: Seen): number => b.openedAt.localeCompare(a.openedAt);

/** Somebody who was photographed here under that number, as of the last visit, and how often. */
export type Known = { patient: Patient; last: Seen; visits: number };

export function knownPatient(sessions: readonly Seen[], patientId: string): Known | null {
  const number = patientId.trim();
  const own = sessions.filter(({ patient }) => number !== '' && patient.patientId === number).toSorted(newestFirst);
  return own[0] ? { patient: own[0].patient, last: own[0], visits: own.length } : null;
}

/**
 * The protocol to begin with: that of the patient's last visit, else what was last photographed here, else the only one
 * there is. Null where nothing speaks for any.
 */
export function proposedProtocol(
  protocols: readonly { id: string }[],
  sessions: readonly Seen[],
  known: Known | null,
): string | null {
  const there = (id: string | undefined): string | undefined => protocols.find((protocol) => protocol.id === id)?.id;
  const latest = sessions.toSorted(newestFirst)[0];
  const only = protocols.length === 1 ? protocols[0]?.id : undefined;
  return there(known?.last.protocol.id) ?? there(latest?.protocol.id) ?? only ?? null;
}
