import type { SessionView, ShotView } from '../../electron/contract/studio.ts';
import { isAcceptable, lastShot } from './commands.ts';
import { ask, type PageState, usePage } from './store.ts';

/** How often it is looked whether the time is over. */
const tickMs = 100;

type Seen = Pick<
  PageState,
  'snapshot' | 'link' | 'place' | 'panel' | 'help' | 'enlarged' | 'looked' | 'countdownS' | 'asking' | 'preferences'
>;

/**
 * The picture that is accepted by itself when nobody does anything: one under review that nothing speaks against, on a
 * screen where nothing else is being read or chosen. `decided` are those somebody decided before and took up again.
 */
export function acceptableBySelf(page: Seen, decided: ReadonlySet<string>): string | null {
  const { snapshot, link, place, panel, help, enlarged, looked, countdownS, asking, preferences } = page;
  const session = snapshot?.session;
  if (!session || !link || preferences.acceptAfterS === 0 || place.screen !== 'capture') return null;
  if (panel || help || enlarged || looked || countdownS !== null || asking.some(isDecision)) return null;
  const shot = session.phase === 'review' && isAcceptable(session) ? lastShot(session) : null;
  return shot && nothingAgainst(shot) && !decided.has(shot.id) ? shot.id : null;
}

function nothingAgainst({ state, complete, findings }: ShotView): boolean {
  return state === 'checked' && complete !== false && findings.every(({ level }) => level === 'good');
}

function isDecision(name: string): boolean {
  return /^(shot|step|session)\./.test(name);
}

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
