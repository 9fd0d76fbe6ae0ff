import { createAnnouncements } from '../announcements.ts';
import { type Card, createCard, emptySlotId, storageId } from '../card.ts';
import { createLens } from '../lens.ts';
import { wellBehaved } from '../misbehaviour.ts';
import { type Handler, type Handlers, objectOperations } from '../object-operations.ts';
import { createPictureMemory } from '../picture-memory.ts';
import { createProduction } from '../production.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { eventCode, format, operation, response } from '../ptp/codes.ts';
import { encodeDeviceInfo, encodeStorageInfo } from '../ptp/datasets.ts';
import { createReleasing, type Target } from '../releasing.ts';
import type { Answer, Operation } from '../responder.ts';
import { type BodyOptions, standardBatteryPercent, type VirtualBody } from '../virtual-body.ts';
import { batteryLevel, exhaustedPercent } from './battery.ts';
import { createButton, manualFocus } from './button.ts';
import { eosFormat, eosOperation, eosResponse, property, toCard, toHost } from './codes.ts';
import { encodeDeviceInfoEx } from './device-info.ts';
import { createPolling, type EosEvent } from './polling.ts';
import { addedRecord, statusRecord, storeRecord, transferRecord } from './records.ts';
import { createSettings } from './settings.ts';
import { createShutter } from './shutter.ts';
import { standardProperties } from './standard-properties.ts';
import { createViewfinder } from './viewfinder.ts';

const lensName = 'EF100mm f/2.8L Macro IS USM';
const model = 'Canon EOS 5D Mark III';
const naming = {
  label: 'CF',
  folder: (number: number) => `${number}EOS5D`,
  picture: (number: number) => `IMG_${String(number).padStart(4, '0')}`,
};
/** What the body shows of room: four digits. A host that takes the pictures itself has room for as many. */
const mostShots = 9999;

