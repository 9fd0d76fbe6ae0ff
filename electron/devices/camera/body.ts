import { type ConfigEntry, isGphotoFault, type NativeCamera } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type { CameraIdentity, LiveViewing } from '../../contract/devices.ts';
import type { BodyEvents } from './body-events.ts';
import { goneError, isBusy, isRefusal, isUnclear, whileBusy } from './faults.ts';
import type { BodyTraits } from './quirks.ts';
import type { Release } from './releasing.ts';
import type { Make } from './settings/settings-map.ts';

/** What it takes to talk to a body. */
export type Approach = { readonly native: NativeCamera; readonly clock: Clock; readonly events: BodyEvents };

/** One opened body and what was learned about it. Nothing here outlives its connection. */
export type Body = Approach & {
  /** The keys that the body is believed to have. Presence is capability. */
  readonly keys: Set<string>;
  readonly make: Make;
  readonly traits: BodyTraits;
  readonly identity: CameraIdentity;
  /** False for a body that says that it has no store: its pictures can only be handed over. */
  readonly hasStorage: boolean;
  /**
   * How live view is to look, and whether it has still to be told to the body: it forgets when live view ends. `ended` by
   * us and not begun again: where ending it is a property's doing, libgphoto2 does not notice.
   */
  readonly viewing: { wanted: LiveViewing | undefined; due: boolean; ended: boolean };
  /** The release that runs now. */
  readonly release: { now: Release | undefined };
  /** Whether a folder is being listed. */
  readonly listing: { now: boolean };
  /** Whether the connection is sound after `error`: then it was a refusal. Asks the body where the error does not say. */
  survives(error: unknown): Promise<boolean>;
};

/** Where an error does not say, a question about events tells: it always goes to the body. */
export async function survives(events: BodyEvents, error: unknown): Promise<boolean> {
  if (!isRefusal(error)) return false;
  if (!isUnclear(error)) return true;
  try {
    await events.probe();
    return true;
  } catch (second) {
    return isBusy(second);
  }
}

/** PTP/IP gives up on an answer after this long, and stale answers come later. */
const stalledMs = 2000;
const busyBudgetMs = 1500;

/**
 * Does one thing about a setting. Undefined when the body refuses. Throws when the connection is not to be trusted any
 * more: the library hides a broken one behind "no such setting".
 */
export async function tryOut<T>(body: Approach, work: () => Promise<T>): Promise<T | undefined> {
  const { clock } = body;
  let begun = clock.elapsed();
  try {
    return await whileBusy(clock, busyBudgetMs, () => {
      begun = clock.elapsed();
      return work();
    });
  } catch (error) {
    if (isUnclear(error) && clock.elapsed() - begun >= stalledMs) throw goneError('no answer');
    if (!(await survives(body.events, error))) throw error;
    return undefined;
  }
}

/** Whether `error` is libgphoto2's and says so in these words, whatever its code. */
export function saysOf(error: unknown, words: RegExp): boolean {
  return isGphotoFault(error) && error.context.some((line) => words.test(line));
}

/** The entry; undefined where the body has no such key, or cannot read it in its present mode. */
export async function entryOf(body: Approach & { keys: Set<string> }, key: string): Promise<ConfigEntry | undefined> {
  if (!body.keys.has(key)) return undefined;
  return tryOut(body, () => body.native.getConfig(key));
}
