import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { fixationContract } from '../../electron/contract/fixation.ts';
import { fixationDisplay } from '../../electron/contract/room.ts';
import { answer, type Client, client, type Wire } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import {
  type Frame,
  giveOnePort,
  givePorts,
  onePortChannel,
  type Port,
  portsChannel,
  portWire,
} from '../../electron/main/ports.ts';
import { pageOrigin } from '../../electron/main/protocol.ts';
import type { FrameWire } from '../../electron/studio/live-view.ts';

/** Node's MessagePort behind Electron's shape: a message is an event with `data`. */
type RealPort = Port & { raw: MessagePort };
const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

function asElectron(raw: MessagePort): RealPort {
  open.push(raw);
  return {
    raw,
    on(event: string, listener: (event: { data: unknown }) => void) {
      if (event === 'message') raw.on('message', (data: unknown) => listener({ data }));
      else raw.on('close', () => listener({ data: undefined }));
    },
    postMessage: (message) => raw.postMessage(message),
    start: () => raw.start(),
    close: () => raw.close(),
  };
}

function channel(): { port1: RealPort; port2: RealPort } {
  const { port1, port2 } = new MessageChannel();
  return { port1: asElectron(port1), port2: asElectron(port2) };
}

function fakeFrame(change: Partial<Frame<RealPort>> = {}) {
  const posted: { channel: string; transfer: RealPort[] }[] = [];
  const frame: Frame<RealPort> = {
    origin: pageOrigin,
    parent: null,
    postMessage: (to, _message, transfer) => void posted.push({ channel: to, transfer }),
    ...change,
  };
  return { frame, posted };
}

function fakeStudio() {
  const wires: Wire[] = [];
  const frames: FrameWire[] = [];
  return {
    wires,
    frames,
    attach: (wire: Wire) => void wires.push(wire),
    attachFrames: (wire: FrameWire) => void frames.push(wire),
  };
}

describe('giving a page its ports', () => {
  it.each<[string, Partial<Frame<RealPort>>]>([
    ['another origin', { origin: 'https://example.org' }],
    ['no origin', { origin: 'null' }],
    ['another host of our scheme', { origin: 'incidence://elsewhere' }],
    ['a frame inside our page', { parent: {} }],
  ])('gives none to %s', (_name, change) => {
    const { frame, posted } = fakeFrame(change);
    const studio = fakeStudio();
    expect(givePorts(frame, channel, studio)).toBeNull();
    expect(posted).toEqual([]);
    expect(studio.wires).toEqual([]);
    expect(studio.frames).toEqual([]);
  });

  it('gives our page two, the contract first', async () => {
    const { frame, posted } = fakeFrame();
    const studio = fakeStudio();
    studio.attach = (wire) => {
      const handlers = new Proxy({}, { get: () => () => ({ session: 'a' }) }) as never;
      answer(wire, studioContract, handlers, () => 'x');
    };
    expect(givePorts(frame, channel, studio)).not.toBeNull();
    expect(posted.map(({ channel: to, transfer }) => [to, transfer.length])).toEqual([[portsChannel, 2]]);
    const [contract, frames] = posted[0]?.transfer ?? [];
    if (!contract || !frames) throw new Error('no ports came');

    const page: Client<typeof studioContract> = client(portWire(contract), studioContract);
    await expect(page.call('shot.take', {})).resolves.toEqual({});
    await expect(page.call('session.resume', { session: 'no uuid' })).rejects.toMatchObject({ code: 'bad-input' });

    const pool = new Uint8Array(1000).fill(9);
    studio.frames[0]?.onNext(() => studio.frames[0]?.send(pool.subarray(10, 13)));
    const received = new Promise<Uint8Array>((resolve) => frames.raw.on('message', resolve));
    frames.postMessage('something else');
    frames.postMessage('next');
    const jpeg = await received;
    expect([...jpeg]).toEqual([9, 9, 9]);
    expect(jpeg.buffer.byteLength).toBe(3);
  });

  it('closes both ends: what was pending fails, and frames stop', async () => {
    const { frame, posted } = fakeFrame();
    const studio = fakeStudio();
    const given = givePorts(frame, channel, studio);
    const [contract] = posted[0]?.transfer ?? [];
    if (!contract) throw new Error('no ports came');
    const closed: string[] = [];
    studio.wires[0]?.onClose(() => closed.push('contract'));
    studio.frames[0]?.onClose(() => closed.push('frames'));
    const page = client(portWire(contract), studioContract);
    const pending = page.call('shot.take', {});
    given?.close();
    await expect(pending).rejects.toMatchObject({ code: 'wire-closed' });
    await expect.poll(() => closed.sort()).toEqual(['contract', 'frames']);
    studio.frames[0]?.send(new Uint8Array(1));
    studio.wires[0]?.send({ kind: 'event' });
  });

  it('notices that the page has gone', async () => {
    const { frame, posted } = fakeFrame();
    const studio = fakeStudio();
    givePorts(frame, channel, studio);
    const gone = new Promise<void>((resolve) => studio.wires[0]?.onClose(resolve));
    posted[0]?.transfer[0]?.close();
    await gone;
  });
});

describe('giving the fixation display its port', () => {
  it('gives our page one, and nothing of the studio beside', async () => {
    const { frame, posted } = fakeFrame();
    const view = { target: { leftDeg: 30, upDeg: 0 }, display: fixationDisplay.parse({}) };
    const given = giveOnePort(frame, channel, (wire) => {
      answer(wire, fixationContract, {}, () => 'x').emit('view', view);
    });
    expect(posted.map(({ channel: to, transfer }) => [to, transfer.length])).toEqual([[onePortChannel, 1]]);
    const [port] = posted[0]?.transfer ?? [];
    if (!port) throw new Error('no port came');
    const display = client(portWire(port), fixationContract);
    expect(await new Promise((resolve) => display.on('view', resolve))).toEqual(view);
    const studio = client(portWire(port), studioContract);
    await expect(studio.call('shot.take', {})).rejects.toMatchObject({ code: 'unknown-call' });
    const gone = new Promise<void>((resolve) => display.onClose(resolve));
    given?.close();
    await gone;
  });

  it('gives none to another page', () => {
    const { frame, posted } = fakeFrame({ origin: 'https://example.org' });
    const attached: Wire[] = [];
    expect(giveOnePort(frame, channel, (wire) => attached.push(wire))).toBeNull();
    expect([posted, attached]).toEqual([[], []]);
  });
});
