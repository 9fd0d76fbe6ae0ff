import type { Clock } from '../../base/clock.ts';
import type { CardFile } from '../card.ts';
import { createCurtain } from '../curtain.ts';
import type { Lens } from '../lens.ts';
import type { PropertyStore } from '../property-store.ts';
import { format } from '../ptp/codes.ts';
import type { ReleasedShutter, Shot } from '../releasing.ts';
import type { SceneState } from '../scene-state.ts';
import type { Exposure, Subject } from '../subject-port.ts';
import { property } from './codes.ts';
import { exposureTimes } from './exposure-times.ts';
import { wrapAsNef } from './nef.ts';

export type ShutterOptions = {
  clock: Clock;
  subject: Subject;
  scene: SceneState;
  properties: PropertyStore;
  /** Long side of the largest pictures. */
  widthPx: number;
  body: Exposure['body'];
  /** The camera's own time. */
  time: () => Date;
  /** How the lens stands. */
  lens: Pick<Lens, 'defocus'>;
};

export type Shutter = ReleasedShutter & {
  /** What aperture, shutter and sensitivity are set to; bulb reads as a second. */
  meter(): Pick<Exposure, 'aperture' | 'shutterS' | 'iso'>;
  /** Size of a picture at the present setting. */
  size(): { widthPx: number; heightPx: number };
  readonly inBulb: boolean;
  /** Ends a bulb exposure. False where there is none. */
  endBulb(): boolean;
  /** Ends any exposure at once, as when the power goes. */
  close(): void;
};

const sizeShare: Readonly<Record<string, number>> = { '6016x4016': 1, '4512x3008': 0.75, '3008x2008': 0.5 };
const aspect = 4016 / 6016;
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
const automatic = { code: 2, kelvin: 5200 };
const byKelvin = 32786;

export function createShutter(options: ShutterOptions): Shutter {
  const { clock, subject, scene, properties } = options;
  const curtain = createCurtain(clock);
  let count = 0;

  function size(): { widthPx: number; heightPx: number } {
    const share = sizeShare[String(properties.get(property.imageSize))] ?? 1;
    const widthPx = 2 * Math.round((options.widthPx * share) / 2);
    return { widthPx, heightPx: 2 * Math.round((widthPx * aspect) / 2) };
  }

  function kelvin(): number {
    const balance = properties.number(property.whiteBalance);
    if (balance === byKelvin) return properties.number(property.kelvin);
    return kelvinOf[balance] ?? automatic.kelvin;
  }

  function asked(): Pick<Exposure, 'aperture' | 'shutterS' | 'iso'> {
    const time = exposureTimes.find((one) => one.tenthMs === properties.number(property.exposureTime));
    return {
      aperture: properties.number(property.fNumber) / 100,
      shutterS: time?.seconds ?? 1 / 125,
      iso: properties.number(property.iso),
    };
  }

  async function release(): Promise<Shot> {
    const compression = properties.number(property.compression);
    const { widthPx, heightPx } = size();
    const takenAt = options.time();
    const { shutterS: seconds, ...film } = asked();
    count += 1;
    const settings = {
      ...film,
      defocus: options.lens.defocus(film.aperture),
      kelvin: kelvin(),
      flash: scene.expose(),
      takenAt,
      look: scene.look,
      number: count,
      widthPx,
      heightPx,
      body: options.body,
    };
    const jpeg = Number.isFinite(seconds)
      ? (await Promise.all([subject.photograph({ ...settings, shutterS: seconds }), curtain.open(seconds)]))[0]
      : await subject.photograph({ ...settings, shutterS: await curtain.open(seconds) });

    const raw = (base: string): CardFile => ({
      name: `${base}.NEF`,
      format: format.undefined,
      data: wrapAsNef(jpeg, { widthPx, heightPx, model: options.body.model }),
      preview: jpeg,
      widthPx,
      heightPx,
      takenAt,
    });
    const processed = (base: string): CardFile => ({
      name: `${base}.JPG`,
      format: format.exifJpeg,
      data: jpeg,
      preview: jpeg,
      widthPx,
      heightPx,
      takenAt,
    });
    return {
      files: (base) => [
        ...(compression >= rawOnly ? [raw(base)] : []),
        ...(compression === rawOnly ? [] : [processed(base)]),
      ],
    };
  }

  return {
    size,
    get count() {
      return count;
    },
    meter() {
      const meant = asked();
      return Number.isFinite(meant.shutterS) ? meant : { ...meant, shutterS: 1 };
    },
    fileCount: () => (properties.number(property.compression) > rawOnly ? 2 : 1),
    release,
    get inBulb() {
      return curtain.held;
    },
    endBulb() {
      const was = curtain.held;
      if (was) curtain.shut();
      return was;
    },
    close: () => curtain.shut(),
  };
}
