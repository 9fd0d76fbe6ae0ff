import { createAnnouncements } from '../announcements.ts';
import { absentHost, type BodyParts } from '../body.ts';
import { createBusyTime } from '../busy-time.ts';
import { type Card, createCard, storageId } from '../card.ts';
import { createLens } from '../lens.ts';
import { createLiveFrames } from '../live-frames.ts';
import { wellBehaved } from '../misbehaviour.ts';
import { createPictureMemory } from '../picture-memory.ts';
import { createProduction } from '../production.ts';
import { eventCode, format, response } from '../ptp/codes.ts';
import { createReleasing, type Target } from '../releasing.ts';
import { createShutter } from '../shutter.ts';
import { type BodyOptions, standardBatteryPercent } from '../virtual-body.ts';
import { batteryLevel, exhaustedPercent } from './battery.ts';
import { type Button, createButton } from './button.ts';
import { property, toCard, toHost } from './codes.ts';
import { model } from './identity.ts';
import { eosPictures } from './pictures.ts';
import { createPolling, type EosEvent, type Polling } from './polling.ts';
import { addedRecord, statusRecord, storeRecord, transferRecord } from './records.ts';
import { createSettings, type Settings } from './settings.ts';
import { createViewfinder, type Viewfinder } from './viewfinder.ts';

/** What a 5D Mark III is made of, wired together. */
export type Parts = BodyParts & {
  readonly settings: Settings;
  readonly polling: Polling;
  readonly viewfinder: Viewfinder;
  readonly button: Button;
  isBusy(): boolean;
  /** Takes a picture to where they go now, or says in PTP's code why not. */
  release(by: 'host' | 'hand'): number;
  setBattery(percent: number): void;
};

const lensName = 'EF100mm f/2.8L Macro IS USM';
const naming = {
  label: 'CF',
  folder: (number: number) => `${number}EOS5D`,
  picture: (number: number) => `IMG_${String(number).padStart(4, '0')}`,
};
/** The second slot, which is empty. */
const toOtherCard = 5;
/** What the body shows of room: four digits. A host that takes the pictures itself has room for as many. */
const mostShots = 9999;

export function createParts(options: BodyOptions): Parts {
  const { clock, subject, scene } = options;
  const serial = options.serial.padStart(12, '0');
  const misbehaviour = wellBehaved();
  const host = absentHost();
  const busyTime = createBusyTime(clock);
  let batteryPercent = standardBatteryPercent;
  let told = { shots: 0, card: true };

  const announcements = createAnnouncements<EosEvent>(clock, misbehaviour, ({ handle }) => {
    if (handle !== undefined) host.push(eventCode.objectAdded, [handle]);
  });
  const polling = createPolling({ announcements, misbehaviour, everything: () => settings.everything(), news });
  const tell = (record: Uint8Array): void => polling.tell(record);
  const destinations = (): number[] => (card.present ? [toCard, toOtherCard, toHost] : [toHost]);
  const settings = createSettings(clock, serial, destinations, tell);
  const { properties, time } = settings;
  const memory = createPictureMemory();
  const card: Card = createCard(naming, options.cardBytes, time(), options.firstPicture, misbehaviour);
  const lens = createLens();
  const body = { manufacturer: 'Canon', model, serial, lens: lensName };
  const pictures = eosPictures(properties);
  const shutter = createShutter({ clock, subject, scene, pictures, widthPx: options.widthPx, body, time, lens });
  const frames = createLiveFrames({ subject, scene, lens, shutter });
  const exhausted = (): boolean => batteryPercent <= exhaustedPercent;
  const viewfinder = createViewfinder({ clock, properties, misbehaviour, frames, exhausted });
  const production = createProduction();
  const releasing = createReleasing<EosEvent>({
    card,
    memory,
    shutter,
    misbehaviour,
    production,
    announcements,
    heralds: {
      opened: () => ({ record: statusRecord(true) }),
      folder: (handle) => added(handle),
      file: (to, handle) => (to === 'card' ? added(handle) : waiting(handle)),
      complete: () => ({ record: statusRecord(false) }),
    },
    handTarget: target,
    inSession: () => polling.listening,
    onFailed(error) {
      tell(statusRecord(false));
      options.onUnexpected(error);
    },
  });
  const button = createButton({ properties, misbehaviour, lens, shutter, tell, release: () => release('host') });

  properties.compute(property.availableShots, () =>
    Math.min(mostShots, target() === 'card' ? releasing.picturesLeft() : mostShots),
  );
  properties.compute(property.shutterCounter, () => shutter.count);
  setBattery(standardBatteryPercent);

  function target(): Target {
    return properties.number(property.captureDestination) === toHost ? 'memory' : 'card';
  }

  function added(handle: number): EosEvent {
    const object = card.get(handle);
    if (!object) throw new RangeError(`no object ${handle} on the card`);
    return { record: addedRecord(object, storageId, object.file?.format ?? format.association), handle };
  }

  function waiting(handle: number): EosEvent {
    const object = memory.get(handle);
    if (!object) throw new RangeError(`no object ${handle} in memory`);
    return { record: transferRecord(object, object.file?.format ?? format.undefined), handle };
  }

  /** What a card does to the room for pictures happens by itself. */
  function news(): Uint8Array[] {
    const before = told;
    told = { shots: properties.number(property.availableShots), card: card.present };
    const records: Uint8Array[] = [];
    if (told.card !== before.card) {
      const places = settings.list(property.captureDestination);
      records.push(storeRecord(told.card, storageId), ...(places ? [places] : []));
    }
    if (told.shots !== before.shots) records.push(settings.tell(property.availableShots));
    return records;
  }

  const isBusy = (): boolean => releasing.underWay !== null || busyTime.goesOn;

  function release(by: 'host' | 'hand'): number {
    if (isBusy()) return response.deviceBusy;
    return releasing.release(target(), by);
  }

  function setBattery(percent: number): void {
    batteryPercent = percent;
    const level = batteryLevel(percent);
    properties.set(property.batteryPower, level.code);
    properties.set(property.batteryLevel, level.percent);
  }

  return {
    host,
    misbehaviour,
    busyTime,
    settings,
    properties,
    polling,
    memory,
    card,
    lens,
    shutter,
    frames,
    viewfinder,
    production,
    releasing,
    button,
    isBusy,
    release,
    setBattery,
  };
}
