import type { CameraStatus } from '../../contract/devices.ts';
import { type Body, entryOf } from './body.ts';
import { labelOf } from './settings/matching.ts';

/** Battery and space on the card, each where the body tells. */
export async function readStatus(body: Body): Promise<CameraStatus> {
  const batteryPercent = parseBattery(await labelAt(body, 'batterylevel'));
  const shotsLeft = parseShotsLeft(await labelAt(body, 'availableshots'));
  return {
    ...(batteryPercent === undefined ? {} : { batteryPercent }),
    ...(shotsLeft === undefined ? {} : { shotsLeft }),
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

async function labelAt(body: Body, key: string): Promise<string | undefined> {
  const entry = await entryOf(body, key);
  return entry && labelOf(entry);
}
