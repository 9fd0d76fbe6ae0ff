import type { LearnedKey, PedalAction } from '../../electron/contract/room.ts';
import { isGated, obey } from './controller.ts';
import { actionsOf, type KeyAction, type KeyPress } from './keys.ts';
import { atRest, type Gesture, longPressMs, onPedal, type PedalEvent } from './pedal.ts';
import { usePage } from './store.ts';

const gestures: Readonly<Record<Gesture, KeyAction>> = { press: 'take', long: 'retake', double: 'undo' };

/**
 * Every key, for as long as the page lives. Learned keys come first, whatever has the focus, but for text, which is text.
 * In the room, where they are tried out, they do nothing. The Space bar is a pedal too.
 */
export function listen(): () => void {
  const pedal = pedalOf((gesture) => obey(gestures[gesture]));
  const learned = (event: KeyboardEvent): void => {
    const does = isGated(usePage.getState()) ? null : meaning(event);
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    if (usePage.getState().place.screen === 'room') return;
    if (does === 'pedal') pedal.down(event);
    else if (!event.repeat) obey(does);
  };
  const typed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isGated(usePage.getState())) return;
    if (event.repeat && pedal.holds(event.code)) event.preventDefault();
    const { key, repeat, shiftKey, ctrlKey, altKey, metaKey } = event;
    const actions = actionsOf({ key, repeat, shiftKey, ctrlKey, altKey, metaKey, focus: focusOf(event.target) });
    if (actions[0] === 'take' && usePage.getState().place.screen === 'capture') {
      event.preventDefault();
      pedal.down(event);
    } else if (actions.some((action) => obey(action, shiftKey))) event.preventDefault();
  };
  window.addEventListener('keydown', learned, { capture: true });
  window.addEventListener('keydown', typed);
  window.addEventListener('keyup', pedal.up, { capture: true });
  window.addEventListener('blur', pedal.lost);
  return () => {
    window.removeEventListener('keydown', learned, { capture: true });
    window.removeEventListener('keydown', typed);
    window.removeEventListener('keyup', pedal.up, { capture: true });
    window.removeEventListener('blur', pedal.lost);
    pedal.lost();
  };
}

function meaning({ code, target }: KeyboardEvent): PedalAction | null {
  const { snapshot, place } = usePage.getState();
  const focus = focusOf(target);
  // What has the focus in the room is used as anywhere else, were it with the key that was just learned.
  if (focus === 'text' || (place.screen === 'room' && focus !== 'page')) return null;
  const keys: readonly LearnedKey[] = snapshot?.room.settings.pedal ?? [];
  return keys.find((key) => key.code === code)?.does ?? null;
}

type Moment = Pick<KeyboardEvent, 'code' | 'repeat' | 'timeStamp'>;

/** The gestures of whichever key is down. A second key while one is down means nothing. */
function pedalOf(tell: (gesture: Gesture) => void) {
  let state = atRest;
  let held = '';
  let long: ReturnType<typeof setTimeout> | undefined;
  const feed = (event: PedalEvent): void => {
    const [next, gesture] = onPedal(state, event);
    state = next;
    if (gesture) tell(gesture);
  };
  return {
    down({ code, repeat, timeStamp }: Moment): void {
      if (repeat || held !== '') return;
      held = code;
      feed({ kind: 'down', atMs: timeStamp });
      long = setTimeout(() => feed({ kind: 'held', atMs: timeStamp + longPressMs }), longPressMs);
    },
    holds: (code: string): boolean => code === held,
    up({ code, timeStamp }: Moment): void {
      if (code !== held) return;
      held = '';
      clearTimeout(long);
      feed({ kind: 'up', atMs: timeStamp });
    },
    lost(): void {
      held = '';
      clearTimeout(long);
      feed({ kind: 'lost', atMs: 0 });
    },
  };
}

function focusOf(target: EventTarget | null): KeyPress['focus'] {
  if (!(target instanceof Element)) return 'page';
  if (target.matches('input, textarea, select')) return target.matches('[type=radio]') ? 'choice' : 'text';
  return target.closest('button, a, [role=button]') ? 'control' : 'page';
}
