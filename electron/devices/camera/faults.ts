import { type GphotoFault, isGphotoFault } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import { CodedError, type ErrorCode } from '../../contract/errors.ts';

/** libgphoto2's result codes, as far as they are told apart. */
const busyCode = -110;
/** Error, bad parameters, not supported. */
const unclearCodes: ReadonlySet<number> = new Set([-1, -2, -6]);
/** The link is broken: after a stall stale answers come, so the handle is never used again. */
const goneCodes: ReadonlySet<number> = new Set([-7, -10, -34, -52]);
const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [-3, 'camera-card-full'],
  [-53, 'camera-claimed'],
  [-60, 'camera-claimed'],
  [-105, 'camera-not-found'],
  [-110, 'camera-busy'],
  [-115, 'camera-card-full'],
]);

/** What the library's own words mean where its code says only "error". First match wins. */
const wordings: readonly [RegExp, ErrorCode][] = [
  [/battery (?:exhausted|too low)/i, 'camera-battery-low'],
  [/\bliveview\b|\blive view\b|viewfinder/i, 'camera-live-view-refused'],
  [/^PTP response 200c$/i, 'camera-card-full'],
  [/^PTP response (?:2013|200e)$/i, 'camera-no-card'],
  [/^PTP response a002$/i, 'camera-focus-failed'],
  [/out of focus|no focus|no auto-?focus|auto-?focus failed|focus failed/i, 'camera-focus-failed'],
  [/store full|ran full|no more memory|card full/i, 'camera-card-full'],
  [
    /no card|no cf card|card (?:unformatted|error|protected|read-only)|store (?:read only|not available)/i,
    'camera-no-card',
  ],
  [/device busy|i\/o in progress/i, 'camera-busy'],
];

export function isBusy(error: unknown): boolean {
  return isGphotoFault(error) && error.gphotoCode === busyCode;
}

export function isGone(error: unknown): boolean {
  return isGphotoFault(error) && goneCodes.has(error.gphotoCode);
}

/** The body refused one call; the connection may well be sound. */
export function isRefusal(error: unknown): boolean {
  return isGphotoFault(error) && !goneCodes.has(error.gphotoCode);
}

/**
 * A refusal with no word that explains it. The library reports a broken connection like this too, when it breaks while a
 * setting is read: only another call can tell.
 */
export function isUnclear(error: unknown): boolean {
  return isGphotoFault(error) && unclearCodes.has(error.gphotoCode) && wordingOf(error) === undefined;
}

/** A fault as the studio names it. Whatever is not libgphoto2's is returned as it is. */
export function toCodedError(error: unknown): unknown {
  if (!isGphotoFault(error)) return error;
  const code = isGone(error)
    ? 'camera-gone'
    : (codes.get(error.gphotoCode) ?? wordingOf(error) ?? ('camera-failed' satisfies ErrorCode));
  return new CodedError(code, { detail: detailOf(error) }, { cause: error });
}

/** A fault while connecting: nothing has answered yet, so a broken link means that there is no camera. */
export function toOpeningError(error: unknown, port: string): unknown {
  if (!isGphotoFault(error)) return error;
  const known = isTurnedAway(error, port) ? 'camera-claimed' : codes.get(error.gphotoCode);
  return new CodedError(known ?? 'camera-not-found', { address: port, detail: detailOf(error) }, { cause: error });
}

/**
 * A body on the network that answers at once that it will not talk to us talks to somebody else: it has one place. The
 * library says nothing of it but "error".
 */
function isTurnedAway(error: GphotoFault, port: string): boolean {
  return port.startsWith('ptpip:') && error.gphotoCode === -1 && error.context.length === 0;
}

export function goneError(detail: string): CodedError {
  return new CodedError('camera-gone', { detail });
}

export function detailOf(error: unknown): string {
  if (!isGphotoFault(error)) return error instanceof Error ? error.message : String(error);
  const words = error.context.map((line) => line.trim()).filter((line) => line !== '');
  return [...(words.length > 0 ? words : [error.message]), `(${error.gphotoCode})`].join(' ');
}

function wordingOf(fault: GphotoFault): ErrorCode | undefined {
  return wordings.find(([pattern]) => fault.context.some((line) => pattern.test(line)))?.[1];
}

const firstPauseMs = 20;
const longestPauseMs = 640;

/**
 * Does `work` again for as long as the body says that it is busy: after 20, 40, 80 … ms, until `budgetMs` is spent, then
 * throws the last fault. `between` runs before each further try; where it returns false there is none.
 */
export async function whileBusy<T>(
  clock: Clock,
  budgetMs: number,
  work: () => Promise<T>,
  between: () => Promise<boolean> = async () => true,
): Promise<T | undefined> {
  const until = clock.elapsed() + budgetMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || clock.elapsed() + pauseMs > until) throw error;
    }
    await pause(clock, pauseMs);
    if (!(await between())) return undefined;
  }
}

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.setTimeout(resolve, ms));
}
