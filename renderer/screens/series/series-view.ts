import type {
  DeliveryView,
  SessionSummary,
  SessionView,
  ShotView,
  Snapshot,
  StepView,
} from '../../../electron/contract/studio.ts';
import { deliveryOf } from '../../app/delivery.ts';

/** A series as it is shown: the session on screen with its steps, or an older one by its summary alone. */
export type SeriesView = {
  summary: Pick<SessionSummary, 'id' | 'patient' | 'protocol' | 'accepted' | 'of' | 'simulated'>;
  /** The session on screen, while it can still be changed. */
  open: SessionView | null;
  /** Steps with the picture that stands for each; empty for an older session. */
  steps: { step: StepView; shot: ShotView | null }[];
  /** Steps without an accepted picture that were not skipped either. */
  missing: StepView[];
  delivery: DeliveryView | null;
  /** Changes when the composite does: part of its address, so that no old one is shown. */
  edition: string;
};

export function seriesView(snapshot: Snapshot, id: string): SeriesView | null {
  const session = snapshot.session?.id === id ? snapshot.session : null;
  const summary = snapshot.sessions.find((candidate) => candidate.id === id);
  const delivery = deliveryOf(snapshot.deliveries, id);
  if (!session) {
    return summary
      ? { summary, open: null, steps: [], missing: [], delivery, edition: String(summary.accepted) }
      : null;
  }
  const accepted = session.steps.filter(({ state }) => state === 'accepted');
  const { patient, protocol, simulated } = session;
  return {
    summary: { id, patient, protocol, simulated, accepted: accepted.length, of: session.steps.length },
    open: session.phase === 'closed' ? null : session,
    steps: session.steps.map((step) => ({ step, shot: session.shots.find((shot) => shot.id === step.shot) ?? null })),
    missing: session.steps.filter(({ state }) => state !== 'accepted' && state !== 'skipped'),
    delivery,
    edition: `${session.shots.length}-${accepted.length}`,
  };
}

/** Whether closing would be refused: a required step is neither accepted nor skipped. */
export function mayClose(view: SeriesView): boolean {
  return view.open !== null && view.missing.every(({ required }) => !required);
}
