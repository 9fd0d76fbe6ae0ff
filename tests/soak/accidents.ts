import type { Fault } from '../../electron/simulator/fault-shapes.ts';
import type { Random } from './random.ts';

/** `kill` ends the camera's own process, as a crash of the library does. */
export type Accident = { name: string; fault: Fault | 'kill'; when: 'before' | 'during'; afterMs: number };

/** The aperture, in the make's own code and unit: a dial for the hand, and for a body that clamps. */
const aperture = {
  nikon: { property: '5007', value: 560 },
  canon: { property: 'd101', value: 0x2d },
} as const;

/** Longer than libgphoto2 waits for an answer: the connection is then worth nothing. */
const stallMs = { least: 2600, most: 5000 };

function table(model: 'nikon' | 'canon', random: Random): Record<string, () => Fault | 'kill'> {
  const ms = (least: number, most: number): number => random.between(least, most);
  return {
    'events-at-once': () => ({ name: 'events-at-once' }),
    'events-one-by-one': () => ({ name: 'events-one-by-one' }),
    'second-shot': () => ({ name: 'second-shot' }),
    'last-file-late': () => ({ name: 'last-file-late', ms: ms(50, 1500) }),
    'duplicate-events': () => ({ name: 'duplicate-events', pushed: random.next() < 0.5 }),
    stall: () => ({ name: 'stall', ms: ms(stallMs.least, stallMs.most) }),
    'drop-in-download': () => ({ name: 'drop-in-download', afterBytes: ms(0, 60_000) }),
    'drop-in-live-view': () => ({ name: 'drop-in-live-view', afterFrames: ms(0, 4) }),
    'slow-link': () => ({ name: 'slow-link', bytesPerSecond: ms(100_000, 400_000) }),
    off: () => ({ name: 'off', ms: ms(300, 1500) }),
    unplug: () => ({ name: 'unplug', ms: ms(300, 1500) }),
    'held-by-another': () => ({ name: 'held-by-another', ms: ms(300, 1500) }),
    busy: () => ({ name: 'busy', ms: ms(100, 2500) }),
    'card-full': () => ({ name: 'card-full' }),
    'card-missing': () => ({ name: 'card-missing' }),
    'ram-full': () => ({ name: 'ram-full' }),
    'live-view-prohibited': () => ({ name: 'live-view-prohibited' }),
    'empty-preview': () => ({ name: 'empty-preview', times: ms(1, 20) }),
    'af-failed': () => ({ name: 'af-failed', times: 1 }),
    'battery-low': () => ({ name: 'battery-low', percent: random.oneOf([1, 5, 15]) }),
    'number-wrap': () => ({ name: 'number-wrap' }),
    dial: () => ({ name: 'dial', ...aperture[model] }),
    clamp: () => ({ name: 'clamp', ...aperture[model] }),
    kill: () => 'kill',
  };
}

/** Accidents without end: every kind once in an order of chance, then all again in another. */
export function accidents(model: 'nikon' | 'canon', random: Random): () => Accident {
  const kinds = table(model, random);
  let bag: string[] = [];
  return () => {
    if (bag.length === 0) bag = Object.keys(kinds);
    const name = random.oneOf(bag);
    bag = bag.filter((other) => other !== name);
    const fault = kinds[name]?.() ?? 'kill';
    const when = random.oneOf(['before', 'during'] as const);
    return { name, fault, when, afterMs: when === 'before' ? 0 : random.between(0, 250) };
  };
}

const linkBreakers = ['off', 'unplug', 'held-by-another', 'stall', 'drop-in-download', 'drop-in-live-view', 'kill'];

/** Whether a host may not have heard what the body did in this accident. */
export function breaksLink({ name }: Accident): boolean {
  return linkBreakers.includes(name);
}
