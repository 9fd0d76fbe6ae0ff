import { CodedError } from '../contract/errors.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';

/**
 * Expands a protocol into the flat list of steps that the runner follows, each with the protocol's defaults applied.
 * Settings merge key by key; everything else a step names replaces the default.
 */
export function plan(protocol: Protocol): PlannedStep[] {
  return protocol.steps.map((step, index) => ({
    ...protocol.defaults,
    ...step,
    settings: { ...protocol.defaults.settings, ...step.settings },
    index,
  }));
}

/** Keeps only the named steps, in the protocol's order. Throws `step-unknown` with the ids that exist. */
export function only(steps: PlannedStep[], ids: readonly string[]): PlannedStep[] {
  const unknown = ids.find((id) => !steps.some((step) => step.id === id));
  if (unknown !== undefined) {
    throw new CodedError('step-unknown', { step: unknown, known: steps.map((step) => step.id).join(', ') });
  }
  return steps.filter((step) => ids.includes(step.id)).map((step, index) => ({ ...step, index }));
}

/** The composite with only the cells that a session of these steps photographs. */
export function compositeOf(protocol: Protocol, steps: readonly PlannedStep[]): Protocol['composite'] {
  const planned = new Set(steps.map(({ id }) => id));
  const rows = protocol.composite.rows.map((row) => row.map((id) => (id !== null && planned.has(id) ? id : null)));
  return { ...protocol.composite, rows };
}
