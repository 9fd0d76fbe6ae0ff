import type { SessionView } from '../../electron/contract/session-view.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import {
  nextGhostMode,
  nextGhostOpacity,
  nextGhostPicture,
  nudgeGhost,
  resetGhost,
} from '../liveview/ghost/controls.ts';
import { lock, may } from './at-work.ts';
import { offers, stepBeside } from './commands.ts';
import { backTo, close, defer, goToStep, leave, pause, perform, resume, undo } from './decisions.ts';
import { openDisplay } from './fixation-display.ts';
import { focusOn } from './focus.ts';
import { gateOf } from './gate.ts';
import { interruptedSession, pausedSession } from './interrupted.ts';
import type { KeyAction } from './keys.ts';
import { autofocus, isMagnified, moveZoom, nudge, unzoom, zoomOn } from './live-controls.ts';
import {
  nextAcceptance,
  nextGuide,
  nextGuideOpacity,
  nextLanguage,
  nextSounds,
  nextTheme,
  nextTimer,
  resizeText,
  toggleAnalysis,
} from './prefer.ts';
import { isDeciding, judge } from './presses.ts';
import { moveOn, reviewOf, stepInHand, toggleComposite, toggleLarge, useReview } from './review.ts';
import { stopCounting } from './self-timer.ts';
import { goTo, type PageState, showPanel, tell, toggleEnlarged, toggleHelp, usePage } from './store.ts';
import { beginByHand, refreshWorklist } from './worklist.ts';

/**
 * What a key or a button does where the page is. `shift` makes focus steps coarse. Returns false where it means nothing:
 * the key is then the browser's, which scrolls a list with it. Before a shut gate nothing is meant.
 */
export function obey(action: KeyAction, shift = false): boolean {
  const page = usePage.getState();
  if (isGated(page)) return false;
  const always = onEveryScreen(page)[action];
  const { asking, snapshot, shotsBefore } = page;
  const { screen } = page.place;
  const verdict = judge(action, { screen, asking, shotsBefore, session: snapshot?.session ?? null });
  const act = always ?? (verdict === 'obey' ? onScreen(page, shift)[action] : undefined);
  if (act) act();
  else if (verdict === 'wait') onceAnswered(action, screen);
  return act !== undefined || verdict !== 'obey';
}

/** Whether a gate stands in place of the screens: nothing that is typed or pressed is for the work behind it. */
export function isGated({ snapshot, recoveryPutOff }: Pick<PageState, 'snapshot' | 'recoveryPutOff'>): boolean {
  return snapshot !== null && gateOf(snapshot, recoveryPutOff) !== null;
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
  const always: Doing = {
    help: toggleHelp,
    language: nextLanguage,
    theme: nextTheme,
    larger: () => resizeText('larger'),
    smaller: () => resizeText('smaller'),
    sounds: nextSounds,
    ...(page.snapshot && !may(page.snapshot, 'room') ? {} : { room: () => toggleRoom(page) }),
    fixation: openDisplay,
    lock,
  };
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
    return { ...inCapture(page, session, snapshot), ...inLiveView(page, shift) };
  if (place.screen === 'series') {
    if (page.panel) return { pause: () => showPanel(null) };
    const shown = session?.id === place.session ? session : null;
    if (shown && shown.phase !== 'closed') return { ...inReview(shown), ...inOpenSeries(shown) };
    const away = (): void => void leave(page);
    const composite = (): void => toggleComposite(place.session);
    return { accept: away, pause: away, ...(shown ? inReview(shown) : { composite }) };
  }
  if (place.screen === 'room') return { pause: () => toggleRoom(page) };
  return place.screen === 'today' && snapshot ? onToday(page, snapshot) : { pause: () => goTo({ screen: 'today' }) };
}

function onToday(page: PageState, snapshot: Snapshot): Doing {
  const lists: Doing = { find: () => focusOn('search'), refresh: refreshWorklist, 'new-patient': beginByHand };
  const cutOff = interruptedSession(page, snapshot);
  if (cutOff) {
    const { id } = cutOff.summary;
    return { ...lists, accept: () => void resume(id), pause: () => usePage.setState({ putOff: id }) };
  }
  const paused = pausedSession(page, snapshot);
  return {
    ...lists,
    pause: () => (page.forItem ? usePage.setState({ forItem: null }) : goTo({ screen: 'today' })),
    ...(paused ? { undo: () => void resume(paused) } : {}),
  };
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

function inCapture(page: PageState, session: SessionView, { camera }: Pick<Snapshot, 'camera'>): Doing {
  const { primary, accept, retake, skip: skipping, settled } = offers(session, camera);
  const beside = (way: 'next' | 'previous'): void => {
    const step = stepBeside(session, way);
    if (step && settled) void goToStep(session, step);
  };
  return {
    take: () => perform(primary, page),
    accept: () => perform(accept, page),
    retake: () => {
      if (!stopCounting()) perform(retake, page);
    },
    skip: () => perform(skipping, page),
    defer: () => {
      if (skipping.enabled) void defer(session);
    },
    undo: () => void undo(),
    next: () => beside('next'),
    previous: () => beside('previous'),
    add: () => {
      if (settled) showPanel(page.panel === 'add' ? null : 'add');
    },
    rail: () => focusOn('rail'),
    tries: () => focusOn('tries'),
    timer: nextTimer,
    acceptance: nextAcceptance,
    guide: nextGuide,
    'guide-opacity': nextGuideOpacity,
    enlarge: toggleEnlarged,
    series: () => goTo({ screen: 'series', session: session.id }),
    pause: () => retreat(page),
  };
}

/** One thing less each time: what counts down, what is open, what is enlarged; then the series is left for another time. */
function retreat({ panel, looked, enlarged }: PageState): void {
  if (stopCounting()) return;
  if (panel) showPanel(null);
  else if (looked) usePage.setState({ looked: null });
  else if (enlarged) toggleEnlarged();
  else if (!unzoom()) void pause();
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
    // A foot leads back to the camera, and sends nothing.
    take: session.current === null ? () => tell({ kind: 'not-sent' }) : back,
    accept: () => void close(session),
    retake: () => {
      const step = stepInHand(session, review.step);
      if (step) void backTo(step.id);
    },
    undo: () => void undo(),
    series: back,
    ...(review.large ? {} : { pause: back }),
  };
}
