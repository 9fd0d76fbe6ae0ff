import { CodedError } from '../contract/errors.ts';
import type { Order } from '../contract/order.ts';
import type { PhotographFacts } from '../stores/dicom/photograph.ts';
import type { SeriesFacts } from '../stores/dicom/series-modules.ts';
import type { SessionState } from './session-state.ts';

export type StationFacts = { softwareVersion: string; name: string };

/** What DICOM says of a whole series, from its journal alone; UID and number are the object's own. */
export function seriesFacts(
  { opened }: SessionState,
  object: { sopInstanceUid: string; instanceNumber: number; seriesUid?: string | undefined },
  station: StationFacts,
): SeriesFacts {
  return {
    session: opened.session,
    patient: opened.patient,
    studyUid: opened.studyUid,
    seriesUid: object.seriesUid ?? opened.seriesUid,
    sopInstanceUid: object.sopInstanceUid,
    instanceNumber: object.instanceNumber,
    studyAt: opened.at,
    operator: opened.operatorName ?? opened.operator,
    protocol: opened.protocol,
    order: opened.order ?? ofOlderJournal(opened.accessionNumber),
    mppsUid: opened.mppsUid,
    simulated: opened.simulated,
    softwareVersion: station.softwareVersion,
    station: station.name,
  };
}

/** It says under which number the pictures are filed, and nothing of who asked for them. */
function ofOlderJournal(accessionNumber: string | undefined): Order | undefined {
  return accessionNumber === undefined
    ? undefined
    : { kind: 'encounter', accessionNumber, scheduledStepCodes: [], priority: 'routine' };
}

/** All that DICOM says of one picture, from the session's journal alone. Throws `session-unknown` for a foreign shot. */
export function photographFacts(
  state: SessionState,
  shotId: string,
  object: { sopInstanceUid?: string | undefined; instanceNumber: number },
  station: StationFacts,
): PhotographFacts {
  const shot = state.shots.find(({ id }) => id === shotId);
  const step = state.steps.find(({ plan }) => plan.id === shot?.step)?.plan;
  const file = shot?.files.find(({ kind }) => kind === 'jpeg');
  if (!shot?.captured || !step || !file) throw new CodedError('session-unknown', { shot: shotId });
  const { sopInstanceUid = shot.sopInstanceUid, instanceNumber } = object;
  const common = seriesFacts(state, { sopInstanceUid, instanceNumber }, station);
  return {
    ...common,
    takenAt: shot.startedAt,
    operator: shot.operator ?? common.operator,
    operatorRole: shot.operatorRole ?? (shot.operator === undefined ? state.opened.operatorRole : undefined),
    step,
    camera: shot.captured.camera,
    settings: shot.captured.settings,
    light: shot.captured.light,
    sha256: file.sha256,
  };
}
