import type { Handler, Handlers } from '../object-operations.ts';
import { operation, response } from '../ptp/codes.ts';
import type { Answer, Operation } from '../responder.ts';
import type { BodyOptions, VirtualBody } from '../virtual-body.ts';
import { manualFocus } from './button.ts';
import { eosOperation, property, toCard } from './codes.ts';
import { deviceInfo, model } from './identity.ts';
import { eosOperations } from './operations.ts';
import { createParts } from './parts.ts';

/** A Canon EOS 5D Mark III with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createEos5dMarkIii(options: BodyOptions): VirtualBody {
  let inSession = false;
  let send: (code: number, parameters: readonly number[]) => void = () => {};
  const parts = createParts(options, (code, parameters) => send(code, parameters));
  const { settings, polling, memory, card, lens, shutter, viewfinder, releasing } = parts;
  const { properties } = settings;
  const inside: Handlers = new Map<number, Handler>([...eosOperations(parts), [operation.closeSession, closeSession]]);
  const outside: Handlers = new Map<number, Handler>([
    [operation.getDeviceInfo, () => ({ code: response.ok, data: deviceInfo(options.serial, operations) })],
    [operation.openSession, openSession],
  ]);
  const operations = [...outside.keys(), ...inside.keys()];

  function openSession(): Answer {
    if (inSession) return { code: response.sessionAlreadyOpened };
    inSession = true;
    // Pictures that waited for another host are lost with it.
    memory.clear();
    return { code: response.ok };
  }

  function closeSession(): Answer {
    inSession = false;
    polling.stop();
    viewfinder.stop();
    properties.set(property.captureDestination, toCard);
    return { code: response.ok };
  }

  function disconnected(): void {
    send = () => {};
    closeSession();
    shutter.endBulb();
  }

  return {
    name: model,
    guid: new TextEncoder().encode(`EOS5D${options.serial.padStart(11, '0')}`).slice(0, 16),
    properties,
    misbehaviour: parts.misbehaviour,
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
    produced: () => parts.production.all(),
    busyFor: parts.busyFor,
    endBusy: parts.endBusy,
    turn(code, value) {
      // The lens's own switch: the body has no such choice.
      if (code === property.focusMode && value === manualFocus) properties.set(code, value);
      else properties.turn(code, value);
      viewfinder.follow();
    },
    setBattery: parts.setBattery,
    countFrom: (number) => card.countFrom(number),
    restart() {
      releasing.cut();
      disconnected();
      memory.clear();
      parts.endBusy();
    },
    async answer(asked: Operation): Promise<Answer> {
      const anywhere = outside.get(asked.code);
      const handler = anywhere ?? inside.get(asked.code);
      if (!handler) return { code: response.operationNotSupported };
      if (!anywhere && !inSession) return { code: response.sessionNotOpen };
      return await handler((index) => asked.parameters[index] ?? 0, asked);
    },
    onConnected(sender) {
      send = sender;
    },
    disconnected,
    async pressShutter() {
      if (parts.release('hand') !== response.ok) return null;
      return await releasing.underWay;
    },
    async close() {
      shutter.close();
      await releasing.underWay;
    },
  };
}
