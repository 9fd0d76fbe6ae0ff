import type { Clock } from '../../base/clock.ts';
import { createPropertyStore, type PropertyStore } from '../property-store.ts';
import { formatPtpTime, parsePtpTime } from '../ptp/datasets.ts';
import { bodyProperties } from './body-properties.ts';
import { property } from './codes.ts';
import { exposureProperties } from './exposure-properties.ts';
import { exposureTimes } from './exposure-times.ts';
import { focusProperties } from './focus-properties.ts';

export type Settings = {
  readonly properties: PropertyStore;
  /** The camera's own time, which a host may set. */
  time(): Date;
  /** Off and on: what a host had set for its session only stands as before it came. */
  forgetSession(): void;
};

/** One setting that the body tells by two properties: whichever is set, the other follows. */
type Twins = { one: number; other: number; values: readonly (readonly [number, number])[] };

const program = { manual: 1, programmed: 2, aperturePriority: 3, shutterPriority: 4 } as const;

/** Focus mode by switch and by menu. A D750 tells a lens in M as either kind of manual; what is turned to M is chosen. */
const focusModes = [
  [0x8010, 0],
  [0x8011, 1],
  [0x8012, 2],
  [1, 4],
] as const;

const twins: readonly Twins[] = [
  {
    one: property.exposureTime,
    other: property.exactExposureTime,
    values: exposureTimes.map((time) => [time.tenthMs, time.fraction] as const),
  },
  { one: property.focusMode, other: property.autofocusMode, values: focusModes },
];

/** Which programs leave what to the body. */
const locks: readonly { code: number; programs: readonly number[] }[] = [
  { code: property.fNumber, programs: [program.manual, program.aperturePriority] },
  { code: property.exposureTime, programs: [program.manual, program.shutterPriority] },
  { code: property.exactExposureTime, programs: [program.manual, program.shutterPriority] },
];

/** What a tethering host sets for itself. */
const sessionOnly: readonly (readonly [number, number])[] = [
  [property.recordingMedia, 0],
  [property.applicationMode, 0],
  [property.liveViewZoom, 0],
];

/** The D750's property tables, and what in them hangs together. `onChange` hears each property that changes. */
export function createSettings(clock: Clock, onChange: (code: number) => void): Settings {
  let skewMs = 0;
  const time = (): Date => new Date(clock.now() + skewMs);

  const properties = createPropertyStore([...bodyProperties, ...exposureProperties, ...focusProperties], (code) => {
    onChange(code);
    const value = properties.get(code);
    for (const { one, other, values } of twins) {
      const same = values.find((pair) => pair[code === one ? 0 : 1] === value);
      if (same && code === one) properties.set(other, same[1]);
      if (same && code === other) properties.set(one, same[0]);
    }
  });

  for (const { code, programs } of locks) {
    properties.lock(code, () => !programs.includes(properties.number(property.program)));
  }
  properties.compute(property.effectiveIso, () => properties.get(property.iso));
  properties.compute(
    property.dateTime,
    () => formatPtpTime(time()),
    (value) => {
      const set = parsePtpTime(String(value));
      if (set) skewMs = set.getTime() - clock.now();
      return set !== null;
    },
  );
  return {
    properties,
    time,
    forgetSession() {
      for (const [code, value] of sessionOnly) properties.set(code, value);
    },
  };
}
