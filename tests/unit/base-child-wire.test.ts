import { afterEach, describe, expect, it } from 'vitest';
import { closeMessage, parentWire } from '../../electron/base/child-wire.ts';
import { splitHeartbeat } from '../../electron/base/heartbeat.ts';
import { listeningWire } from '../../electron/base/listening-wire.ts';

describe('the wire to a parent in Electron', () => {
  afterEach(() => {
    Reflect.deleteProperty(process, 'parentPort');
  });

  it('keeps what comes before anyone listens, and closes when the parent says so', () => {
    const sent: unknown[] = [];
    let receive = (_event: { data: unknown }): void => {};
    const parentPort = {
      postMessage: (message: unknown) => void sent.push(message),
      on: (_event: 'message', listener: typeof receive) => {
        receive = listener;
      },
    };
    Object.defineProperty(process, 'parentPort', { value: parentPort, configurable: true });
    const wire = parentWire();
    receive({ data: 'early' });
    const received: unknown[] = [];
    wire.onMessage((message) => received.push(message));
    let closed = 0;
    wire.onClose(() => {
      closed += 1;
    });
    receive({ data: 'late' });
    wire.send('answer');
    receive({ data: closeMessage });
    receive({ data: closeMessage });
    wire.send('dropped');
    wire.onClose(() => {
      closed += 10;
    });
    expect(received).toEqual(['early', 'late']);
    expect(sent).toEqual(['answer']);
    expect(closed).toBe(11);
  });
});

describe('heartbeats', () => {
  it('travel on the same wire and never reach the contract', () => {
    const sent: unknown[] = [];
    const beats: number[] = [];
    const received: unknown[] = [];
    const whole = listeningWire({ send: (message) => sent.push(message), close: () => whole.closed() });
    const { rpc, beat } = splitHeartbeat(whole.wire, (busyMs) => beats.push(busyMs));
    whole.receive({ kind: 'heartbeat', busyMs: 40 });
    whole.receive({ kind: 'call', id: 1 });
    whole.receive({ kind: 'heartbeat' });
    rpc.onMessage((message) => received.push(message));
    beat(7);
    rpc.send({ kind: 'ok', id: 1 });
    expect(beats).toEqual([40, 0]);
    expect(received).toEqual([{ kind: 'call', id: 1 }]);
    expect(sent).toEqual([
      { kind: 'heartbeat', busyMs: 7 },
      { kind: 'ok', id: 1 },
    ]);
    let closed = false;
    rpc.onClose(() => {
      closed = true;
    });
    rpc.close();
    expect(closed).toBe(true);
  });
});
