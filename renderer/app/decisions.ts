import type { Input, Output } from '../../electron/contract/rpc.ts';
import type { SessionView } from '../../electron/contract/session-view.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import { play } from './beeper.ts';
import { aim, isAcceptable, lastShot, type Offer, offers } from './commands.ts';
import { isDeciding } from './presses.ts';
import { countDown, stopCounting } from './self-timer.ts';
import { ask, type CallName, goTo, type PageState, showPanel, tell, usePage } from './store.ts';

/** Asks for a decision; what was told of the last one is old then. */
function decide<Name extends CallName>(
  name: Name,
  input: Input<typeof studioContract, Name>,
): Promise<Output<typeof studioContract, Name> | null> {
  tell(null);
  return ask(name, input);
}

/** Does what an offer promises. An offer that does not stand does nothing: a press too many is not an error. */
export function perform(offer: Offer, page: PageState): void {
  const session = page.snapshot?.session;
  if (!offer.enabled || !session) return;
  if (offer.command === 'series') goTo({ screen: 'series', session: session.id });
  else if (offer.command === 'skip') showPanel(page.panel === 'skip' ? null : 'skip');
  else if (offer.command === 'shot.take') take(session, page.preferences.selfTimerS);
  else void decide(offer.command, {});
}

/** Photographs what the screen names, at once or when the self-timer ends; for as long it must stay the same. */
function take(session: SessionView, selfTimerS: number): void {
  const step = aim(session)?.id;
  /** The session as it is now, while it still offers that picture. */
  const offering = (): SessionView | null => {
    const { snapshot, place } = usePage.getState();
    const now = snapshot?.session;
    if (!now || place.screen !== 'capture' || now.id !== session.id || aim(now)?.id !== step) return null;
    const { primary } = offers(now, snapshot.camera);
    return primary.enabled && primary.command === 'shot.take' ? now : null;
  };
  const end = (): void => {
    const now = offering();
    if (now) release(now);
  };
  if (selfTimerS === 0) release(session);
  else countDown(selfTimerS, () => offering() !== null, end);
}

function release(session: SessionView): void {
  play('pressed');
  usePage.setState({ shotsBefore: session.shots.length });
  void decide('shot.take', {});
}

/**
 * Takes back the last decision. A countdown is only stopped. A picture that is being made is waited for, and then taken
 * back itself: never what came before it, should it fail.
 */
export async function undo(): Promise<void> {
  if (stopCounting() || waiting) return;
  const making = isMaking(usePage.getState());
  waiting = true;
  const session = await settled();
  waiting = false;
  const last = session?.undo;
  if (!session || !last) return;
  if (making && (last.what !== 'taken' || last.step !== lastShot(session)?.step)) return;
  const undone = await decide('session.undo', {});
  if (undone) tell({ kind: 'undone', ...last });
}

/** An undo waits for what is being made; another one meanwhile is a bounce. */
let waiting = false;

function isMaking({ asking, snapshot }: PageState): boolean {
  return asking.includes('shot.take') || snapshot?.session?.shots.at(-1)?.state === 'started';
}

/** The session on screen once nothing is being made or written; null when it has left. */
function settled(): Promise<SessionView | null> {
  const id = usePage.getState().snapshot?.session?.id;
  return new Promise((resolve) => {
    const look = ({ asking, snapshot }: PageState): boolean => {
      const session = snapshot?.session?.id === id ? (snapshot?.session ?? null) : null;
      if (session && (isDeciding(asking) || !isAtRest(session))) return false;
      resolve(session);
      return true;
    };
    if (look(usePage.getState())) return;
    const stop = usePage.subscribe((page) => {
      if (look(page)) stop();
    });
  });
}

function isAtRest({ phase }: SessionView): boolean {
  return phase === 'ready' || phase === 'review' || phase === 'complete' || phase === 'closed';
}

/** Skips the step that the screen names, with a reason; the picture under review is accepted first. */
export async function skip(session: SessionView, reason: string): Promise<void> {
  await settle(session);
  await decide('step.skip', { reason });
}

export async function defer(session: SessionView): Promise<void> {
  await settle(session);
  await decide('step.defer', {});
}

/** Goes to a step. The picture under review is accepted first, unless it is the one gone to. */
export async function goToStep(session: SessionView, step: string): Promise<void> {
  if (step !== session.current) await settle(session);
  await decide('step.select', { step });
}

/** From the series to the camera, for that step: what was shot of it before stays, and stands until something better does. */
export async function backTo(step: string): Promise<void> {
  if (await decide('step.select', { step })) goTo({ screen: 'capture' });
}

/** One more view, and it is the next one. */
export async function add(session: SessionView, what: { extra: string } | { like: string }): Promise<void> {
  await settle(session);
  await decide('step.add', what);
}

/** Lets another try stand for its step. */
export async function choose(shot: string): Promise<void> {
  const chosen = await decide('shot.choose', { shot });
  if (chosen) usePage.setState({ looked: null });
}

/** Closes a panel before anything is asked: the next press must find it closed, not close the one it opened. */
async function settle(session: SessionView): Promise<void> {
  showPanel(null);
  if (isAcceptable(session)) await decide('shot.accept', {});
}

/** Opens a session, in place of another one that is on screen. A second press meanwhile is a bounce. */
export async function open(input: Input<typeof studioContract, 'session.open'>): Promise<boolean> {
  const { snapshot, asking } = usePage.getState();
  if (isDeciding(asking)) return false;
  const shown = snapshot?.session;
  if (shown && shown.phase !== 'closed' && !(await decide('session.pause', {}))) return false;
  if (!(await decide('session.open', input))) return false;
  usePage.setState({ forItem: null });
  return true;
}

/** Puts a session back on screen, in place of another one that is there. */
export async function resume(id: string): Promise<void> {
  const shown = usePage.getState().snapshot?.session;
  if (shown?.id === id) return goTo({ screen: 'capture' });
  if (shown && !(await decide('session.pause', {}))) return;
  await decide('session.resume', { session: id });
}

export async function pause(): Promise<void> {
  const session = usePage.getState().snapshot?.session?.id ?? null;
  const paused = await decide('session.pause', {});
  if (!paused) return;
  usePage.setState({ paused: session });
  goTo({ screen: 'today' });
}

/** Closes and sends, once. What is missing stays to be taken: the studio refuses and says which. */
export async function close(session: SessionView): Promise<void> {
  if (session.phase === 'closed') return;
  if (isAcceptable(session)) await decide('shot.accept', {});
  await decide('session.close', {});
}

/** Ends the series before all of it is there. The picture under review counts as accepted, as at any other end. */
export async function discontinue(reason: string): Promise<void> {
  const { snapshot, asking } = usePage.getState();
  const session = snapshot?.session;
  if (!session || isDeciding(asking)) return;
  if (isAcceptable(session)) await decide('shot.accept', {});
  if (await decide('session.discontinue', { reason })) showPanel(null);
}

/** To the next patient: a session on screen is left as it is, an upload goes on by itself. */
export async function leave(page: PageState): Promise<void> {
  if (page.snapshot?.session) await decide('session.pause', {});
  goTo({ screen: 'today' });
}
