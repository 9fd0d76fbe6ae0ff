import type { Clock } from '../../base/clock.ts';
import { type Card, createCard } from '../card.ts';
import { type Handler, type Handlers, objectOperations } from '../object-operations.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { eventCode, format, operation, response } from '../ptp/codes.ts';
import { encodeDeviceInfo } from '../ptp/datasets.ts';
import type { Answer, Operation } from '../responder.ts';
import type { SceneState } from '../scene-state.ts';
import type { Subject } from '../subject-port.ts';
import type { VirtualBody } from '../virtual-body.ts';
import { nikonEvent, nikonOperation, nikonResponse, property } from './codes.ts';
import { createFocus } from './focus.ts';
import { encodeLiveViewFrame } from './live-view.ts';
import { createPictureMemory } from './picture-memory.ts';
import { createSettings } from './settings.ts';
import { createShutter } from './shutter.ts';

export type NikonOptions = {
  clock: Clock;
  subject: Subject;
  scene: SceneState;
  widthPx: number;
  cardBytes: number;
  /** The number in the first picture's name. */
  firstPicture: number;
  serial: string;
  /** What nobody foresaw; the host sees an error of the hardware. */
  onUnexpected: (error: unknown) => void;
};

const lens = 'AF-S VR Micro-Nikkor 105mm f/2.8G IF-ED';
const naming = {
  label: 'NIKON D750  [Slot 1]',
  folder: (number: number) => `${number}D750`,
  picture: (number: number) => `DSC_${String(number).padStart(4, '0')}`,
};
/** The mirror goes up and the sensor warms before the first frame. */
const liveViewStartMs = 60;
const liveViewSizes: Readonly<Record<number, { widthPx: number; heightPx: number }>> = {
  1: { widthPx: 320, heightPx: 212 },
  2: { widthPx: 640, heightPx: 424 },
};

type Event = { code: number; parameter: number };
type Target = 'card' | 'memory';

