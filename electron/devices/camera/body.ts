import type { ConfigEntry, NativeCamera } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import type { BodyEvents } from './body-events.ts';
import { isBusy, isRefusal, isUnclear, isUnsupported } from './faults.ts';
import type { BodyTraits } from './quirks.ts';
import type { Make } from './settings/settings-map.ts';

/** One opened body and what was learned about it. Nothing here outlives its connection. */
export type Body = {
  readonly native: NativeCamera;
  readonly clock: Clock;
  readonly events: BodyEvents;
  /** The keys that the body is believed to have. Presence is capability. */
  readonly keys: Set<string>;
  readonly make: Make;
  readonly traits: BodyTraits;
  readonly identity: CameraIdentity;
  /** Whether the connection is sound after `error`: then it was a refusal. Asks the body where the error does not say. */
  survives(error: unknown): Promise<boolean>;
};

/** "Error" may mean anything, a closed connection too; a question about events tells, since it always goes to the body. */
export async function survives(events: BodyEvents, error: unknown): Promise<boolean> {
  if (!isRefusal(error)) return false;
  if (!isUnclear(error)) return true;
  try {
    await events.probe();
    return true;
  } catch (second) {
    return isBusy(second) || isUnsupported(second);
  }
}

/** The entry, or undefined where the body has no such key; then it is not asked again. */
export async function entryOf(
  body: { native: NativeCamera; keys: Set<string> },
  key: string,
): Promise<ConfigEntry | undefined> {
  if (!body.keys.has(key)) return undefined;
  try {
    return await body.native.getConfig(key);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    body.keys.delete(key);
    return undefined;
  }
}
