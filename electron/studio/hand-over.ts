import { newId } from '../base/uid.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { acceptedShots } from './session-fold.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

/**
 * The upload of what a session has accepted, without what its `earlier` jobs carry already: a closing that was cut short
 * has left one, and pictures may have been taken again since. Null where nothing is left to send.
 */
export function jobFor(
  state: SessionState,
  earlier: readonly OutboxJob[],
  target: Pick<OutboxJob, 'store' | 'testStore' | 'copy' | 'urgent'>,
  at: string,
): OutboxJob | null {
  const carried = new Set(earlier.flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid)));
  const instances = acceptedShots(state)
    .flatMap(instanceOf)
    .filter(({ sopInstanceUid }) => !carried.has(sopInstanceUid));
  if (instances.length === 0) return null;
  const { session, seriesUid, studyUid, simulated } = state.opened;
  return {
    version: 1,
    id: newId(),
    session,
    seriesUid,
    studyUid,
    ...target,
    simulated,
    createdAt: at,
    updatedAt: at,
    state: 'queued',
    attempts: 0,
    instances,
  };
}

function instanceOf({ id, sopInstanceUid, files }: FoldedShot, index: number): OutboxJob['instances'] {
  const file = files.find(({ kind }) => kind === 'jpeg');
  return file ? [{ shot: id, sopInstanceUid, file, instanceNumber: index + 1, state: 'unknown' }] : [];
}
