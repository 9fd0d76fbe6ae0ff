import { guards, type Handler, type Handlers } from '../handlers.ts';
import { objectOperations } from '../object-operations.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { operation, response } from '../ptp/codes.ts';
import type { Answer } from '../responder.ts';
import { nikonOperation, nikonResponse } from './codes.ts';
import { encodeVendorCodes } from './device-info.ts';
import type { Drive } from './focus.ts';
import type { Parts } from './parts.ts';

/** A body that is asked for its AF on the way to a picture: the first parameter of Nikon's own capture. */
const withAutofocus = 0xfffffffe;

const ok: Answer = { code: response.ok };

/** Everything that a host can ask within a session, but to end it. */
export function nikonOperations(parts: Parts): Handlers {
  const { properties, announcements, readiness, memory, card, focus, shutter, viewfinder, releasing, release } = parts;
  const { notWhileBusy, inLiveView } = guards(parts, nikonResponse.notLiveView);

  function deviceReady(): Answer {
    if (shutter.inBulb) return { code: nikonResponse.bulbReleaseBusy };
    if (parts.isBusy()) return { code: response.deviceBusy };
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

  function endLiveView(): Answer {
    viewfinder.stop();
    return ok;
  }

  function deleteFromMemory(handle: number): Answer {
    if (handle === 0) memory.clear();
    else if (!memory.delete(handle)) return { code: response.invalidObjectHandle };
    return ok;
  }

  const own: Handlers = new Map<number, Handler>([
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
    [nikonOperation.startLiveView, notWhileBusy(() => viewfinder.start(parts.busyTime.add))],
    [nikonOperation.endLiveView, endLiveView],
    [nikonOperation.getLiveViewImage, inLiveView(() => viewfinder.frame())],
    [nikonOperation.afDrive, notWhileBusy(() => driveFocus(focus.auto()))],
    [nikonOperation.afDriveCancel, () => ok],
    [nikonOperation.mfDrive, inLiveView((parameter) => driveFocus(focus.step(parameter(0), parameter(1))))],
    [nikonOperation.changeAfArea, inLiveView((parameter) => focus.moveArea(parameter(0), parameter(1)))],
  ]);
  return new Map([...objectOperations(card, memory, releasing.picturesLeft), ...own]);
}
