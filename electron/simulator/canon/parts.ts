import { createAnnouncements } from '../announcements.ts';
import { type Card, createCard, storageId } from '../card.ts';
import { createLens, type Lens } from '../lens.ts';
import { type Misbehaviour, wellBehaved } from '../misbehaviour.ts';
import { createPictureMemory, type PictureMemory } from '../picture-memory.ts';
import { createProduction, type Production } from '../production.ts';
import { eventCode, format, response } from '../ptp/codes.ts';
import { createReleasing, type Releasing, type Target } from '../releasing.ts';
import { type BodyOptions, standardBatteryPercent } from '../virtual-body.ts';
import { batteryLevel, exhaustedPercent } from './battery.ts';
import { type Button, createButton } from './button.ts';
import { property, toCard, toHost } from './codes.ts';
import { model } from './identity.ts';
import { createPolling, type EosEvent, type Polling } from './polling.ts';
import { addedRecord, statusRecord, storeRecord, transferRecord } from './records.ts';
import { createSettings, type Settings } from './settings.ts';
import { createShutter, type Shutter } from './shutter.ts';
import { createViewfinder, type Viewfinder } from './viewfinder.ts';

/** What a body is made of, wired together. */
export type Parts = {
  readonly misbehaviour: Misbehaviour;
  readonly settings: Settings;
  readonly polling: Polling;
  readonly memory: PictureMemory;
  readonly card: Card;
  readonly lens: Lens;
  readonly shutter: Shutter;
  readonly viewfinder: Viewfinder;
  readonly production: Production;
  readonly releasing: Releasing;
  readonly button: Button;
  /** How many more pictures fit on the card. */
  picturesLeft(): number;
  isBusy(): boolean;
  busyFor(ms: number): void;
  endBusy(): void;
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

/** `push` puts one event on the event channel, as PTP's own. */
export function createParts(options: BodyOptions, push: (code: number, parameters: readonly number[]) => void): Parts {
  const { clock, subject, scene } = options;
  const serial = options.serial.padStart(12, '0');
  const misbehaviour = wellBehaved();
  let busyUntil = 0;
  let batteryPercent = standardBatteryPercent;
  let told = { shots: 0, card: true };

  const announcements = createAnnouncements<EosEvent>(clock, misbehaviour, ({ handle }) => {
    if (handle !== undefined) push(eventCode.objectAdded, [handle]);
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
  const shutter = createShutter({ clock, subject, scene, properties, widthPx: options.widthPx, body, time, lens });
  const exhausted = (): boolean => batteryPercent <= exhaustedPercent;
  const viewfinder = createViewfinder({ clock, subject, scene, properties, misbehaviour, lens, shutter, exhausted });
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
    picturesLeft,
    inSession: () => polling.listening,
    onFailed(error) {
      tell(statusRecord(false));
      options.onUnexpected(error);
    },
  });
  const button = createButton({ properties, misbehaviour, lens, shutter, tell, release: () => release('host') });

  properties.compute(property.availableShots, () =>
    Math.min(mostShots, target() === 'card' ? picturesLeft() : mostShots),
  );
  properties.compute(property.shutterCounter, () => shutter.count);
  setBattery(standardBatteryPercent);

  function target(): Target {
    return properties.number(property.captureDestination) === toHost ? 'memory' : 'card';
  }

  /** As bodies do, the room is counted in the largest files there may be: half a byte per pixel each. */
  function picturesLeft(): number {
    const { widthPx, heightPx } = shutter.size();
    const bytes = widthPx * heightPx * 0.5 * shutter.fileCount();
    return Math.floor(card.freeBytes / bytes);
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

  const isBusy = (): boolean => releasing.underWay !== null || clock.elapsed() < busyUntil;

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
    misbehaviour,
    settings,
    polling,
    memory,
    card,
    lens,
    shutter,
    viewfinder,
    production,
    releasing,
    button,
    picturesLeft,
    isBusy,
    busyFor(ms) {
      busyUntil = Math.max(busyUntil, clock.elapsed()) + ms;
    },
    endBusy() {
      busyUntil = 0;
    },
    release,
    setBattery,
  };
}
