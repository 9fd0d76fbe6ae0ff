import type { PropertyStore } from '../property-store.ts';
import type { Pictures } from '../shutter.ts';
import { eosFormat, property } from './codes.ts';
import { wrapAsCr2 } from './cr2.ts';
import { plannedFiles } from './image-format.ts';
import { meter } from './metering.ts';

/** What the body assumes of the light at each white balance; Canon's own manual gives these figures. */
const kelvinOf: Readonly<Record<number, number>> = { 1: 5200, 2: 6000, 3: 3200, 4: 4000, 5: 5600, 8: 7000 };
const automaticKelvin = 5200;
const byKelvin = 9;

/** Seconds that the self-timer waits, by drive mode. */
const selfTimerS: Readonly<Record<number, number>> = { 16: 10, 17: 2 };

/** The pictures of a 5D Mark III. */
export function eosPictures(properties: PropertyStore): Pictures {
  return {
    aspect: 3840 / 5760,
    raw: { extension: 'CR2', format: eosFormat.cr2, wrap: wrapAsCr2 },
    files: () => plannedFiles(properties.number(property.imageFormat)),
    kelvin() {
      const balance = properties.number(property.whiteBalance);
      if (balance === byKelvin) return properties.number(property.colorTemperature);
      return kelvinOf[balance] ?? automaticKelvin;
    },
    film: (flash) =>
      meter(
        {
          mode: properties.number(property.autoExposureMode),
          aperture: properties.number(property.aperture),
          shutter: properties.number(property.shutterSpeed),
          iso: properties.number(property.iso),
          compensation: properties.number(property.exposureCompensation),
        },
        flash,
      ),
    selfTimerS: () => selfTimerS[properties.number(property.driveMode)] ?? 0,
  };
}
