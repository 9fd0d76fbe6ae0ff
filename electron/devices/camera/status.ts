import type { NativeCamera } from '../../../native/addon.ts';
import type { CameraStatus } from '../../contract/devices.ts';
import { type Body, entryOf, tryOut } from './body.ts';
import { labelOf } from './settings/matching.ts';

/** Battery, card and lens, each where the body tells. */
export async function readStatus(body: Body): Promise<CameraStatus> {
  const batteryPercent = parseBattery(await labelAt(body, 'batterylevel'));
  const stores = await tryOut(body, () => body.native.stores());
  const shotsLeft = parseShotsLeft(await labelAt(body, 'availableshots')) ?? freePictures(stores);
  const card = cardState(stores, shotsLeft, await labelAt(body, 'liveviewprohibit'));
  const lens =
    parseLens(await labelAt(body, 'lensname')) ??
    focalLengths(await labelAt(body, 'minfocallength'), await labelAt(body, 'maxfocallength'));
  return {
    ...(batteryPercent === undefined ? {} : { batteryPercent }),
    ...(shotsLeft === undefined ? {} : { shotsLeft }),
    ...(card === undefined ? {} : { card }),
    ...(lens === undefined ? {} : { lens }),
  };
}

/** "80%", or Canon's "Low" for the last step below 25 %. */
export function parseBattery(label: string | undefined): number | undefined {
  if (label === undefined) return undefined;
  if (/^low$/i.test(label.trim())) return 10;
  const percent = /^(\d{1,3})\s*%?$/.exec(label.trim())?.[1];
  return percent !== undefined && Number(percent) <= 100 ? Number(percent) : undefined;
}

/** Bodies without a card say -1 or the largest 32-bit number. */
export function parseShotsLeft(label: string | undefined): number | undefined {
  const count = Number(/^\d+(?:\.0+)?$/.exec(label?.trim() ?? '')?.[0] ?? Number.NaN);
  return Number.isInteger(count) && count < 2 ** 31 ? count : undefined;
}

/** Nikon's lens without a name, and a body without a lens, say a number or nothing. */
export function parseLens(label: string | undefined): string | undefined {
  const text = label?.trim() ?? '';
  return /^unknown value|^[\d\s]*$/i.test(text) ? undefined : text;
}

/** Nikon's lenses are numbers for which libgphoto2 has few names; what they do is said beside it. */
export function focalLengths(shortest: string | undefined, longest: string | undefined): string | undefined {
  const [from, to] = [shortest, longest].map((label) => /^(\d+)\s*mm$/.exec(label?.trim() ?? '')?.[1]);
  if (from === undefined || to === undefined || to === '0') return undefined;
  return from === to ? `${to} mm` : `${from}–${to} mm`;
}

type Stores = Awaited<ReturnType<NativeCamera['stores']>>;

/** Undefined where nothing counts them. */
function freePictures(stores: Stores = []): number | undefined {
  const counted = stores.flatMap((store) => store.freePictures ?? []);
  return counted.length > 0 ? counted.reduce((sum, free) => sum + free, 0) : undefined;
}

/**
 * A body without a card has no store; one that will not tell of its stores leaves it open. `liveView` is why live view
 * cannot be, where a body tells: bad cards are among the reasons.
 */
export function cardState(
  stores: Stores | undefined,
  shotsLeft: number | undefined,
  liveView: string | undefined,
): CameraStatus['card'] {
  if (stores?.length === 0 || /no card/i.test(liveView ?? '')) return 'none';
  const locked = stores?.every((store) => store.locked) ?? false;
  if (locked || /card (?:unformatted|error|protected)/i.test(liveView ?? '')) return 'unusable';
  if (shotsLeft === undefined) return undefined;
  return shotsLeft === 0 ? 'full' : 'ready';
}

async function labelAt(body: Body, key: string): Promise<string | undefined> {
  const entry = await entryOf(body, key);
  return entry && labelOf(entry);
}
