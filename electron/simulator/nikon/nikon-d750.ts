import { createAnnouncements } from '../announcements.ts';
import { type Card, createCard } from '../card.ts';
import { createLens } from '../lens.ts';
import { wellBehaved } from '../misbehaviour.ts';
import { type Handler, type Handlers, objectOperations } from '../object-operations.ts';
import { createPictureMemory } from '../picture-memory.ts';
import { createProduction } from '../production.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { eventCode, operation, response } from '../ptp/codes.ts';
import { createReleasing, type Target } from '../releasing.ts';
import type { Answer, Operation } from '../responder.ts';
import type { BodyOptions, VirtualBody } from '../virtual-body.ts';
import { nikonEvent, nikonOperation, nikonResponse, property } from './codes.ts';
import { encodeD750Info, encodeVendorCodes } from './device-info.ts';
import { createFocus, type Drive } from './focus.ts';
import { createReadiness } from './readiness.ts';
import { createSettings } from './settings.ts';
import { createShutter } from './shutter.ts';
import { createViewfinder } from './viewfinder.ts';

const lensName = 'AF-S VR Micro-Nikkor 105mm f/2.8G IF-ED';
const naming = {
  label: 'NIKON D750  [Slot 1]',
  folder: (number: number) => `${number}D750`,
  picture: (number: number) => `DSC_${String(number).padStart(4, '0')}`,
};
type NikonEvent = { code: number; parameter: number };

/** A body that is asked for its AF on the way to a picture: the first parameter of Nikon's own capture. */
const withAutofocus = 0xfffffffe;

