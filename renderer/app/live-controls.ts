import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { type FrameView, frameView } from '../liveview/frame-view.ts';
import { moved, nextZoom, pointed, type Viewing, wholeField, zoomSteps } from '../liveview/zoom.ts';
import { shownStep } from './commands.ts';
import { ask, type FocusWord, type PageState, usePage } from './store.ts';

/** One press of a focus key: the finest step that bodies know, and with Shift the coarsest. */
const fineSteps = 1;
const coarseSteps = 3;
/** What the focus came to is read in this time; later it may no longer be true. */
const focusWordMs = 4000;

type Seen = Pick<Snapshot, 'camera' | 'live'>;

/** Whether magnifying is the body's work; where it has no zoom the page does it. */
export function bodyZooms({ camera }: Pick<Snapshot, 'camera'>): boolean {
  return camera.tools?.zoom.some((zoom) => zoom > 1) ?? false;
}

/** What part of the field is on screen, whoever magnifies it. */
export function viewing(snapshot: Seen, magnified: Viewing): Viewing {
  return bodyZooms(snapshot) ? { zoom: snapshot.live.zoom, at: snapshot.live.at } : magnified;
}

/** The next magnification: whole field, closer, closest, whole field. */
export function zoomOn(): void {
  withLive((snapshot, now) => {
    const zoom = nextZoom(zoomSteps(snapshot.camera.tools?.zoom ?? []), now.zoom);
    show(snapshot, { zoom, at: now.at });
  });
}

/** Back to the whole field; false where it was there already. */
export function unzoom(): boolean {
  const { snapshot, magnified } = usePage.getState();
  if (!snapshot || (wish ?? viewing(snapshot, magnified)).zoom === 1) return false;
  show(snapshot, wholeField);
  return true;
}

/** Whether only a part of the field is on screen, or soon will be. */
export function isMagnified(): boolean {
  const { snapshot, magnified } = usePage.getState();
  return snapshot !== null && (wish ?? viewing(snapshot, magnified)).zoom > 1;
}

/** Moves the magnified part; the whole field cannot be moved. */
export function moveZoom(right: number, down: number): void {
  withLive((snapshot, now, view) => {
    if (now.zoom > 1) show(snapshot, moved(now, right, down, view));
  });
}

/** Shows the part around a point on screen, magnified at least by the first step. */
export function zoomTo(point: { x: number; y: number }): void {
  withLive((snapshot, now, view) => {
    const [first = 1] = zoomSteps(snapshot.camera.tools?.zoom ?? []);
    show(snapshot, pointed(now, point, now.zoom > 1 ? now.zoom : first, view));
  });
}

/** Turns the focus by one step, and says when the lens is at its stop. A step too many while one is under way is dropped. */
export async function nudge(direction: 'nearer' | 'farther', coarse: boolean): Promise<void> {
  if (isFocusing(usePage.getState())) return;
  const steps = coarse ? coarseSteps : fineSteps;
  const turned = await ask('camera.focus', { steps: direction === 'nearer' ? -steps : steps });
  say(turned?.end ? (direction === 'nearer' ? 'near-stop' : 'far-stop') : null);
}

export async function autofocus(): Promise<void> {
  if (isFocusing(usePage.getState())) return;
  usePage.setState({ focusSays: 'focusing' });
  const focused = await ask('camera.autofocus', {});
  say(focused ? 'focused' : null);
}

function isFocusing({ asking }: PageState): boolean {
  return asking.includes('camera.focus') || asking.includes('camera.autofocus');
}

let forget: ReturnType<typeof setTimeout> | undefined;

function say(word: FocusWord | null): void {
  clearTimeout(forget);
  usePage.setState({ focusSays: word });
  if (word) forget = setTimeout(() => usePage.setState({ focusSays: null }), focusWordMs);
}

/** What was last asked of the body and not yet answered: a next press goes on from there, not from what is still shown. */
let wish: Viewing | null = null;

function withLive(act: (snapshot: Snapshot, now: Viewing, view: FrameView) => void): void {
  const { snapshot, magnified } = usePage.getState();
  const session = snapshot?.session;
  if (!snapshot || !session) return;
  act(snapshot, wish ?? viewing(snapshot, magnified), frameView(shownStep(session), snapshot.room.settings));
}

function show(snapshot: Seen, next: Viewing): void {
  if (!bodyZooms(snapshot)) usePage.setState({ magnified: next });
  else if (wish) wish = next;
  else void fulfil(next);
}

/** One call at a time: of what is wished meanwhile, only the last is asked for. */
async function fulfil(first: Viewing): Promise<void> {
  wish = first;
  for (let asked: Viewing | null = null; wish && wish !== asked; ) {
    asked = wish;
    await ask('camera.zoom', asked);
  }
  wish = null;
}