/** A Nikon D750 in M with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createNikonD750(options: NikonOptions): VirtualBody {
  const { clock, subject, scene } = options;
  const identity = { manufacturer: 'Nikon Corporation', model: 'D750', serial: options.serial.padStart(32, '0') };
  let inSession = false;
  let liveView = false;
  let frames = 0;
  let busyUntil = 0;
  let exposing: Promise<string[]> | null = null;
  /** What DeviceReady says once, when what was started has ended otherwise than well. */
  let outcome: number | null = null;
  let events: Event[] = [];

  const { properties, time } = createSettings(clock, (code) => tell(eventCode.devicePropChanged, code));
  const memory = createPictureMemory();
  const card: Card = createCard(naming, options.cardBytes, time(), options.firstPicture);
  const shutter = createShutter({
    clock,
    subject,
    scene,
    properties,
    widthPx: options.widthPx,
    body: { manufacturer: 'NIKON CORPORATION', model: 'NIKON D750', serial: options.serial, lens },
    time,
  });
  const focus = createFocus();

  properties.compute(property.liveViewStatus, () => (liveView ? 1 : 0));
  properties.compute(property.exposuresLeft, () => Math.min(0xffff, picturesLeft()));

  function tell(code: number, parameter = 0): void {
    if (inSession) events.push({ code, parameter });
  }

  /** As bodies do, the room is counted in the largest files there may be: half a byte per pixel each. */
  function picturesLeft(): number {
    const { widthPx, heightPx } = shutter.size();
    const bytes = widthPx * heightPx * 0.5 * shutter.fileCount();
    return Math.floor(card.freeBytes / bytes);
  }

  const isBusy = (): boolean => exposing !== null || clock.elapsed() < busyUntil;
  const busyFor = (ms: number): void => {
    busyUntil = Math.max(busyUntil, clock.elapsed()) + ms;
  };

  async function expose(target: Target): Promise<string[]> {
    const shot = await shutter.release();
    const { base, parent, newFolder } = card.nextPicture();
    const files = shot.files(base);
    if (target === 'card' && newFolder !== null) tell(eventCode.objectAdded, newFolder);
    for (const file of files) {
      if (target === 'card') tell(eventCode.objectAdded, card.add(parent, file));
      else tell(nikonEvent.objectAddedInRam, memory.add(file));
    }
    tell(target === 'card' ? eventCode.captureComplete : nikonEvent.captureCompleteInRam);
    return files.map((file) => file.name);
  }

  function release(target: Target): Answer {
    if (isBusy()) return { code: response.deviceBusy };
    if (target === 'card' ? picturesLeft() < 1 : memory.full) return { code: response.storeFull };
    outcome = null;
    exposing = expose(target)
      .catch((error: unknown) => {
        options.onUnexpected(error);
        outcome = nikonResponse.hardwareError;
        return [];
      })
      .finally(() => {
        exposing = null;
      });
    return ok;
  }

  const ok: Answer = { code: response.ok };
  const notWhileBusy =
    (handler: Handler): Handler =>
    (parameter, asked) =>
      isBusy() ? { code: response.deviceBusy } : handler(parameter, asked);
  const inLiveView =
    (handler: Handler): Handler =>
    (parameter, asked) =>
      liveView ? notWhileBusy(handler)(parameter, asked) : { code: nikonResponse.notLiveView };

  function deviceReady(): Answer {
    if (shutter.inBulb) return { code: nikonResponse.bulbReleaseBusy };
    if (isBusy()) return { code: response.deviceBusy };
    const code = outcome ?? response.ok;
    outcome = null;
    return { code };
  }

  function takeEvents(): Answer {
    const writer = new ByteWriter().u16(events.length);
    for (const event of events) writer.u16(event.code).u32(event.parameter);
    events = [];
    return { code: response.ok, data: writer.bytes() };
  }

  async function liveFrame(): Promise<Answer> {
    const size = liveViewSizes[properties.number(property.liveViewSize)] ?? { widthPx: 640, heightPx: 424 };
    const picture = shutter.size();
    const jpeg = await subject.liveFrame({ look: scene.look, ...size, sequence: frames++, lamp: scene.lamp });
    const frame = { jpeg, ...size, pictureWidthPx: picture.widthPx, pictureHeightPx: picture.heightPx };
    return { code: response.ok, data: encodeLiveViewFrame({ ...frame, focus: focus.area }) };
  }

  function startLiveView(): Answer {
    if (properties.number(property.liveViewProhibition) !== 0) return { code: nikonResponse.invalidStatus };
    if (!liveView) busyFor(liveViewStartMs);
    liveView = true;
    return ok;
  }

  function driveFocus(result: { code: number; ms: number }): Answer {
    busyFor(result.ms);
    outcome = result.code;
    return ok;
  }

  const own: Handlers = new Map<number, Handler>([
    [operation.getDeviceInfo, () => ({ code: response.ok, data: deviceInfo() })],
    [operation.openSession, openSession],
    [operation.closeSession, closeSession],
    [operation.initiateCapture, () => release('card')],
    [operation.getDevicePropDesc, (parameter) => properties.describe(parameter(0))],
    [operation.getDevicePropValue, (parameter) => properties.read(parameter(0))],
    [operation.setDevicePropValue, notWhileBusy((parameter, { data }) => properties.write(parameter(0), data))],
    [nikonOperation.initiateCapture, (parameter) => release(parameter(1) === 0 ? 'card' : 'memory')],
    [nikonOperation.initiateCaptureInRam, () => release('memory')],
    [nikonOperation.afCaptureInRam, () => release('memory')],
    [nikonOperation.terminateCapture, () => (shutter.endBulb() ? ok : { code: nikonResponse.invalidStatus })],
    [nikonOperation.deviceReady, deviceReady],
    [nikonOperation.getEvent, takeEvents],
    [nikonOperation.changeCameraMode, () => ok],
    [nikonOperation.getVendorPropCodes, () => ({ code: response.ok, data: vendorProperties() })],
    [nikonOperation.deleteRamImage, (parameter) => deleteFromMemory(parameter(0))],
    [nikonOperation.startLiveView, notWhileBusy(startLiveView)],
    [nikonOperation.endLiveView, endLiveView],
    [nikonOperation.getLiveViewImage, inLiveView(liveFrame)],
    [nikonOperation.afDrive, notWhileBusy(() => driveFocus(focus.auto()))],
    [nikonOperation.afDriveCancel, () => ok],
    [nikonOperation.mfDrive, inLiveView((parameter) => driveFocus(focus.step(parameter(0), parameter(1))))],
    [
      nikonOperation.changeAfArea,
      inLiveView((parameter) => focus.moveArea(parameter(0), parameter(1), shutter.size())),
    ],
  ]);
  const handlers: Handlers = new Map([...objectOperations(card, memory, picturesLeft), ...own]);

  function openSession(): Answer {
    if (inSession) return { code: response.sessionAlreadyOpened };
    inSession = true;
    events = [];
    return ok;
  }

  function closeSession(): Answer {
    inSession = false;
    liveView = false;
    events = [];
    return ok;
  }

  function endLiveView(): Answer {
    liveView = false;
    return ok;
  }

  function deleteFromMemory(handle: number): Answer {
    if (handle === 0) memory.clear();
    else if (!memory.delete(handle)) return { code: response.invalidObjectHandle };
    return ok;
  }

  const isVendorProperty = (code: number): boolean => code >= 0xd000;
  const vendorProperties = (): Uint8Array =>
    new ByteWriter().u16Array(properties.codes.filter(isVendorProperty)).bytes();
  const deviceInfo = (): Uint8Array =>
    encodeDeviceInfo({
      ...identity,
      vendorExtension: 0x0a,
      vendorExtensionVersion: 100,
      vendorExtensionText: '',
      operations: [...handlers.keys()],
      events: [...Object.values(eventCode), ...Object.values(nikonEvent)],
      properties: properties.codes.filter((code) => !isVendorProperty(code)),
      captureFormats: [format.exifJpeg, format.undefined],
      imageFormats: [format.exifJpeg, format.undefined, format.association],
      version: 'V1.12',
    });

  return {
    name: 'D750',
    guid: new TextEncoder().encode(`D750${options.serial.padStart(12, '0')}`).slice(0, 16),
    properties,
    get connected() {
      return inSession;
    },
    busyFor,
    async answer(asked: Operation): Promise<Answer> {
      const handler = handlers.get(asked.code);
      if (!handler) return { code: response.operationNotSupported };
      const needsSession = asked.code !== operation.getDeviceInfo && asked.code !== operation.openSession;
      if (needsSession && !inSession) return { code: response.sessionNotOpen };
      return await handler((index) => asked.parameters[index] ?? 0, asked);
    },
    disconnected() {
      closeSession();
      shutter.endBulb();
    },
    async pressShutter() {
      if (release('card').code !== response.ok || exposing === null) return null;
      return await exposing;
    },
    async close() {
      shutter.close();
      await exposing;
    },
  };
}
