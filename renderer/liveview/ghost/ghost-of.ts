import type { PriorView, SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Laying } from './ghost-state.ts';

/** An earlier picture whose scale is known. */
export type ScaledPrior = PriorView & { readonly fieldWidthMm: number };

/** The earlier pictures that can lie over live view: those of which nobody knows how wide they are cannot. */
export function scaledPriors({ priors }: Pick<StepView, 'priors'>): ScaledPrior[] {
  return priors.filter((prior): prior is ScaledPrior => prior.fieldWidthMm !== undefined);
}

/** The earlier picture that is shown over a step: the chosen one, else the first, while there is any. */
export function priorOf(step: Pick<StepView, 'priors'>, { shot }: Laying): ScaledPrior | null {
  const priors = scaledPriors(step);
  return priors.find((prior) => prior.shot === shot) ?? priors[0] ?? null;
}

/** The next one, round and round; how another was laid says nothing about it. */
export function nextPrior(step: Pick<StepView, 'priors'>, laying: Laying): ScaledPrior | null {
  const priors = scaledPriors(step);
  const shown = priorOf(step, laying);
  const at = priors.findIndex(({ shot }) => shot === shown?.shot);
  return priors[(at + 1) % Math.max(1, priors.length)] ?? null;
}

export function isOfThisVisit(prior: PriorView, session: Pick<SessionView, 'id'>): boolean {
  return prior.session === session.id;
}