/** A Nikon D750 with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createNikonD750(options: BodyOptions): VirtualBody {
  const { clock, subject, scene } = options;
  const misbehaviour = wellBehaved();
  let inSession = false;
  let send: (code: number, parameters: readonly number[]) => void = () => {};
  const readiness = createReadiness(clock);

  const announcements = createAnnouncements<NikonEvent>(clock, misbehaviour, ({ code, parameter }) =>
    send(code, [parameter]),
  );
  const { properties, time, forgetSession } = createSettings(clock, (parameter) => {
    if (inSession) announcements.tell({ code: eventCode.devicePropChanged, parameter });
  });
  const memory = createPictureMemory();
  const card: Card = createCard(naming, options.cardBytes, time(), options.firstPicture, misbehaviour);
  const lens = createLens();
  const focus = createFocus(lens, misbehaviour);
  const shutter = createShutter({
    clock,
    subject,
    scene,
    properties,
    widthPx: options.widthPx,
    body: { manufacturer: 'NIKON CORPORATION', model: 'NIKON D750', serial: options.serial, lens: lensName },
    time,
    lens,
  });
  const viewfinder = createViewfinder({ subject, scene, properties, misbehaviour, lens, focus, shutter });
  const production = createProduction();
  const releasing = createReleasing({
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
    picturesLeft,
    inSession: () => inSession,
    onFailed(error) {
      options.onUnexpected(error);
      readiness.ended(nikonResponse.hardwareError);
    },
  });

  properties.compute(property.exposuresLeft, () => Math.min(0xffff, picturesLeft()));

  /** As bodies do, the room is counted in the largest files there may be: half a byte per pixel each. */
  function picturesLeft(): number {
    const { widthPx, heightPx } = shutter.size();
    const bytes = widthPx * heightPx * 0.5 * shutter.fileCount();
    return Math.floor(card.freeBytes / bytes);
  }

  const isBusy = (): boolean => releasing.underWay !== null || readiness.busy;

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

  const ok: Answer = { code: response.ok };
  const notWhileBusy =
    (handler: Handler): Handler =>
    (parameter, asked) =>
      isBusy() ? { code: response.deviceBusy } : handler(parameter, asked);
  const inLiveView =
    (handler: Handler): Handler =>
    (parameter, asked) =>
      viewfinder.on ? notWhileBusy(handler)(parameter, asked) : { code: nikonResponse.notLiveView };

  function deviceReady(): Answer {
    if (shutter.inBulb) return { code: nikonResponse.bulbReleaseBusy };
    if (isBusy()) return { code: response.deviceBusy };
    return { code: readiness.outcome() };
  }

  function takeEvents(): Answer {
    const events = announcements.take();
    const writer = new ByteWriter().u16(events.length);
    for (const event of events) writer.u16(event.code).u32(event.parameter);
    return { code: response.ok, data: writer.bytes() };
  }

  function driveFocus(drive: Drive): Answer {
    readiness.runs(drive);
    return ok;
  }

  const own: Handlers = new Map<number, Handler>([
    [operation.getDeviceInfo, () => ({ code: response.ok, data: deviceInfo() })],
    [operation.openSession, openSession],
    [operation.closeSession, closeSession],
    [operation.initiateCapture, () => ({ code: release('card', 'host') })],
    [operation.getDevicePropDesc, (parameter) => properties.describe(parameter(0))],
    [operation.getDevicePropValue, (parameter) => properties.read(parameter(0))],
    [operation.setDevicePropValue, notWhileBusy((parameter, { data }) => properties.write(parameter(0), data))],
    [
      nikonOperation.initiateCapture,
      (parameter) => {
        const first = parameter(0) === withAutofocus ? 'focus' : 'shutter';
        return { code: release(parameter(1) === 0 ? 'card' : 'memory', 'host', first) };
      },
    ],
    [nikonOperation.initiateCaptureInRam, () => ({ code: release('memory', 'host') })],
    [nikonOperation.afCaptureInRam, () => ({ code: release('memory', 'host', 'focus') })],
    [nikonOperation.terminateCapture, () => (shutter.endBulb() ? ok : { code: nikonResponse.invalidStatus })],
    [nikonOperation.deviceReady, deviceReady],
    [nikonOperation.getEvent, takeEvents],
    [nikonOperation.changeCameraMode, () => ok],
    [nikonOperation.getVendorPropCodes, () => ({ code: response.ok, data: encodeVendorCodes(properties.codes) })],
    [nikonOperation.deleteRamImage, (parameter) => deleteFromMemory(parameter(0))],
    [nikonOperation.startLiveView, notWhileBusy(() => viewfinder.start(readiness.busyFor))],
    [nikonOperation.endLiveView, endLiveView],
    [nikonOperation.getLiveViewImage, inLiveView(() => viewfinder.frame())],
    [nikonOperation.afDrive, notWhileBusy(() => driveFocus(focus.auto()))],
    [nikonOperation.afDriveCancel, () => ok],
    [nikonOperation.mfDrive, inLiveView((parameter) => driveFocus(focus.step(parameter(0), parameter(1))))],
    [nikonOperation.changeAfArea, inLiveView((parameter) => focus.moveArea(parameter(0), parameter(1)))],
  ]);
  const handlers: Handlers = new Map([...objectOperations(card, memory, picturesLeft), ...own]);

  function openSession(): Answer {
    if (inSession) return { code: response.sessionAlreadyOpened };
    inSession = true;
    announcements.clear();
    return ok;
  }

  function closeSession(): Answer {
    inSession = false;
    viewfinder.stop();
    announcements.clear();
    return ok;
  }

  function endLiveView(): Answer {
    viewfinder.stop();
    return ok;
  }

  function deleteFromMemory(handle: number): Answer {
    if (handle === 0) memory.clear();
    else if (!memory.delete(handle)) return { code: response.invalidObjectHandle };
    return ok;
  }

  const deviceInfo = (): Uint8Array => encodeD750Info(options.serial, [...handlers.keys()], properties.codes);

  function disconnected(): void {
    send = () => {};
    closeSession();
    shutter.endBulb();
  }

  return {
    name: 'D750',
    guid: new TextEncoder().encode(`D750${options.serial.padStart(12, '0')}`).slice(0, 16),
    properties,
    misbehaviour,
    liveFrameOperation: nikonOperation.getLiveViewImage,
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
    busyFor: readiness.busyFor,
    endBusy: readiness.endBusy,
    turn: (code, value) => properties.turn(code, value),
    setBattery: (percent) => properties.set(property.batteryLevel, percent),
    countFrom: (number) => card.countFrom(number),
    restart() {
      releasing.cut();
      disconnected();
      memory.clear();
      forgetSession();
      readiness.endBusy();
      readiness.begin();
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
      if (release('card', 'hand') !== response.ok) return null;
      return await releasing.underWay;
    },
    async close() {
      shutter.close();
      await releasing.underWay;
    },
  };
}
