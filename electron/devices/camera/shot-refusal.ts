import { isGphotoFault } from '../../../native/addon.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Body } from './body.ts';
import { toCodedError } from './faults.ts';
import { readStatus } from './status.ts';

/** The last step that Canon tells; bodies begin to refuse below it. */
const lowBatteryPercent = 10;

/** Why the body would not release, where it says so only by its state. An error that ends the connection stays as it is. */
export async function refusalOf(body: Body, error: unknown): Promise<unknown> {
  const refused = isGphotoFault(error) && (await body.survives(error));
  const coded = refused ? toCodedError(error) : error;
  if (!hasCode(coded, 'camera-failed', 'camera-busy')) return coded;
  const { shotsLeft, card, batteryPercent } = await readStatus(body);
  const code = reasonOf(shotsLeft, card, batteryPercent);
  return code === undefined ? coded : new CodedError(code, coded.params, { cause: error });
}

/** Why the body refuses live view without a word. */
export async function liveViewRefusalOf(body: Body): Promise<'camera-battery-low' | 'camera-live-view-refused'> {
  const { batteryPercent } = await readStatus(body);
  return isLow(batteryPercent) ? 'camera-battery-low' : 'camera-live-view-refused';
}

function isLow(batteryPercent: number | undefined): boolean {
  return batteryPercent !== undefined && batteryPercent <= lowBatteryPercent;
}

function reasonOf(
  shotsLeft: number | undefined,
  card: string | undefined,
  batteryPercent: number | undefined,
): 'camera-no-card' | 'camera-card-full' | 'camera-battery-low' | undefined {
  if (card === 'none' || card === 'unusable') return 'camera-no-card';
  if (card === 'full' || shotsLeft === 0) return 'camera-card-full';
  return isLow(batteryPercent) ? 'camera-battery-low' : undefined;
}
