import { type Lens, lensThrowSteps } from '../lens.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import type { PropertyStore } from '../property-store.ts';
import { response } from '../ptp/codes.ts';
import type { Shutter } from '../shutter.ts';
import { eosResponse, property } from './codes.ts';
import { bulb } from './exposure-values.ts';
import { focusRecord } from './records.ts';

export type ButtonOptions = {
  properties: PropertyStore;
  misbehaviour: Misbehaviour;
  lens: Lens;
  shutter: Shutter;
  tell: (record: Uint8Array) => void;
  /** Takes the picture, or says in PTP's code why not. */
  release: () => number;
};

/** What a host does with the shutter button and the lens. Each answers PTP's code. */
export type Button = {
  /** `level` 1 is half, 2 is from half to full, 3 is both at once. */
  press(level: number, withFocus: boolean): number;
  letGo(level: number): number;
  startBulb(): number;
  endBulb(): number;
  focus(): number;
  /** `step` as DriveLens takes it: 1 to 3 nearer, 8001 to 8003 farther. It ends at either stop and says nothing of it. */
  drive(step: number): number;
};

const [half, full, both] = [1, 2, 3];
/** The lens's switch stands at MF. */
export const manualFocus = 3;

/** The three sizes of step, in the lens's own. */
const steps: Readonly<Record<number, number>> = {
  1: lensThrowSteps / 400,
  2: lensThrowSteps / 80,
  3: lensThrowSteps / 16,
};
const farther = 0x8000;

export function createButton(options: ButtonOptions): Button {
  const { properties, misbehaviour, lens, shutter, tell } = options;
  /** Half pressed and out of focus: the body does not let itself be released then. */
  let blocked = false;

  const isManual = (): boolean => properties.number(property.focusMode) === manualFocus;
  const isBulb = (): boolean => properties.number(property.shutterSpeed) === bulb;

  /** Whether something is sharp, or the photographer says so. */
  function focus(): boolean {
    if (isManual()) {
      tell(focusRecord('manual'));
      return true;
    }
    const failed = misbehaviour.focusFailures > 0;
    if (failed) {
      misbehaviour.focusFailures -= 1;
      lens.miss();
    } else lens.focus();
    tell(focusRecord(failed ? 'failed' : 'sharp'));
    return !failed;
  }

  function endBulb(): number {
    return shutter.endBulb() ? response.ok : response.generalError;
  }

  return {
    press(level, withFocus) {
      if (level !== half && level !== full && level !== both) return response.invalidParameter;
      if (level !== full) blocked = withFocus && !focus();
      if (level === half || blocked) return response.ok;
      return options.release();
    },
    letGo(level) {
      if (level !== half) shutter.endBulb();
      if (level !== full) blocked = false;
      return response.ok;
    },
    startBulb: () => (isBulb() ? options.release() : response.generalError),
    endBulb,
    focus() {
      if (isManual()) return eosResponse.operationRefused;
      focus();
      return response.ok;
    },
    drive(step) {
      const size = steps[step & ~farther];
      if (isManual()) return eosResponse.operationRefused;
      if (size === undefined) return response.invalidParameter;
      lens.turn((step & farther) === 0 ? -size : size);
      return response.ok;
    },
  };
}
