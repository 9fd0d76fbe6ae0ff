import { create } from 'zustand';
import type { SessionView, StepView } from '../../electron/contract/session-view.ts';
import { columnsShown } from './focus.ts';

/** What the series screen looks at: it has no meaning once another session is shown. */
type Review = {
  session: string | null;
  /** The step that was chosen; null leaves it to the series. */
  step: string | null;
  composite: boolean;
  /** One picture in large, an earlier visit's beside it. */
  large: boolean;
};

const fresh: Review = { session: null, step: null, composite: false, large: false };

export const useReview = create<Review>(() => fresh);

/** The review of that session as it was left; of another one it begins anew. */
export function reviewOf(review: Review, session: string): Review {
  return review.session === session ? review : { ...fresh, session };
}

export function look(session: string, what: Partial<Omit<Review, 'session'>>): void {
  useReview.setState((review) => ({ ...reviewOf(review, session), ...what }));
}

/** The step that the review speaks of: the chosen one, else the first that is missing, else that of the last picture. */
export function stepInHand({ steps, shots }: SessionView, chosen: string | null): StepView | null {
  const of = (id: string | undefined): StepView | undefined => steps.find((step) => step.id === id);
  const missing = steps.find(({ state }) => state !== 'accepted' && state !== 'skipped');
  return of(chosen ?? undefined) ?? missing ?? of(shots.at(-1)?.step) ?? steps[0] ?? null;
}

/** The sheet's shape beside the side panel, and the share of its height that one line of words takes. */
const sheet = { wide: 1.6, caption: 0.07 };

/** Columns of a contact sheet of so many cells, so that its pictures (3:2) are as large as they can be. */
export function sheetColumns(cells: number): number {
  let best = { columns: 1, height: 0 };
  for (let columns = 1; columns <= cells; columns++) {
    const height = Math.min(sheet.wide / columns / 1.5, 1 / Math.ceil(cells / columns) - sheet.caption);
    if (height > best.height) best = { columns, height };
  }
  return best.columns;
}

/** Chooses the step so many cells and rows on, as the sheet lies on screen; at its edge nothing happens. */
export function moveOn(session: SessionView, right: number, down: number): void {
  const { step } = reviewOf(useReview.getState(), session.id);
  const at = session.steps.findIndex(({ id }) => id === stepInHand(session, step)?.id);
  // Without a sheet there are no rows: every arrow is one step on.
  const next = session.steps[at + right + down * (columnsShown('.contact-sheet') ?? 1)];
  if (next) look(session.id, { step: next.id });
}

export function toggleLarge(session: string): void {
  look(session, { large: !reviewOf(useReview.getState(), session).large, composite: false });
}

export function toggleComposite(session: string): void {
  look(session, { composite: !reviewOf(useReview.getState(), session).composite, large: false });
}
