import type { SessionRecord } from '../../contract/journal.ts';
import { foldSession } from '../session-fold.ts';
import type { SessionState } from '../session-state.ts';

export type Correction = Extract<SessionRecord, { type: 'patient-corrected' }>;

/** A session as its objects were known between two corrections: under which UIDs, and whose they were. */
export type Generation = {
  /** As it was just before the correction that ended it; the last one as it is now. */
  readonly state: SessionState;
  /** What ended it; absent of the last one. */
  readonly endedBy?: Correction;
};

/** All of a session's generations, oldest first. Without a correction there is one. Throws as `foldSession`. */
export function generationsOf(records: readonly SessionRecord[]): Generation[] {
  const ended = records.flatMap((record, index): Generation[] => {
    return record.type === 'patient-corrected'
      ? [{ state: foldSession(records.slice(0, index)), endedBy: record }]
      : [];
  });
  return [...ended, { state: foldSession(records) }];
}

/** The session as it was while its series had that UID, or is; undefined where it never had. */
export function stateOfSeries(records: readonly SessionRecord[], seriesUid: string): SessionState | undefined {
  return generationsOf(records).findLast(({ state }) => state.opened.seriesUid === seriesUid)?.state;
}
