import type { PriorView, SessionView, StepView } from '../../../electron/contract/studio.ts';
import type { Laying } from './ghost-state.ts';

/** The earlier picture that is shown over a step: the chosen one, else the first, while there is any. */
export function priorOf({ priors }: Pick<StepView, 'priors'>, { shot }: Laying): PriorView | null {
  return priors.find((prior) => prior.shot === shot) ?? priors[0] ?? null;
}

/** The next one, round and round; how another was laid says nothing about it. */
export function nextPrior(step: Pick<StepView, 'priors'>, laying: Laying): PriorView | null {
  const shown = priorOf(step, laying);
  const at = step.priors.findIndex(({ shot }) => shot === shown?.shot);
  return step.priors[(at + 1) % Math.max(1, step.priors.length)] ?? null;
}

export function isOfThisVisit(prior: PriorView, session: Pick<SessionView, 'id'>): boolean {
  return prior.session === session.id;
}
