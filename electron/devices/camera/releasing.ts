import type { Body } from './body.ts';
import { locate } from './settings/apply.ts';

/** A call that releases the shutter: when it began, and for how long the exposure explains that it does not return. */
export type Release = { beganAt: number; exposureMs: number };

/** Of bodies that do not tell, and of bulb: the longest exposure that bodies make by themselves. */
const longestExposureMs = 30_000;

/**
 * A folder is listed in one call of the library's, which asks the body for each file in it, some milliseconds for each; over
 * USB nobody sees the answers come.
 */
const longestListingMs = 60_000;

/** How long the shutter will be open with the present settings. */
export async function exposureMsOf(body: Body): Promise<number> {
  const seconds = (await locate(body, 'shutterS'))?.value;
  return typeof seconds === 'number' ? seconds * 1000 : longestExposureMs;
}

/** Does what releases the shutter. The library may ask the body all the while whether it is ready, for up to 1000 s. */
export async function releasing<T>(body: Body, exposureMs: number, work: () => Promise<T>): Promise<T> {
  body.release.now = { beganAt: body.clock.elapsed(), exposureMs };
  try {
    return await work();
  } finally {
    body.release.now = undefined;
  }
}

/** Does what lists a folder. */
export async function listing<T>(body: Pick<Body, 'listing'>, work: () => Promise<T>): Promise<T> {
  body.listing.now = true;
  try {
    return await work();
  } finally {
    body.listing.now = false;
  }
}

/**
 * For how long nothing explains why the library keeps us waiting. `quietMs` is how long nothing has come from the body;
 * while it releases, its word that it is busy explains nothing once the exposure is over.
 */
export function unexplainedMs(
  { clock, release, listing: list }: Pick<Body, 'clock' | 'release' | 'listing'>,
  quietMs: number,
): number {
  if (list.now) return Math.max(0, quietMs - longestListingMs);
  if (!release.now) return quietMs;
  return Math.max(0, clock.elapsed() - release.now.beganAt - release.now.exposureMs);
}
