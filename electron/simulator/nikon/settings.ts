import type { Clock } from '../../base/clock.ts';
import { createPropertyStore, type PropertyStore } from '../property-store.ts';
import { formatPtpTime, parsePtpTime } from '../ptp/datasets.ts';
import { bodyProperties } from './body-properties.ts';
import { property } from './codes.ts';
import { exposureProperties } from './exposure-properties.ts';
import { exposureTimes } from './exposure-times.ts';

export type Settings = {
  readonly properties: PropertyStore;
  /** The camera's own time, which a host may set. */
  time(): Date;
};

/** The D750's property tables, and what in them hangs together. `onChange` hears each property that changes. */
export function createSettings(clock: Clock, onChange: (code: number) => void): Settings {
  let skewMs = 0;
  const time = (): Date => new Date(clock.now() + skewMs);

  const properties = createPropertyStore([...bodyProperties, ...exposureProperties], (code) => {
    onChange(code);
    const value = properties.get(code);
    if (code === property.exposureTime) {
      const same = exposureTimes.find((one) => one.tenthMs === value);
      if (same) properties.set(property.exactExposureTime, same.fraction);
    }
    if (code === property.exactExposureTime) {
      const same = exposureTimes.find((one) => one.fraction === value);
      if (same) properties.set(property.exposureTime, same.tenthMs);
    }
  });

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
  return { properties, time };
}
