import type { PropertyStore } from '../property-store.ts';
import { format } from '../ptp/codes.ts';
import type { Pictures } from '../shutter.ts';
import { property } from './codes.ts';
import { exposureTimes } from './exposure-times.ts';
import { wrapAsNef } from './nef.ts';

const sizeShare: Readonly<Record<string, number>> = { '6016x4016': 1, '4512x3008': 0.75, '3008x2008': 0.5 };
const rawOnly = 4;

/** What the body assumes of the light at each white balance; Nikon's own manual gives these figures. */
const kelvinOf: Readonly<Record<number, number>> = {
  4: 5200,
  5: 4200,
  6: 3000,
  7: 5400,
  32784: 6000,
  32785: 8000,
};
const automaticKelvin = 5200;
const byKelvin = 32786;

/** The pictures of a D750. */
export function nikonPictures(properties: PropertyStore): Pictures {
  return {
    aspect: 4016 / 6016,
    raw: { extension: 'NEF', format: format.undefined, wrap: wrapAsNef },
    files() {
      const compression = properties.number(property.compression);
      const share = sizeShare[String(properties.get(property.imageSize))] ?? 1;
      const kinds = [
        ...(compression >= rawOnly ? ['raw' as const] : []),
        ...(compression === rawOnly ? [] : ['jpeg' as const]),
      ];
      return kinds.map((kind) => ({ kind, share }));
    },
    kelvin() {
      const balance = properties.number(property.whiteBalance);
      if (balance === byKelvin) return properties.number(property.kelvin);
      return kelvinOf[balance] ?? automaticKelvin;
    },
    film() {
      const time = exposureTimes.find((one) => one.tenthMs === properties.number(property.exposureTime));
      return {
        aperture: properties.number(property.fNumber) / 100,
        shutterS: time?.seconds ?? 1 / 125,
        iso: properties.number(property.iso),
      };
    },
    selfTimerS: () => 0,
  };
}
