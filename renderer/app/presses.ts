import type { SessionView } from '../../electron/contract/session-view.ts';
import type { KeyAction } from './keys.ts';
import type { Place } from './navigation.ts';
import type { CallName } from './store.ts';

/** What becomes of a press while an answer is awaited. */
export type Verdict = 'obey' | 'wait' | 'drop';

type Awaited = {
  screen: Place['screen'];
  asking: readonly CallName[];
  session: Pick<SessionView, 'phase' | 'shots'> | null;
  /** How many shots there were when the last picture was asked for. */
  shotsBefore: number;
};

/**
 * The calls that a key brings about: the same key once more, before they are answered, is a bounce. `skip` only opens a
 * form, for the step that is then on screen. Going to the step beside is no bounce: nothing is made of it, and who goes one
 * too far presses the way back at once.
 */
const own = {
  take: [],
  accept: ['shot.accept'],
  retake: ['shot.retake'],
  skip: [],
  add: [],
  defer: ['step.defer'],
  next: [],
  previous: [],
} as const satisfies Partial<Record<KeyAction, readonly CallName[]>>;

/**
 * A second press must never become a second picture, a second rejection or a second farewell: while its own call is
 * under way a press is dropped, and so is every decision while a picture is being made. A decision that comes in the
 * moment between what the screen shows and the answer to the last call waits for that answer.
 */
export function judge(action: KeyAction, { screen, asking, session, shotsBefore }: Awaited): Verdict {
  // It waits for the picture under way, and then takes it back.
  if (action === 'undo') return asking.includes('session.undo') ? 'drop' : 'obey';
  if (!isDecision(action)) return 'obey';
  const made = session?.phase === 'review' && session.shots.length > shotsBefore;
  if (asking.includes('shot.take') && !made) return 'drop';
  const calls: readonly CallName[] = action === 'accept' && screen === 'series' ? ['session.close'] : own[action];
  if (calls.some((name) => asking.includes(name))) return 'drop';
  return isDeciding(asking) ? 'wait' : 'obey';
}

function isDecision(action: KeyAction): action is keyof typeof own {
  return Object.hasOwn(own, action);
}

/** Whether a decision about the session is being written; what devices and stores are asked keeps nobody waiting. */
export function isDeciding(asking: readonly CallName[]): boolean {
  return asking.some((name) => /^(shot|step|session)\./.test(name));
}
