import type { Clock } from '../../base/clock.ts';
import type { triggerContract } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import type { LightingProfile } from '../../contract/lighting.ts';
import type { Abort, Handlers, Input } from '../../contract/rpc.ts';
import type { Engine } from './engine.ts';
import { engines } from './engines.ts';
import type { SerialPortStream } from './serial-line.ts';

type Target = Input<typeof triggerContract, 'open'>['target'];

export type TriggerDevice = {
  handlers: Handlers<typeof triggerContract>;
  /** Makes the lights safe and closes the port. Never throws: it runs where nobody could do anything about it. */
  shutDown(): Promise<void>;
};

/**
 * Answers the trigger contract for one device at a time, one call after the other; `safe` and `close` interrupt a
 * `prepare` that is waiting. Whatever fails leaves the lights safe.
 */
export function createTriggerDevice(options: {
  clock: Clock;
  createPort: (target: Target, profile: LightingProfile) => SerialPortStream;
  onFault: (code: string) => void;
  onGone: (detail: string) => void;
}): TriggerDevice {
  let engine: Engine | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let interrupt = new AbortController();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  /** Best effort: the caller has an error of its own, or a silent device has already been dropped. */
  async function safely(): Promise<void> {
    await engine?.safe().catch(() => {});
  }

  function interruptPrepare(): void {
    interrupt.abort();
    interrupt = new AbortController();
  }

  async function release(): Promise<void> {
    await safely();
    const closing = engine;
    engine = null;
    await closing?.close();
  }

  function opened(): Engine {
    if (!engine) throw new CodedError('trigger-silent');
    return engine;
  }

  async function open(target: Target, profile: LightingProfile): Promise<Engine> {
    await release();
    let current: Engine | null = null;
    current = await engines[profile.engine]({
      port: options.createPort(target, profile),
      profile,
      clock: options.clock,
      onFault(code) {
        if (!current || engine !== current) return;
        void safely();
        options.onFault(code);
      },
      onGone(detail) {
        if (!current || engine !== current) return;
        engine = null;
        options.onGone(detail);
      },
    });
    engine = current;
    return current;
  }

  const handlers: Handlers<typeof triggerContract> = {
    open: ({ target, profile }) => inTurn(async () => (await open(target, profile)).identity),
    light: ({ scene }) =>
      inTurn(async () => {
        await opened().light(scene);
        return {};
      }),
    prepare({ scene }, callerSignal) {
      const { signal } = interrupt;
      return inTurn(async () => {
        const from = options.clock.elapsed();
        const device = opened();
        const either = eitherSignal(callerSignal, signal);
        try {
          await device.prepare(scene, either.signal);
        } catch (error) {
          await safely();
          throw error;
        } finally {
          either.release();
        }
        return { ms: options.clock.elapsed() - from };
      });
    },
    finish: () =>
      inTurn(async () => {
        const device = opened();
        try {
          return { fired: await device.finish() };
        } catch (error) {
          await safely();
          throw error;
        }
      }),
    safe() {
      interruptPrepare();
      return inTurn(async () => {
        await opened().safe();
        return {};
      });
    },
    close() {
      interruptPrepare();
      return inTurn(async () => {
        await release();
        return {};
      });
    },
  };

  return {
    handlers,
    async shutDown() {
      interruptPrepare();
      await inTurn(release).catch(() => {});
    },
  };
}

/** Aborted as soon as one of the two is. `release` lets go of them: the second one outlives many exposures. */
function eitherSignal(first: Abort, second: Abort): { signal: Abort; release(): void } {
  const either = new AbortController();
  const abort = (): void => either.abort();
  if (first.aborted || second.aborted) abort();
  for (const source of [first, second]) source.addEventListener('abort', abort);
  return {
    signal: either.signal,
    release() {
      for (const source of [first, second]) source.removeEventListener('abort', abort);
    },
  };
}
