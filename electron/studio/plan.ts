import { CodedError } from '../contract/errors.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';

/**
 * Expands a protocol into the flat list of steps that the runner follows, each with the protocol's defaults applied.
 * Settings merge key by key; everything else a step names replaces the default.
 */
export function plan(protocol: Protocol): PlannedStep[] {
  return protocol.steps.map((step, index) => planStep(protocol, step, index));
}

/** The protocol's extras that a session can still be given, as its next step. */
export function extrasFor(protocol: Protocol, steps: readonly PlannedStep[]): PlannedStep[] {
  const free = protocol.extras.filter(({ id }) => !steps.some((step) => step.id === id));
  return free.map((step) => ({ ...planStep(protocol, step, nextIndex(steps)), required: false }));
}

/** A view that is added to a session: one of its protocol's extras, or a step once more. */
export type Addition = { extra: string } | { like: string };

/** Throws `step-unknown`, naming what could be added. */
export function addition(what: Addition, steps: readonly PlannedStep[], protocol: Protocol | undefined): PlannedStep {
  if ('like' in what) return onceMore(steps, what.like);
  const extras = protocol ? extrasFor(protocol, steps) : [];
  const found = extras.find(({ id }) => id === what.extra);
  if (!found) throw unknownStep(what.extra, extras);
  return found;
}

/** The protocol that a session was opened with, where there still is that version of it. */
export function protocolOf(
  protocols: ReadonlyMap<string, Protocol>,
  { id, version }: Pick<Protocol, 'id' | 'version'>,
): Protocol | undefined {
  const found = protocols.get(id);
  return found?.version === version ? found : undefined;
}

/** A step of a session once more, under an id of its own: `up`, then `up-2`. Throws `step-unknown`. */
function onceMore(steps: readonly PlannedStep[], like: string): PlannedStep {
  const first = steps.find(({ id }) => id === like);
  if (!first) throw unknownStep(like, steps);
  const origin = steps.find(({ id, view }) => view === first.view && first.id.replace(/-\d+$/, '') === id) ?? first;
  for (let times = 2; ; times += 1) {
    const id = `${origin.id}-${times}`;
    if (steps.some((step) => step.id === id)) continue;
    const { fr, en } = origin.title;
    const title = { fr: `${fr} (${times})`, en: `${en} (${times})` };
    return { ...origin, id, title, required: false, index: nextIndex(steps) };
  }
}

function planStep({ defaults }: Protocol, step: Protocol['steps'][number], index: number): PlannedStep {
  return { ...defaults, ...step, settings: { ...defaults.settings, ...step.settings }, index };
}

function nextIndex(steps: readonly PlannedStep[]): number {
  return Math.max(-1, ...steps.map(({ index }) => index)) + 1;
}

/** Names the ids that exist. */
export function unknownStep(step: string, known: readonly { id: string }[]): CodedError {
  return new CodedError('step-unknown', { step, known: known.map(({ id }) => id).join(', ') });
}

/** Keeps only the named steps, in the protocol's order. Throws `step-unknown` with the ids that exist. */
export function only(steps: PlannedStep[], ids: readonly string[]): PlannedStep[] {
  const unknown = ids.find((id) => !steps.some((step) => step.id === id));
  if (unknown !== undefined) throw unknownStep(unknown, steps);
  return steps.filter((step) => ids.includes(step.id)).map((step, index) => ({ ...step, index }));
}

/** The composite with only the cells that a session of these steps photographs. */
export function compositeOf(protocol: Protocol, steps: readonly PlannedStep[]): Protocol['composite'] {
  const planned = new Set(steps.map(({ id }) => id));
  const rows = protocol.composite.rows.map((row) => row.map((id) => (id !== null && planned.has(id) ? id : null)));
  return { ...protocol.composite, rows };
}
