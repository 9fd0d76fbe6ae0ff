import { type Announcements, createAnnouncements } from '../announcements.ts';
import { absentHost, type BodyParts } from '../body.ts';
import { createBusyTime } from '../busy-time.ts';
import { createCard } from '../card.ts';
import { createLens } from '../lens.ts';
import { createLiveFrames } from '../live-frames.ts';
import { wellBehaved } from '../misbehaviour.ts';
import { createPictureMemory } from '../picture-memory.ts';
import { createProduction } from '../production.ts';
import { eventCode, response } from '../ptp/codes.ts';
import { createReleasing, type Target } from '../releasing.ts';
import { createShutter } from '../shutter.ts';
import { exifOrientation } from '../subject/held.ts';
import type { BodyOptions } from '../virtual-body.ts';
import { nikonEvent, nikonResponse, property } from './codes.ts';
import { createFocus, type Focus } from './focus.ts';
import { nikonPictures } from './pictures.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { createSettings } from './settings.ts';
import { createViewfinder, type Viewfinder } from './viewfinder.ts';

export type NikonEvent = { code: number; parameter: number };

/** What a D750 is made of, wired together. */
export type Parts = BodyParts & {
  readonly announcements: Announcements<NikonEvent>;
  readonly readiness: Readiness;
  readonly focus: Focus;
  readonly viewfinder: Viewfinder;
  isBusy(): boolean;
  /** Takes a picture, or says in PTP's code why not. With `focus` it is taken only if something is sharp. */
  release(target: Target, by: 'host' | 'hand', first?: 'focus' | 'shutter'): number;
  /** As of the settings. */
  forgetSession(): void;
};

const lensName = 'AF-S VR Micro-Nikkor 105mm f/2.8G IF-ED';
const naming = {
  label: 'NIKON D750  [Slot 1]',
  folder: (number: number) => `${number}D750`,
  picture: (number: number) => `DSC_${String(number).padStart(4, '0')}`,
};

/** What the body says of how it is held, by EXIF's number: level, grip on top, grip below. */
const inclination = { 1: 0, 8: 1, 6: 2 } as const;

export function createParts(options: BodyOptions): Parts {
  const { clock, subject, scene } = options;
  const misbehaviour = wellBehaved();
  const host = absentHost();
  const busyTime = createBusyTime(clock);
  const readiness = createReadiness(busyTime);

  const announcements = createAnnouncements<NikonEvent>(clock, misbehaviour, ({ code, parameter }) =>
    host.push(code, [parameter]),
  );
  const { properties, time, forgetSession } = createSettings(clock, (parameter) => {
    if (host.inSession) announcements.tell({ code: eventCode.devicePropChanged, parameter });
  });
  const memory = createPictureMemory();
  const card = createCard(naming, options.cardBytes, time(), options.firstPicture, misbehaviour);
  const lens = createLens();
  const focus = createFocus(lens, misbehaviour);
  const body = { manufacturer: 'NIKON CORPORATION', model: 'NIKON D750', serial: options.serial, lens: lensName };
  const pictures = nikonPictures(properties);
  const shutter = createShutter({ clock, subject, scene, pictures, widthPx: options.widthPx, body, time, lens });
  const frames = createLiveFrames({ subject, scene, lens, shutter });
  const viewfinder = createViewfinder({ properties, misbehaviour, focus, frames });
  const production = createProduction();
  const releasing = createReleasing<NikonEvent>({
    card,
    memory,
    shutter,
    misbehaviour,
    production,
    announcements,
    heralds: {
      opened: () => null,
      folder: (handle) => ({ code: eventCode.objectAdded, parameter: handle }),
      file: (target, handle) => ({
        code: target === 'card' ? eventCode.objectAdded : nikonEvent.objectAddedInRam,
        parameter: handle,
      }),
      complete: (target) => ({
        code: target === 'card' ? eventCode.captureComplete : nikonEvent.captureCompleteInRam,
        parameter: 0,
      }),
    },
    handTarget: () => 'card',
    inSession: () => host.inSession,
    onFailed(error) {
      options.onUnexpected(error);
      readiness.ended(nikonResponse.hardwareError);
    },
  });

  properties.compute(property.orientation, () => inclination[exifOrientation(scene.pose)]);
  properties.compute(property.exposuresLeft, () => Math.min(0xffff, releasing.picturesLeft()));

  const isBusy = (): boolean => releasing.underWay !== null || busyTime.goesOn;

  function release(target: Target, by: 'host' | 'hand', first: 'focus' | 'shutter' = 'shutter'): number {
    if (isBusy()) return response.deviceBusy;
    readiness.begin();
    if (first === 'focus' && !viewfinder.on) {
      const drive = focus.auto();
      if (drive.code !== response.ok) {
        readiness.runs(drive);
        return response.ok;
      }
    }
    return releasing.release(target, by);
  }

  return {
    host,
    misbehaviour,
    busyTime,
    properties,
    announcements,
    readiness,
    memory,
    card,
    lens,
    focus,
    shutter,
    frames,
    viewfinder,
    production,
    releasing,
    isBusy,
    release,
    forgetSession,
  };
}
