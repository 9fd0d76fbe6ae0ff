import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import { forbidsAccepting } from '../../../electron/contract/findings.ts';
import type {
  PriorView,
  SessionSummary,
  SessionView,
  ShotView,
  StepView,
} from '../../../electron/contract/session-view.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { deliveriesOf, sentOf } from '../../app/delivery.ts';
import { findingText, sortedFindings } from '../../app/findings.ts';
import type { Tone } from '../../app/status.ts';
import { triesOf } from '../../app/tries.ts';
import { translate } from '../../i18n/translate.ts';

/** One step with everything that was shot for it. */
export type SeriesStep = {
  step: StepView;
  /** The picture that stands for it. */
  shot: ShotView | null;
  /** Every picture of it that is in the vault, oldest first: the rejected ones too. */
  tries: ShotView[];
  /** Pictures of it from earlier visits, newest first. */
  earlier: PriorView[];
  /** How far its picture is on the way to the store; null while nothing is sent. */
  sent: DeliveryView['pictures'][number]['state'] | null;
};

/** A series as it is shown: the session on screen with its steps, or an older one by its summary alone. */
export type SeriesView = {
  summary: Pick<SessionSummary, 'id' | 'patient' | 'protocol' | 'accepted' | 'of' | 'simulated' | 'held'>;
  /** The session on screen, while it can still be changed. */
  open: SessionView | null;
  /** In working order; empty for an older session. */
  steps: SeriesStep[];
  /** Steps without an accepted picture that were not skipped either. */
  missing: StepView[];
  skipped: StepView[];
  /** At every store that it went to. */
  deliveries: DeliveryView[];
  /** Changes when the composite does: part of its address, so that no old one is shown. */
  edition: string;
};

export function seriesView(snapshot: Snapshot, id: string): SeriesView | null {
  const session = snapshot.session?.id === id ? snapshot.session : null;
  const summary = snapshot.sessions.find((candidate) => candidate.id === id);
  const deliveries = deliveriesOf(snapshot.deliveries, id);
  if (!session) {
    if (!summary) return null;
    const none = { open: null, steps: [], missing: [], skipped: [] };
    return { summary, ...none, deliveries, edition: String(summary.accepted) };
  }
  const accepted = session.steps.filter(({ state }) => state === 'accepted');
  const { patient, protocol, simulated, held } = session;
  return {
    summary: { id, patient, protocol, simulated, held, accepted: accepted.length, of: session.steps.length },
    open: session.phase === 'closed' ? null : session,
    steps: session.steps.map((step) => seriesStep(session, step, snapshot.deliveries)),
    missing: session.steps.filter(({ state }) => state !== 'accepted' && state !== 'skipped'),
    skipped: session.steps.filter(({ state }) => state === 'skipped'),
    deliveries,
    edition: `${session.shots.length}-${accepted.map(({ shot }) => shot?.slice(0, 4)).join('')}`,
  };
}

function seriesStep(session: SessionView, step: StepView, deliveries: readonly DeliveryView[]): SeriesStep {
  return {
    step,
    shot: session.shots.find((shot) => shot.id === step.shot) ?? null,
    tries: triesOf(session, step.id),
    earlier: step.priors.filter((prior) => prior.session !== session.id),
    sent: step.shot === undefined ? null : sentOf(deliveries, session.id, step.shot),
  };
}

/** Whether closing would be refused: a required step is neither accepted nor skipped. */
export function mayClose(view: SeriesView): boolean {
  return view.open !== null && view.missing.every(({ required }) => !required);
}

/** Whether a try can be kept in place of the one that stands for its step. */
export function mayChoose(view: SeriesView, shot: ShotView): boolean {
  return view.open !== null && shot.state !== 'accepted' && !shot.findings.some(forbidsAccepting);
}

/** `Haut-gauche (différée) · Bas`: what is missing, with what is known of it. Names have commas of their own. */
export function missingNames(missing: readonly StepView[], language: Language): string {
  return missing
    .map(({ title, state }) =>
      state === 'pending' ? title[language] : `${title[language]} (${translate(language, `step-state.${state}`)})`,
    )
    .join(' · ');
}

/** `Bas : refus · Droite : pansement`: what was skipped and why. */
export function skippedNames(skipped: readonly StepView[], language: Language): string {
  return skipped
    .map(({ title, reason = '' }) => translate(language, 'series.skipped-step', { step: title[language], reason }))
    .join(' · ');
}

const tones = { pending: 'off', taken: 'advise', accepted: 'good', skipped: 'off', deferred: 'advise' } as const;

/** What is to be said of a step in a few words: how it stands, or the worst that was found in its picture. */
export function remark({ step, shot }: SeriesStep, language: Language): { tone: Tone; says: string } {
  if (step.state === 'skipped' && step.reason) {
    return { tone: 'off', says: translate(language, 'series.skipped-because', { reason: step.reason }) };
  }
  if (step.state !== 'accepted') {
    return { tone: tones[step.state], says: translate(language, `step-state.${step.state}`) };
  }
  const worst = sortedFindings(shot?.findings ?? [])[0];
  if (!worst || worst.level === 'good') return { tone: 'good', says: translate(language, 'step-state.accepted') };
  return { tone: worst.level, says: findingText(worst, language) };
}

/** How much of the patient a picture shows, upright as it is looked at: the field's width is along the sensor's long side. */
export function sizeMm({ orientation }: Pick<StepView, 'orientation'>, fieldWidthMm: number) {
  const across = (fieldWidthMm * 2) / 3;
  return orientation === 'portrait' ? { width: across, height: fieldWidthMm } : { width: fieldWidthMm, height: across };
}
