import type { SessionView } from '../../electron/contract/studio.ts';
import {
  nextGhostMode,
  nextGhostOpacity,
  nextGhostPicture,
  nudgeGhost,
  resetGhost,
} from '../liveview/ghost/controls.ts';
import { isAcceptable, type Offer, type OfferingCamera, offers } from './commands.ts';
import { interruptedSession, putOff, usePutOff } from './interrupted.ts';
import type { KeyAction } from './keys.ts';
import { autofocus, isMagnified, moveZoom, nudge, unzoom, zoomOn } from './live-controls.ts';
import { nextGuide, nextGuideOpacity, nextLanguage, nextTheme, toggleAnalysis } from './prefer.ts';
import { isDeciding, judge } from './presses.ts';
import { moveOn, reviewOf, stepInHand, toggleComposite, toggleLarge, useReview } from './review.ts';
import { ask, goTo, type PageState, showSkip, toggleEnlarged, toggleHelp, usePage } from './store.ts';

/** Does what an offer promises. An offer that does not stand does nothing: a press too many is not an error. */
function perform(offer: Offer, page: PageState): void {
  const session = page.snapshot?.session;
  if (!offer.enabled || !session) return;
  if (offer.command === 'series') goTo({ screen: 'series', session: session.id });
  else if (offer.command === 'skip') showSkip(!page.skipping);
  else {
    usePage.setState({ shotsBefore: session.shots.length });
    void ask(offer.command, {});
  }
}

/**
 * What a key or a button does where the page is. `shift` makes focus steps coarse. Returns false where it means nothing:
 * the key is then the browser's, which scrolls a list with it.
 */
export function obey(action: KeyAction, shift = false): boolean {
  const page = usePage.getState();
  const always = onEveryScreen(page)[action];
  const { asking, snapshot, shotsBefore } = page;
  const { screen } = page.place;
  const verdict = judge(action, { screen, asking, shotsBefore, session: snapshot?.session ?? null });
  const act = always ?? (verdict === 'obey' ? onScreen(page, shift)[action] : undefined);
  if (act) act();
  else if (verdict === 'wait') onceAnswered(action, screen);
  return act !== undefined || verdict !== 'obey';
}

let waiting = false;

/** One press waits at most, and only for the screen it was meant for. */
function onceAnswered(action: KeyAction, screen: PageState['place']['screen']): void {
  if (waiting) return;
  waiting = true;
  const stop = usePage.subscribe(({ asking, place }) => {
    if (isDeciding(asking)) return;
    stop();
    waiting = false;
    if (place.screen === screen) obey(action);
  });
}

type Doing = Partial<Record<KeyAction, () => void>>;

function onEveryScreen(page: PageState): Doing {
  const always: Doing = { help: toggleHelp, language: nextLanguage, theme: nextTheme, room: () => toggleRoom(page) };
  return page.help ? { ...always, pause: toggleHelp } : always;
}

/** To the room and back to where the work is. */
function toggleRoom({ place, snapshot }: PageState): void {
  if (place.screen !== 'room') goTo({ screen: 'room' });
  else goTo({ screen: snapshot?.session && snapshot.session.current !== null ? 'capture' : 'today' });
}

function onScreen(page: PageState, shift: boolean): Doing {
  const { place, snapshot } = page;
  const session = snapshot?.session;
  if (place.screen === 'capture' && session)
    return { ...inCapture(page, session, snapshot.camera), ...inLiveView(page, shift) };
  if (place.screen === 'series') {
    const shown = session?.id === place.session ? session : null;
    if (shown && shown.phase !== 'closed') return { ...inReview(shown), ...inOpenSeries(shown) };
    const away = (): void => void leave(page);
    return { accept: away, pause: away, ...(shown ? inReview(shown) : {}) };
  }
  if (place.screen === 'room') return { pause: () => toggleRoom(page) };
  const cutOff =
    snapshot && place.screen === 'today' ? interruptedSession(snapshot, usePutOff.getState().session) : null;
  if (cutOff) {
    const { id } = cutOff.summary;
    return { accept: () => void resume(id), pause: () => putOff(id) };
  }
  return { pause: () => goTo({ screen: 'today' }) };
}

