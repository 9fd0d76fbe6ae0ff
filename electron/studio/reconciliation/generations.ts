import type { SessionRecord } from '../../contract/journal.ts';
import { foldSession } from '../session-fold.ts';
import type { SessionState } from '../session-state.ts';

export type Correction = Extract<SessionRecord, { type: 'patient-corrected' }>;

/** A session as it was told between two corrections: under which UIDs its objects were known then, and whose they were. */
export type Generation = {
  /** As it was just before the correction that ended it; the last one as it is now. */
  readonly state: SessionState;
  /** How many records it has: what is built from these is of this generation. */
  readonly records: number;
  /** What ended it; absent of the last one. */
  readonly endedBy?: Correction;
};

/** All of a session's generations, oldest first. Without a correction there is one. Throws as `foldSession`. */
export function generationsOf(records: readonly SessionRecord[]): [...Generation[], Generation] {
  const ended = records.flatMap((record, index): Generation[] => {
    if (record.type !== 'patient-corrected') return [];
    return [{ state: foldSession(records.slice(0, index)), records: index, endedBy: record }];
  });
  return [...ended, { state: foldSession(records), records: records.length }];
}

/** The session as it was when its series had that UID, or has; undefined where it never had. */
export function stateOfSeries(records: readonly SessionRecord[], seriesUid: string): SessionState | undefined {
  return generationsOf(records).findLast(({ state }) => state.opened.seriesUid === seriesUid)?.state;
}
