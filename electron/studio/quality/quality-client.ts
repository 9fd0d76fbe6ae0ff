import type { Clock } from '../../base/clock.ts';
import { type Spawn, supervise } from '../../base/supervised-child.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { type Client, client, type Input, type Output } from '../../contract/rpc.ts';
import type { QualityPort } from '../ports.ts';
import { qualityContract } from './quality-contract.ts';

type Peer = Client<typeof qualityContract>;
type Name = keyof (typeof qualityContract)['calls'];

/**
 * Keeps a quality process running and calls it. Its work changes nothing, so that a call whose process died is made once
 * more on the next one; then it rejects with `process-lost`, and with `process-gave-up` when there is no next one.
 */
export function createQuality(options: {
  spawn: Spawn;
  /** Absolute path of the bundled `quality-process.ts`. */
  entry: string;
  clock: Clock;
}): QualityPort & { close(): Promise<void> } {
  let peer: Peer | undefined;
  let ended: CodedError | undefined;
  const waiting = new Set<() => void>();

  function changed(): void {
    for (const wake of [...waiting]) wake();
  }

  const child = supervise({
    ...options,
    onStart(wire) {
      const started = client(wire, qualityContract);
      peer = started;
      ended = undefined;
      started.onClose(() => {
        if (peer === started) peer = undefined;
      });
      changed();
    },
    onState(state) {
      if (state === 'gave-up') ended = new CodedError('process-gave-up', { process: 'quality' });
      if (state === 'stopping' || state === 'stopped') ended = new CodedError('process-lost', { process: 'quality' });
      if (ended) changed();
    },
  });

  async function running(): Promise<Peer> {
    for (;;) {
      if (ended) throw ended;
      if (peer) return peer;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  }

  async function call<N extends Name>(
    name: N,
    input: Input<typeof qualityContract, N>,
  ): Promise<Output<typeof qualityContract, N>> {
    try {
      return await (await running()).call(name, input);
    } catch (error) {
      if (!hasCode(error, 'wire-closed')) throw error;
    }
    try {
      return await (await running()).call(name, input);
    } catch (error) {
      throw hasCode(error, 'wire-closed')
        ? new CodedError('process-lost', { process: 'quality' }, { cause: error })
        : error;
    }
  }

  return {
    assess: async (jpeg, checks, context) => (await call('assess', { jpeg, checks, context })).findings,
    preview: async (jpeg, widthPx, mirror) => (await call('preview', { jpeg, widthPx, mirror })).jpeg,
    contactSheet: async (sheet) => (await call('contactSheet', sheet)).jpeg,
    close: () => child.stop(),
  };
}
