import { CodedError } from '../contract/errors.ts';
import type { PhotographFacts } from '../stores/dicom/photograph.ts';
import type { SessionState } from './session-state.ts';

/** All that DICOM says of one picture, from the session's journal alone. Throws `session-unknown` for a foreign shot. */
export function photographFacts(
  state: SessionState,
  shotId: string,
  instanceNumber: number,
  station: { softwareVersion: string; name: string },
): PhotographFacts {
  const { opened } = state;
  const shot = state.shots.find(({ id }) => id === shotId);
  const step = state.steps.find(({ plan }) => plan.id === shot?.step)?.plan;
  const file = shot?.files.find(({ kind }) => kind === 'jpeg');
  if (!shot?.captured || !step || !file) throw new CodedError('session-unknown', { shot: shotId });
  return {
    patient: opened.patient,
    studyUid: opened.studyUid,
    seriesUid: opened.seriesUid,
    sopInstanceUid: shot.sopInstanceUid,
    instanceNumber,
    studyAt: opened.at,
    takenAt: shot.startedAt,
    operator: shot.operator ?? opened.operatorName ?? opened.operator,
    protocol: opened.protocol,
    step,
    camera: shot.captured.camera,
    settings: shot.captured.settings,
    light: shot.captured.light,
    sha256: file.sha256,
    simulated: opened.simulated,
    accessionNumber: opened.order?.accessionNumber ?? opened.accessionNumber,
    softwareVersion: station.softwareVersion,
    station: station.name,
  };
}
