import { newId } from '../base/uid.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { objectsOf } from './series-objects.ts';
import type { SessionState } from './session-state.ts';

/**
 * The upload of a session's objects to one store, without what its `earlier` jobs carry there already: a closing that was
 * cut short has left one, and pictures may have been taken again since. Null where nothing is left to send.
 */
export function jobFor(
  state: SessionState,
  earlier: readonly OutboxJob[],
  target: Pick<OutboxJob, 'store' | 'testStore' | 'copy' | 'urgent'>,
  at: string,
): OutboxJob | null {
  const own = earlier.filter(({ store }) => store === target.store);
  const carried = new Set(own.flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid)));
  const instances = objectsOf(state).filter(({ sopInstanceUid }) => !carried.has(sopInstanceUid));
  if (instances.length === 0) return null;
  const { session, seriesUid, studyUid, simulated, patient } = state.opened;
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
    instances: instances.map((instance) => ({ ...instance, patientId: patient.patientId })),
    records: state.records,
  };
}
