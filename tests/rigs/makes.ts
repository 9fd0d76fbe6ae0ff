import type { Make } from '../../electron/simulator/virtual-camera.ts';

/** How stock libgphoto2 names on one make what faults are tried with. */
export type MakeRig = {
  model: Make;
  format: { key: string; pair: string; jpeg: string };
  /** A setting that a hand can turn: its raw code, a raw value, and how both read. */
  dial: { property: string; value: number; key: string; label: string; other: string };
  /** The battery at 7 and 80 percent. */
  battery: { low: string; usual: string };
  /** What the library says when live view is not allowed. */
  prohibited: RegExp;
  /** What the library says when the body could not focus; null where it cannot tell before the shutter is pressed. */
  outOfFocus: RegExp | null;
  /** How often a file is announced that is also pushed on the event channel: the library looks there for some makes only. */
  announcedWhenPushed: number;
  /** How many files wait in the body's memory before it refuses the next. */
  memorySlots: number;
  /** Whether the library drops, at a release, what it was told before and nobody had asked it for. */
  releaseForgets: boolean;
  /** Whether what waits there is still there for the host that comes next. */
  memoryWaits: boolean;
};

export const makeRigs: Readonly<Record<Make, MakeRig>> = {
  nikon: {
    model: 'nikon',
    format: { key: 'imagequality', pair: 'NEF+Fine', jpeg: 'JPEG Fine' },
    dial: { property: '500f', value: 400, key: 'iso', label: '400', other: '800' },
    battery: { low: '7%', usual: '80%' },
    prohibited: /Liveview cannot start: Temperature too high/,
    outOfFocus: /Out of Focus/,
    announcedWhenPushed: 2,
    memorySlots: 12,
    releaseForgets: false,
    memoryWaits: true,
  },
  canon: {
    model: 'canon',
    format: { key: 'imageformat', pair: 'RAW + Large Fine JPEG', jpeg: 'Large Fine JPEG' },
    dial: { property: 'd103', value: 0x58, key: 'iso', label: '400', other: '800' },
    battery: { low: '0%', usual: '75%' },
    prohibited: /preview/,
    outOfFocus: null,
    announcedWhenPushed: 1,
    memorySlots: 12,
    releaseForgets: true,
    memoryWaits: false,
  },
};