/** A Canon EOS 5D Mark III with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createEos5dMarkIii(options: BodyOptions): VirtualBody {
  const { clock, subject, scene } = options;
  const misbehaviour = wellBehaved();
  let inSession = false;
  let busyUntil = 0;
  let batteryPercent = standardBatteryPercent;
  let told = { shots: 0, card: true };
  let send: (code: number, parameters: readonly number[]) => void = () => {};
  /** What the host has fetched from the body's memory. It goes when the next picture comes. */
  const transferred = new Set<number>();

  const announcements = createAnnouncements<EosEvent>(clock, misbehaviour, ({ handle }) => {
    if (handle !== undefined) send(eventCode.objectAdded, [handle]);
  });
  const polling = createPolling({ announcements, misbehaviour, everything: () => settings.everything(), news });
  const settings = createSettings(
    clock,
    options.serial.padStart(12, '0'),
    () => (card.present ? [toCard, 5, toHost] : [toHost]),
    (record) => polling.tell(record),
  );
  const { properties, time } = settings;
  const memory = createPictureMemory();
  const card: Card = createCard(naming, options.cardBytes, time(), options.firstPicture, misbehaviour);
  const lens = createLens();
  const shutter = createShutter({
    clock,
    subject,
    scene,
    properties,
    widthPx: options.widthPx,
    body: { manufacturer: 'Canon', model, serial: options.serial.padStart(12, '0'), lens: lensName },
    time,
    lens,
  });
  const viewfinder = createViewfinder({
    clock,
    subject,
    scene,
    properties,
    misbehaviour,
    lens,
    shutter,
    exhausted: () => batteryPercent <= exhaustedPercent,
  });
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
      file: (target, handle) => (target === 'card' ? added(handle) : waiting(handle)),
      complete: () => ({ record: statusRecord(false) }),
    },
    handTarget: target,
    picturesLeft,
    inSession: () => polling.listening,
    onFailed: options.onUnexpected,
  });
  const button = createButton({
    properties,
    misbehaviour,
    lens,
    shutter,
    tell: (record) => polling.tell(record),
    release: () => release('host'),
  });

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
    const now = { shots: properties.number(property.availableShots), card: card.present };
    const { shots, card: wasPresent } = told;
    told = now;
    const records: Uint8Array[] = [];
    if (now.card !== wasPresent) {
      const places = settings.list(property.captureDestination);
      records.push(storeRecord(now.card, storageId), ...(places ? [places] : []));
    }
    if (now.shots !== shots) records.push(settings.tell(property.availableShots));
    return records;
  }

  const isBusy = (): boolean => releasing.underWay !== null || clock.elapsed() < busyUntil;

  function release(by: 'host' | 'hand'): number {
    if (isBusy()) return response.deviceBusy;
    for (const handle of transferred) memory.delete(handle);
    transferred.clear();
    return releasing.release(target(), by);
  }

  function setBattery(percent: number): void {
    batteryPercent = percent;
    const level = batteryLevel(percent);
    properties.set(property.batteryPower, level.code);
    properties.set(property.batteryLevel, level.percent);
  }

  const ok: Answer = { code: response.ok };
  const notWhileBusy =
    (handler: Handler): Handler =>
    (parameter, asked) =>
      isBusy() ? { code: response.deviceBusy } : handler(parameter, asked);

  function write(data: Uint8Array): Answer {
    const asked = settings.decode(data);
    if (!asked) return { code: response.invalidDevicePropFormat };
    const { code, value } = asked;
    const refused = code === property.evfOutput ? viewfinder.refuses(Number(value)) : null;
    if (refused !== null) return { code: refused };
    const answer = settings.write(code, value);
    if (code === property.evfOutput || code === property.evfMode) viewfinder.follow();
    return { code: answer };
  }

  function remoteMode(on: boolean): Answer {
    if (!on) viewfinder.stop();
    return ok;
  }

  function eventMode(on: boolean): Answer {
    if (on) polling.listen();
    else polling.stop();
    return ok;
  }

  function requestValue(code: number): Answer {
    if (!properties.codes.includes(code)) return { code: response.generalError };
    polling.tell(settings.tell(code));
    return ok;
  }

  function transferComplete(handle: number): Answer {
    if (!memory.get(handle)) return { code: response.invalidObjectHandle };
    transferred.add(handle);
    return ok;
  }

  function openSession(): Answer {
    if (inSession) return { code: response.sessionAlreadyOpened };
    inSession = true;
    // Pictures that waited for another host are lost with it.
    memory.clear();
    transferred.clear();
    return ok;
  }

  function closeSession(): Answer {
    inSession = false;
    polling.stop();
    viewfinder.stop();
    properties.set(property.captureDestination, toCard);
    return ok;
  }

  const own: Handlers = new Map<number, Handler>([
    [operation.getDeviceInfo, () => ({ code: response.ok, data: deviceInfo() })],
    [operation.openSession, openSession],
    [operation.closeSession, closeSession],
    [operation.getDevicePropDesc, (parameter) => standard(parameter(0), () => properties.describe(parameter(0)))],
    [operation.getDevicePropValue, (parameter) => standard(parameter(0), () => properties.read(parameter(0)))],
    [
      operation.setDevicePropValue,
      (parameter, { data }) => standard(parameter(0), () => properties.write(parameter(0), data)),
    ],
    [eosOperation.getStorageIds, storageIds],
    [eosOperation.getStorageInfo, storageInfo],
    [eosOperation.getDeviceInfoEx, () => ({ code: response.ok, data: encodeDeviceInfoEx(properties.codes) })],
    [eosOperation.setRemoteMode, (parameter) => remoteMode(parameter(0) !== 0)],
    [eosOperation.setEventMode, (parameter) => eventMode(parameter(0) !== 0)],
    [eosOperation.getEvent, () => ({ code: response.ok, data: polling.take() })],
    [eosOperation.setDevicePropValueEx, notWhileBusy((_, { data }) => write(data))],
    [eosOperation.requestDevicePropValue, (parameter) => requestValue(parameter(0))],
    [eosOperation.transferComplete, (parameter) => transferComplete(parameter(0))],
    [eosOperation.pcHddCapacity, () => ok],
    [eosOperation.setUiLock, () => ok],
    [eosOperation.resetUiLock, () => ok],
    [eosOperation.keepDeviceOn, () => ok],
    [eosOperation.setRequestOlcInfoGroup, () => ok],
    [
      eosOperation.remoteReleaseOn,
      notWhileBusy((parameter) => ({ code: button.press(parameter(0), parameter(1) === 0) })),
    ],
    [eosOperation.remoteReleaseOff, (parameter) => ({ code: button.letGo(parameter(0)) })],
    [eosOperation.bulbStart, notWhileBusy(() => ({ code: button.startBulb() }))],
    [eosOperation.bulbEnd, () => ({ code: button.endBulb() })],
    [eosOperation.getViewfinderData, notWhileBusy(() => viewfinder.frame())],
    [eosOperation.doAf, notWhileBusy(() => ({ code: button.focus() }))],
    [eosOperation.afCancel, () => ok],
    [
      eosOperation.driveLens,
      notWhileBusy((parameter) =>
        viewfinder.on ? { code: button.drive(parameter(0)) } : { code: eosResponse.operationRefused },
      ),
    ],
    [eosOperation.zoom, notWhileBusy((parameter) => viewfinder.magnify(parameter(0)))],
    [eosOperation.zoomPosition, notWhileBusy((parameter) => viewfinder.move(parameter(0), parameter(1)))],
  ]);
  const handlers: Handlers = new Map([...objectOperations(card, memory, picturesLeft), ...own]);

  const isStandard = (code: number): boolean => standardProperties.some((one) => one.code === code);
  const standard = (code: number, answer: () => Answer): Answer =>
    isStandard(code) ? answer() : { code: response.devicePropNotSupported };

  function storageIds(): Answer {
    const data = new ByteWriter().u32Array([card.present ? storageId : emptySlotId]).bytes();
    return { code: response.ok, data };
  }

  /** Without a card too: libgphoto2 asks before anything else and would give up. */
  function storageInfo(): Answer {
    const { capacityBytes, freeBytes, label } = card;
    const room = { capacityBytes: card.present ? capacityBytes : 0, freeBytes, freePictures: picturesLeft(), label };
    return { code: response.ok, data: encodeStorageInfo(room) };
  }

  const deviceInfo = (): Uint8Array =>
    encodeDeviceInfo({
      manufacturer: 'Canon Inc.',
      model,
      serial: options.serial.padStart(32, '0'),
      vendorExtension: 0x0b,
      vendorExtensionVersion: 100,
      vendorExtensionText: '',
      operations: [...handlers.keys()],
      events: Object.values(eventCode),
      properties: properties.codes.filter(isStandard),
      captureFormats: [format.exifJpeg],
      imageFormats: [format.exifJpeg, eosFormat.cr2, format.association],
      version: '3-1.2.1',
    });

  function disconnected(): void {
    send = () => {};
    closeSession();
    shutter.endBulb();
  }

  return {
    name: model,
    guid: new TextEncoder().encode(`EOS5D${options.serial.padStart(11, '0')}`).slice(0, 16),
    properties,
    misbehaviour,
    liveFrameOperation: eosOperation.getViewfinderData,
    get connected() {
      return inSession;
    },
    get condition() {
      return {
        liveView: viewfinder.on,
        frames: viewfinder.frames,
        shots: shutter.count,
        zoom: viewfinder.zoom.times,
        focus: { position: lens.position, sharpAt: lens.sharpAt },
      };
    },
    produced: () => production.all(),
    busyFor(ms) {
      busyUntil = Math.max(busyUntil, clock.elapsed()) + ms;
    },
    endBusy() {
      busyUntil = 0;
    },
    turn(code, value) {
      // The lens's own switch: the body has no such choice.
      if (code === property.focusMode && value === manualFocus) properties.set(code, value);
      else properties.turn(code, value);
      viewfinder.follow();
    },
    setBattery,
    countFrom: (number) => card.countFrom(number),
    restart() {
      releasing.cut();
      disconnected();
      memory.clear();
      transferred.clear();
      busyUntil = 0;
    },
    async answer(asked: Operation): Promise<Answer> {
      const handler = handlers.get(asked.code);
      if (!handler) return { code: response.operationNotSupported };
      const needsSession = asked.code !== operation.getDeviceInfo && asked.code !== operation.openSession;
      if (needsSession && !inSession) return { code: response.sessionNotOpen };
      return await handler((index) => asked.parameters[index] ?? 0, asked);
    },
    onConnected(sender) {
      send = sender;
    },
    disconnected,
    async pressShutter() {
      if (release('hand') !== response.ok) return null;
      return await releasing.underWay;
    },
    async close() {
      shutter.close();
      await releasing.underWay;
    },
  };
}
