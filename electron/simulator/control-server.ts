import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { z } from 'zod';
import { pose } from '../contract/devices.ts';
import { fixation } from '../contract/protocol.ts';
import { fault, propertyCode, propertyValue } from './fault-shapes.ts';
import type { Faults } from './faults.ts';
import { type SceneState, strikePose } from './scene-state.ts';
import type { VirtualBody } from './virtual-body.ts';

/** One line in, one key: what a hand, a light or a test does to the virtual camera. */
const request = z.union([
  z.strictObject({
    set: z.strictObject({
      armed: z.boolean().optional(),
      lampPercent: z.number().min(0).max(100).optional(),
    }),
  }),
  z.strictObject({ look: fixation.nullable() }),
  z.strictObject({ pose: pose.nullable() }),
  z.strictObject({ shutter: z.literal(true) }),
  z.strictObject({ fault }),
  z.strictObject({ turn: z.strictObject({ property: propertyCode, value: propertyValue }) }),
  z.strictObject({ produced: z.literal(true) }),
  z.strictObject({ subscribe: z.literal(true) }),
  z.strictObject({ state: z.literal(true) }),
]);
type Request = z.infer<typeof request>;

export type ControlServer = { readonly port: number; close(): Promise<void> };

/** A longer line is a mistake; the connection ends. */
const longestLine = 65_536;

/**
 * JSON lines on 127.0.0.1: each line is answered by one, in order. Who sets the light, or subscribes, also gets event
 * lines. The protocol is told in `CONTROL.md`.
 */
export async function startControlServer(scene: SceneState, body: VirtualBody, faults: Faults): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const subscribers = new Set<Socket>();
  const send = (socket: Socket, message: unknown): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  const stopListening = scene.onFired((at) => {
    for (const socket of subscribers) send(socket, { event: 'fired', at: at.toISOString() });
  });

  async function carryOut(asked: Request, socket: Socket): Promise<object> {
    if ('set' in asked) {
      Object.assign(scene, asked.set);
      subscribers.add(socket);
    } else if ('look' in asked) scene.look = asked.look;
    else if ('pose' in asked) strikePose(scene, asked.pose);
    else if ('fault' in asked) await faults.play(asked.fault);
    else if ('turn' in asked) body.turn(Number.parseInt(asked.turn.property, 16), asked.turn.value);
    else if ('produced' in asked) return { ok: true, produced: await body.produced() };
    else if ('subscribe' in asked) subscribers.add(socket);
    else if ('shutter' in asked) {
      const files = await body.pressShutter();
      return files ? { ok: true, files } : { error: 'busy or full' };
    } else {
      const { look, litByTrigger, armed, lampPercent } = scene;
      const { connected, condition } = body;
      return { ok: true, state: { look, litByTrigger, armed, lampPercent, connected, ...condition } };
    }
    return { ok: true };
  }

  async function answer(line: string, socket: Socket): Promise<object> {
    const parsed = request.safeParse(parseJson(line));
    return parsed.success ? await carryOut(parsed.data, socket) : { error: z.prettifyError(parsed.error) };
  }

  function serve(socket: Socket): void {
    let rest = '';
    let answered: Promise<void> = Promise.resolve();
    sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) socket.destroy();
      for (const line of lines) {
        if (line.trim() === '') continue;
        answered = answered
          .then(async () => send(socket, await answer(line, socket)))
          .catch((error: unknown) => send(socket, { error: String(error) }));
      }
    });
    // A client that vanishes is nobody's fault; 'close' follows.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      subscribers.delete(socket);
    });
  }

  const server = createServer({ noDelay: true }, serve);
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();

  return {
    port: address && typeof address === 'object' ? address.port : 0,
    async close() {
      stopListening();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Undefined where it is no JSON, which no request is either. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
