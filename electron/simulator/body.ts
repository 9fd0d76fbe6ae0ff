import type { BusyTime } from './busy-time.ts';
import type { Card } from './card.ts';
import type { Handler, Handlers } from './handlers.ts';
import type { Lens } from './lens.ts';
import type { LiveFrames } from './live-frames.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { PictureMemory } from './picture-memory.ts';
import type { Production } from './production.ts';
import type { PropertyStore } from './property-store.ts';
import { operation, response } from './ptp/codes.ts';
import type { Releasing } from './releasing.ts';
import type { Answer } from './responder.ts';
import type { Shutter } from './shutter.ts';
import type { Zoom } from './subject-port.ts';
import type { VirtualBody } from './virtual-body.ts';

/** The host as a body knows it. `push` puts one event on the event channel, if there is one. */
export type Host = { inSession: boolean; push(code: number, parameters: readonly number[]): void };

const noPush = (): void => {};
export const absentHost = (): Host => ({ inSession: false, push: noPush });

/** What every make's body is made of, wired together. */
export type BodyParts = {
  readonly host: Host;
  readonly misbehaviour: Misbehaviour;
  readonly busyTime: BusyTime;
  readonly properties: PropertyStore;
  readonly memory: PictureMemory;
  readonly card: Card;
  readonly lens: Lens;
  readonly shutter: Shutter;
  readonly frames: LiveFrames;
  readonly viewfinder: { readonly on: boolean; readonly zoom: Zoom; stop(): void };
  readonly production: Production;
  readonly releasing: Releasing;
};

/** In what a make differs. */
export type BodyMake = Pick<VirtualBody, 'name' | 'liveFrameOperation' | 'turn' | 'setBattery'> & {
  /** Before the serial number, where bodies are told apart. */
  guidPrefix: string;
  serial: string;
  /** What PTP calls device information, given the operations that the body has. */
  deviceInfo(operations: readonly number[]): Uint8Array;
  /** Every operation of a session but its end. */
  handlers: Handlers;
  /** A session has begun, or ended. */
  opened(): void;
  closed(): void;
  /** The button on the body. PTP's code: whether it takes the picture. */
  press(): number;
  /** Off and on: what only this make has to forget. */
  restarted(): void;
};

const guidBytes = 16;

/** A body from its parts: its one session, and what hands and faults do to it. */
export function createBody(parts: BodyParts, make: BodyMake): VirtualBody {
  const { host, memory, card, lens, shutter, viewfinder, releasing, busyTime } = parts;
  const inside: Handlers = new Map<number, Handler>([...make.handlers, [operation.closeSession, closeSession]]);
  const outside: Handlers = new Map<number, Handler>([
    [operation.getDeviceInfo, () => ({ code: response.ok, data: make.deviceInfo(operations) })],
    [operation.openSession, openSession],
  ]);
  const operations = [...outside.keys(), ...inside.keys()];

  function openSession(): Answer {
    if (host.inSession) return { code: response.sessionAlreadyOpened };
    host.inSession = true;
    make.opened();
    return { code: response.ok };
  }

  function closeSession(): Answer {
    host.inSession = false;
    make.closed();
    viewfinder.stop();
    return { code: response.ok };
  }

  function disconnected(): void {
    host.push = noPush;
    closeSession();
    shutter.endBulb();
  }

  return {
    name: make.name,
    guid: new TextEncoder()
      .encode(`${make.guidPrefix}${make.serial.padStart(guidBytes - make.guidPrefix.length, '0')}`)
      .slice(0, guidBytes),
    properties: parts.properties,
    misbehaviour: parts.misbehaviour,
    liveFrameOperation: make.liveFrameOperation,
    get connected() {
      return host.inSession;
    },
    get condition() {
      return {
        liveView: viewfinder.on,
        frames: parts.frames.count,
        shots: shutter.count,
        zoom: viewfinder.zoom.times,
        focus: { position: lens.position, sharpAt: lens.sharpAt },
      };
    },
    produced: () => parts.production.all(),
    busyFor: busyTime.add,
    endBusy: busyTime.end,
    turn: make.turn,
    setBattery: make.setBattery,
    countFrom: (number) => card.countFrom(number),
    restart() {
      releasing.cut();
      disconnected();
      memory.clear();
      busyTime.end();
      make.restarted();
    },
    async answer(asked) {
      const anywhere = outside.get(asked.code);
      const handler = anywhere ?? inside.get(asked.code);
      if (!handler) return { code: response.operationNotSupported };
      if (!anywhere && !host.inSession) return { code: response.sessionNotOpen };
      return await handler((index) => asked.parameters[index] ?? 0, asked);
    },
    onConnected(send) {
      host.push = send;
    },
    disconnected,
    async pressShutter() {
      if (make.press() !== response.ok) return null;
      return await releasing.underWay;
    },
    async close() {
      shutter.close();
      await releasing.underWay;
    },
  };
}
