import type { ShotView } from '../../electron/contract/session-view.ts';
import { isAcceptable, lastShot } from './commands.ts';
import { isDeciding } from './presses.ts';
import type { PageState } from './store.ts';

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
  if (panel || help || enlarged || looked || countdownS !== null || isDeciding(asking)) return null;
  const shot = session.phase === 'review' && isAcceptable(session) ? lastShot(session) : null;
  return shot && nothingAgainst(shot) && !decided.has(shot.id) ? shot.id : null;
}

function nothingAgainst({ state, complete, findings }: ShotView): boolean {
  return state === 'checked' && complete !== false && findings.every(({ level }) => level === 'good');
}