/** What is done with live view while it is on screen, and with the ghost over it: nothing while the last picture covers it. */
function inLiveView(page: PageState, coarse: boolean): Doing {
  const tools: Doing = {
    peaking: () => toggleAnalysis('peaking'),
    zebra: () => toggleAnalysis('zebra'),
    histogram: () => toggleAnalysis('histogram'),
  };
  if (page.enlarged) return tools;
  // What is magnified is moved about; the whole field stays, and the ghost over it moves.
  const arrow = (right: number, down: number): void => {
    if (isMagnified()) moveZoom(right, down);
    else nudgeGhost(right, down, coarse);
  };
  return {
    ...tools,
    zoom: zoomOn,
    left: () => arrow(-1, 0),
    right: () => arrow(1, 0),
    up: () => arrow(0, -1),
    down: () => arrow(0, 1),
    ghost: nextGhostMode,
    'ghost-picture': nextGhostPicture,
    'ghost-opacity': nextGhostOpacity,
    'ghost-reset': resetGhost,
    nearer: () => void nudge('nearer', coarse),
    farther: () => void nudge('farther', coarse),
    autofocus: () => void autofocus(),
  };
}

function inCapture(page: PageState, session: SessionView, camera: OfferingCamera): Doing {
  const { primary, accept, retake, skip: skipping } = offers(session, camera);
  return {
    take: () => perform(primary, page),
    accept: () => perform(accept, page),
    retake: () => perform(retake, page),
    skip: () => perform(skipping, page),
    guide: nextGuide,
    'guide-opacity': nextGuideOpacity,
    enlarge: toggleEnlarged,
    series: () => goTo({ screen: 'series', session: session.id }),
    pause: () => {
      if (page.skipping) showSkip(false);
      else if (page.enlarged) toggleEnlarged();
      else if (unzoom()) return;
      else void pause();
    },
  };
}

/** Looking at a series, whether or not it can still be changed. */
function inReview(session: SessionView): Doing {
  const { id } = session;
  return {
    left: () => moveOn(session, -1, 0),
    right: () => moveOn(session, 1, 0),
    up: () => moveOn(session, 0, -1),
    down: () => moveOn(session, 0, 1),
    enlarge: () => toggleLarge(id),
    composite: () => toggleComposite(id),
    ...(reviewOf(useReview.getState(), id).large ? { pause: () => toggleLarge(id) } : {}),
  };
}

function inOpenSeries(session: SessionView): Doing {
  const review = reviewOf(useReview.getState(), session.id);
  const back = (): void => {
    if (session.current === null) void pause();
    else goTo({ screen: 'capture' });
  };
  return {
    accept: () => void close(session),
    retake: () => {
      const step = stepInHand(session, review.step);
      if (step) void backTo(step.id);
    },
    series: back,
    ...(review.large ? {} : { pause: back }),
  };
}

/** To the camera, for that step: what was shot of it before stays, and stands until something better does. */
export async function backTo(step: string): Promise<void> {
  if (await ask('step.select', { step })) goTo({ screen: 'capture' });
}

/** Puts a session back on screen, in place of another one that is there. */
export async function resume(id: string): Promise<void> {
  const shown = usePage.getState().snapshot?.session;
  if (shown?.id === id) return goTo({ screen: 'capture' });
  if (shown && !(await ask('session.pause', {}))) return;
  await ask('session.resume', { session: id });
}

export async function pause(): Promise<void> {
  const paused = await ask('session.pause', {});
  if (paused) goTo({ screen: 'today' });
}

/** Closes and sends, once. What is missing stays to be taken: the studio refuses and says which. */
export async function close(session: SessionView): Promise<void> {
  if (session.phase === 'closed') return;
  if (isAcceptable(session)) await ask('shot.accept', {});
  await ask('session.close', {});
}

/** To the next patient: a session on screen is left as it is, an upload goes on by itself. */
export async function leave(page: PageState): Promise<void> {
  if (page.snapshot?.session) await ask('session.pause', {});
  goTo({ screen: 'today' });
}

/** Skips the step that the screen names, with a reason; the picture under review is accepted first. */
export async function skip(session: SessionView, reason: string): Promise<void> {
  await settle(session);
  await ask('step.skip', { reason });
}

export async function defer(session: SessionView): Promise<void> {
  await settle(session);
  await ask('step.defer', {});
}

/** Closes the form before anything is asked: the next press must find it closed, not close the one it opened. */
async function settle(session: SessionView): Promise<void> {
  showSkip(false);
  if (isAcceptable(session)) await ask('shot.accept', {});
}
