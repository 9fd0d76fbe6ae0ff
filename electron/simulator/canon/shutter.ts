import type { Clock } from '../../base/clock.ts';
import { createCurtain } from '../curtain.ts';
import type { Lens } from '../lens.ts';
import type { PropertyStore } from '../property-store.ts';
import { format } from '../ptp/codes.ts';
import type { ReleasedShutter, Shot } from '../releasing.ts';
import type { SceneState } from '../scene-state.ts';
import type { Exposure, Subject } from '../subject-port.ts';
import { eosFormat, property } from './codes.ts';
import { wrapAsCr2 } from './cr2.ts';
import { type PlannedFile, plannedFiles } from './image-format.ts';
import { meter } from './metering.ts';

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
  /** What the next picture would be taken with; bulb reads as a second. */
  meter(): Pick<Exposure, 'aperture' | 'shutterS' | 'iso'>;
  /** Size of the largest picture at the present setting. */
  size(): { widthPx: number; heightPx: number };
  readonly inBulb: boolean;
  /** Ends a bulb exposure. False where there is none. */
  endBulb(): boolean;
  /** Ends any exposure at once, as when the power goes. */
  close(): void;
};

const aspect = 3840 / 5760;

/** What the body assumes of the light at each white balance; Canon's own manual gives these figures. */
const kelvinOf: Readonly<Record<number, number>> = { 1: 5200, 2: 6000, 3: 3200, 4: 4000, 5: 5600, 8: 7000 };
const automaticKelvin = 5200;
const byKelvin = 9;

/** Seconds that the self-timer waits, by drive mode. */
const selfTimerS: Readonly<Record<number, number>> = { 16: 10, 17: 2 };

export function createShutter(options: ShutterOptions): Shutter {
  const { clock, subject, scene, properties } = options;
  const curtain = createCurtain(clock);
  let count = 0;

  const planned = (): PlannedFile[] => plannedFiles(properties.number(property.imageFormat));

  function sizeOf(share: number): { widthPx: number; heightPx: number } {
    const widthPx = 2 * Math.round((options.widthPx * share) / 2);
    return { widthPx, heightPx: 2 * Math.round((widthPx * aspect) / 2) };
  }

  function kelvin(): number {
    const balance = properties.number(property.whiteBalance);
    if (balance === byKelvin) return properties.number(property.colorTemperature);
    return kelvinOf[balance] ?? automaticKelvin;
  }

  function metered(flash: boolean): ReturnType<typeof meter> {
    return meter(
      {
        mode: properties.number(property.autoExposureMode),
        aperture: properties.number(property.aperture),
        shutter: properties.number(property.shutterSpeed),
        iso: properties.number(property.iso),
        compensation: properties.number(property.exposureCompensation),
      },
      flash,
    );
  }

  async function release(): Promise<Shot> {
    const delayS = selfTimerS[properties.number(property.driveMode)];
    if (delayS !== undefined) await curtain.open(delayS);
    const files = planned();
    const flash = scene.expose();
    const { aperture, iso, shutterS } = metered(flash);
    const takenAt = options.time();
    count += 1;
    const settings = {
      aperture,
      iso,
      kelvin: kelvin(),
      flash,
      takenAt,
      look: scene.look,
      defocus: options.lens.defocus(aperture),
      number: count,
    };
    const shares = [...new Set(files.map(({ share }) => share))];
    const draw = (seconds: number): Promise<Uint8Array[]> =>
      Promise.all(
        shares.map((share) =>
          subject.photograph({ ...settings, ...sizeOf(share), shutterS: seconds, body: options.body }),
        ),
      );
    const drawn = Number.isFinite(shutterS)
      ? (await Promise.all([draw(shutterS), curtain.open(shutterS)]))[0]
      : await draw(await curtain.open(shutterS));

    return {
      files: (base) =>
        files.map(({ kind, share }) => {
          const jpeg = drawn[shares.indexOf(share)] ?? new Uint8Array();
          const size = sizeOf(share);
          const raw = kind === 'raw';
          return {
            name: `${base}.${raw ? 'CR2' : 'JPG'}`,
            format: raw ? eosFormat.cr2 : format.exifJpeg,
            data: raw ? wrapAsCr2(jpeg, { ...size, model: options.body.model }) : jpeg,
            preview: jpeg,
            ...size,
            takenAt,
          };
        }),
    };
  }

  return {
    get count() {
      return count;
    },
    meter() {
      const meant = metered(false);
      return Number.isFinite(meant.shutterS) ? meant : { ...meant, shutterS: 1 };
    },
    size: () => sizeOf(Math.max(...planned().map(({ share }) => share))),
    fileCount: () => planned().length,
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
