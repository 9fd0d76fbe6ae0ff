import type { ConfigEntry } from '../../../native/addon.ts';
import { type Body, entryOf, tryOut } from './body.ts';
import { clockKey } from './settings/settings-map.ts';

/**
 * Two bodies whose clocks are this close tell which picture came first well enough; a body counts whole seconds, so much
 * closer cannot be had.
 */
const toleranceS = 2;
/**
 * The second write corrects the first: libgphoto2 reckons some bodies' wall clock without daylight saving when it writes,
 * and with it when it reads.
 */
const attempts = 2;

/**
 * Sets the body's clock to this computer's where they differ, so that times in the pictures of several bodies can be
 * compared. The value is a moment; bodies keep the wall clock, which the library makes of it in this process's time zone:
 * EXIF so carries the time on the wall. (`syncdatetime` would write Greenwich time.) A body without a clock, or one that
 * will not be set, is left as it is.
 */
export async function setBodyClock(body: Pick<Body, 'native' | 'clock' | 'events' | 'keys'>): Promise<void> {
  let entry = await entryOf(body, clockKey);
  let correctionS = 0;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const offS = secondsOff(entry, body.clock.now());
    if (entry?.readOnly || offS === undefined || Math.abs(offS) <= toleranceS) return;
    if (attempt > 1) correctionS = -offS;
    const valueS = Math.round(body.clock.now() / 1000) + correctionS;
    await tryOut(body, () => body.native.setConfig(clockKey, valueS));
    entry = await entryOf(body, clockKey);
  }
}

/** How far the body is ahead; undefined where it tells no time. */
export function secondsOff(entry: ConfigEntry | undefined, nowMs: number): number | undefined {
  if (entry?.type !== 'date' || entry.value <= 0) return undefined;
  return Math.round(entry.value - nowMs / 1000);
}
