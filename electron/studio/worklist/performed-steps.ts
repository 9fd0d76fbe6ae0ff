import type { PerformedSeries, PerformedStep } from '../../stores/mpps/performed-step.ts';
import { objectsOf } from '../series-objects.ts';
import type { SessionState } from '../session-state.ts';

/** Of the station, whatever is performed there. */
export type Performing = { stationAet: string; stationName: string };

/**
 * The next thing that a RIS has to hear of a session; null where it owes none. It begins with the first picture: who only opened
 * the wrong line has performed nothing. A step that a correction has given up is discontinued first.
 */
export function owedProgress(state: SessionState, performing: Performing): PerformedStep | null {
  const [wrong] = state.misdirected;
  if (wrong !== undefined) return { ...performed(state, performing), mppsUid: wrong, ...givenUp(state) };
  const { mppsUid } = state.opened;
  const progress = mppsUid === undefined ? undefined : dueProgress(state);
  return mppsUid && progress ? { ...performed(state, performing), mppsUid, progress } : null;
}

function dueProgress(state: SessionState): PerformedStep['progress'] | undefined {
  const { shots, closed, discontinued, progressTold, progressRefused } = state;
  if (progressRefused) return undefined;
  if (progressTold === undefined) return shots.length > 0 || closed ? 'in-progress' : undefined;
  if (progressTold !== 'in-progress' || !closed) return undefined;
  return discontinued === undefined ? 'completed' : 'discontinued';
}

function givenUp({ recordedAt }: SessionState): Pick<PerformedStep, 'progress' | 'why' | 'endedAt' | 'series'> {
  return { progress: 'discontinued', why: 'wrong-item', endedAt: recordedAt, series: [] };
}

function performed(state: SessionState, performing: Performing): Omit<PerformedStep, 'mppsUid'> {
  const { opened, shots, closed, lastAt } = state;
  return {
    ...performing,
    progress: 'in-progress',
    why: 'unspecified',
    patient: opened.patient,
    order: opened.order,
    studyUid: opened.studyUid,
    session: opened.session,
    startedAt: shots[0]?.startedAt ?? opened.at,
    ...(closed ? { endedAt: lastAt } : {}),
    protocol: { id: opened.protocol.id, title: [...opened.protocol.title.fr].slice(0, 64).join('') },
    operator: opened.operatorName ?? opened.operator,
    series: closed ? seriesOf(state) : [],
  };
}

/** As they go to the stores, the pictures' own first. */
function seriesOf(state: SessionState): PerformedSeries[] {
  const objects = objectsOf(state).map(({ seriesUid = state.opened.seriesUid, kind, sopInstanceUid }) => {
    return { seriesUid, instance: { kind, sopInstanceUid } };
  });
  return [...new Set(objects.map(({ seriesUid }) => seriesUid))].map((seriesUid) => {
    const own = objects.filter((object) => object.seriesUid === seriesUid);
    return { seriesUid, instances: own.map(({ instance }) => instance) };
  });
}
