import type { Patient } from '../contract/patient.ts';
import type { PriorView } from '../contract/session-view.ts';
import { acceptedShots } from './session-fold.ts';
import type { SessionState } from './session-state.ts';

/** So many earlier pictures of a view are offered; nobody leafs through more with a patient in the chair. */
export const keptPerView = 8;

/** Pictures by the view's code, newest first. */
export type Priors = ReadonlyMap<string, readonly PriorView[]>;

/**
 * What earlier visits of a session's patient have accepted. Looked up once, when the session comes on screen: no other one
 * changes while it is there. A simulated patient's pictures are never laid over a real one's, and whoever is not surely the
 * same person is another one.
 */
export function earlierPictures(states: readonly SessionState[], { opened }: SessionState): Priors {
  const others = states.filter(({ opened: other }) => {
    return (
      other.session !== opened.session &&
      other.simulated === opened.simulated &&
      isSamePerson(other.patient, opened.patient)
    );
  });
  const found = new Map<string, PriorView[]>();
  for (const { view, ...picture } of others.flatMap(acceptedPictures))
    found.set(view, [...(found.get(view) ?? []), picture]);
  for (const [view, pictures] of found) found.set(view, pictures.sort(newestFirst).slice(0, keptPerView));
  return found;
}

type Person = Pick<Patient, 'patientId' | 'issuer' | 'birthDate' | 'name'>;

/**
 * A number that somebody mistyped, or that two registers gave, is another child's. It counts only with the birth date, and
 * without an issuer, who vouches for it, only with the name as well, however it is spelled. An earlier picture that is not
 * offered costs nothing; a stranger's face would.
 */
export function isSamePerson(one: Person, other: Person): boolean {
  return (
    one.patientId === other.patientId &&
    one.issuer === other.issuer &&
    one.birthDate === other.birthDate &&
    (one.issuer !== undefined || letters(one.name) === letters(other.name))
  );
}

/** A name without what differs between two ways to type it: case, accents, hyphens, separators. */
function letters(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLocaleLowerCase('en');
}

/** The vault's earlier pictures and the archives' together, newest first. */
export function together(own: Priors, retrieved: Priors): Priors {
  const views = new Set([...own.keys(), ...retrieved.keys()]);
  const of = (view: string): PriorView[] => [...(own.get(view) ?? []), ...(retrieved.get(view) ?? [])];
  return new Map([...views].map((view) => [view, of(view).sort(newestFirst).slice(0, keptPerView)]));
}

/** What a session itself has accepted. */
export function ownPictures(state: SessionState): Priors {
  const found = new Map<string, PriorView[]>();
  for (const { view, ...picture } of acceptedPictures(state).sort(newestFirst))
    found.set(view, [...(found.get(view) ?? []), picture]);
  return found;
}

function acceptedPictures(state: SessionState): (PriorView & { view: string })[] {
  const { session } = state.opened;
  return acceptedShots(state).flatMap(({ id, step, takenAt, purged }) => {
    if (purged) return [];
    const plan = state.steps.find((candidate) => candidate.plan.id === step)?.plan;
    return plan ? [{ view: plan.view, shot: id, session, takenAt, fieldWidthMm: plan.fieldWidthMm }] : [];
  });
}

function newestFirst(a: PriorView, b: PriorView): number {
  return Date.parse(b.takenAt) - Date.parse(a.takenAt);
}
