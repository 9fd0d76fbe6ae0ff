import type { OutboxJob } from '../contract/journal.ts';
import { codedStep, type PriorFacts } from '../contract/priors.ts';
import type { MirrorAxis, PlannedStep } from '../contract/protocol.ts';
import { isSamePerson, keptPerView, type Priors } from './priors.ts';
import type { SessionState } from './session-state.ts';

/** One of an archive's pictures, as far as it decides what is offered. */
export type Candidate = { readonly sopInstanceUid: string; readonly facts: PriorFacts };

type Step = Pick<PlannedStep, 'view' | 'coding' | 'fixation' | 'mirror' | 'orientation'>;

/**
 * What of an archive's pictures is offered for which view, newest first: the patient's own and nobody else's, nothing simulated
 * beside what is real, nothing that the vault has itself, and of a picture and what was made of it to stand upright the
 * latter. No more than can be shown beside the vault's own.
 */
export function chosenFor<Prior extends Candidate>(
  { opened }: Pick<SessionState, 'opened'>,
  steps: readonly Step[],
  found: readonly Prior[],
  own: { pictures: Priors; instances: ReadonlySet<string> },
): Map<string, Prior[]> {
  const theirs = found.filter(({ sopInstanceUid, facts }) => {
    const isOwn = [sopInstanceUid, ...facts.sources].some((uid) => own.instances.has(uid));
    return !isOwn && facts.simulated === opened.simulated && isSamePerson(facts.patient, opened.patient);
  });
  const corrected = new Set(theirs.flatMap(({ facts }) => (facts.derived ? facts.sources : [])));
  const byView = new Map<string, Prior[]>();
  for (const prior of theirs) {
    const view = viewOf(prior.facts, steps);
    if (view === undefined || corrected.has(prior.sopInstanceUid)) continue;
    byView.set(view, [...(byView.get(view) ?? []), prior]);
  }
  for (const [view, priors] of byView) {
    const here = (own.pictures.get(view) ?? []).map(({ takenAt }) => Date.parse(takenAt));
    const newest = priors.toSorted((a, b) => takenMs(b) - takenMs(a));
    const rank = (prior: Prior, index: number): number => index + here.filter((ms) => ms > takenMs(prior)).length;
    byView.set(
      view,
      newest.filter((prior, index) => rank(prior, index) < keptPerView),
    );
  }
  return byView;
}

/**
 * By our own code where the picture has one. Else by what standard codes say of it, if they say that of one view alone: a
 * region from some side or other is no view.
 */
export function viewOf(facts: Pick<PriorFacts, 'view' | 'coding'>, steps: readonly Step[]): string | undefined {
  if (facts.view !== undefined) return steps.find(({ view }) => view === facts.view)?.view;
  if (facts.coding.length === 0) return undefined;
  const coded = facts.coding.join('\n');
  const alike = new Set(steps.filter((step) => codedStep(step).join('\n') === coded).map(({ view }) => view));
  return alike.size === 1 ? [...alike][0] : undefined;
}

/**
 * How a picture becomes what the corrected live view would show. `upright`: it stands so as it is stored. Of pictures that are
 * not ours only their EXIF says how they lie, and nothing says that there was a mirror.
 */
export function turnOf(facts: PriorFacts, step: Step | undefined): { upright: boolean; mirror: MirrorAxis } {
  if (facts.view === undefined || !step) return { upright: false, mirror: 'none' };
  if (facts.derived) return { upright: true, mirror: 'none' };
  return { upright: facts.orientation === step.coding.patientOrientation.join('\\'), mirror: step.mirror };
}

/**
 * What need not come back: every instance that the vault shows or has decided against, under whichever UID it was sent, with
 * what was made of it. A picture that has left the vault is not among them.
 */
export function instancesHere(states: readonly SessionState[], jobs: readonly OutboxJob[]): Set<string> {
  const here = new Set<string>();
  const left = new Set<string>();
  for (const { id, sopInstanceUid, state, purged } of states.flatMap(({ shots }) => shots)) {
    if (purged && state === 'accepted') left.add(id);
    else here.add(sopInstanceUid);
  }
  for (const { shot, sopInstanceUid } of jobs.flatMap(({ instances }) => instances)) {
    if (shot !== undefined && !left.has(shot)) here.add(sopInstanceUid);
  }
  return here;
}

function takenMs({ facts }: Candidate): number {
  return Date.parse(facts.takenAt);
}
