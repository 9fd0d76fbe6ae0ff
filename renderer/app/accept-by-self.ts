import type { SessionView } from '../../electron/contract/session-view.ts';
import { acceptableBySelf } from './auto-accept.ts';
import { ask, usePage } from './store.ts';

/** How often it is looked whether the time is over. */
const tickMs = 100;

/** Accepts by itself, after the operator's time, for as long as the page lives; the screen counts along. */
export function acceptBySelf(): () => void {
  const decided = new Set<string>();
  let next: ReturnType<typeof setTimeout> | undefined;
  let waiting: { shot: string; end: number } | null = null;
  const look = (): void => {
    const page = usePage.getState();
    remember(page.snapshot?.session ?? null, decided);
    const shot = acceptableBySelf(page, decided);
    if (shot !== waiting?.shot) {
      waiting = shot === null ? null : { shot, end: performance.now() + page.preferences.acceptAfterS * 1000 };
    }
    const inS = waiting ? Math.ceil((waiting.end - performance.now()) / 1000) : 0;
    if (waiting && inS <= 0) {
      decided.add(waiting.shot);
      waiting = null;
      void ask('shot.accept', {});
    }
    const { accepting } = usePage.getState();
    const same = accepting?.shot === waiting?.shot && accepting?.inS === (waiting ? inS : undefined);
    clearTimeout(next);
    if (waiting) next = setTimeout(look, tickMs);
    if (!same) usePage.setState({ accepting: waiting && { shot: waiting.shot, inS } });
  };
  const stop = usePage.subscribe(look);
  return () => {
    stop();
    clearTimeout(next);
  };
}

function remember(session: SessionView | null, decided: Set<string>): void {
  for (const { id, state } of session?.shots ?? []) {
    if (state === 'accepted' || state === 'rejected') decided.add(id);
  }
}
