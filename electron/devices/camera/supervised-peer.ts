import type { Clock } from '../../base/clock.ts';
import { type Spawn, type SupervisedChild, supervise } from '../../base/supervised-child.ts';
import type { ChildState, SupervisionLimits } from '../../base/supervision.ts';
import { CodedError, type ErrorCode, hasCode } from '../../contract/errors.ts';
import {
  type Abort,
  type Client,
  type Contract,
  client,
  type Input,
  type Output,
  type Wire,
} from '../../contract/rpc.ts';

export type SupervisedPeerOptions<C extends Contract> = {
  contract: C;
  /** Names the process in errors. */
  name: string;
  spawn: Spawn;
  /** Absolute path of the process's bundle. */
  entry: string;
  clock: Clock;
  limits?: Partial<SupervisionLimits>;
  /** What a call fails with when the process has ended under it, and when it had to be ended. */
  codes: { lost: ErrorCode; stalled: ErrorCode };
  /** Each process that is started brings its own client. */
  onStart(peer: Client<C>): void;
  /** The process has ended without being asked to; another one is started, unless `gave-up`. */
  onLost(error: CodedError): void;
  onGaveUp(): void;
};

type Pending = { limitMs: number; untilMs: number };
/** One process that was started. `stalled` once it had to be ended. */
type Running<C extends Contract> = { peer: Client<C>; stalled: boolean };

/**
 * A supervised process and the calls on it. A call that takes longer than its limit ends the process, because nothing
 * else frees a library that hangs; the supervisor starts the next one.
 */
export class SupervisedPeer<C extends Contract> {
  readonly #options: SupervisedPeerOptions<C>;
  readonly #pending = new Set<Pending>();
  #child: SupervisedChild | null = null;
  #running: Running<C> | null = null;
  #stopping = false;

  constructor(options: SupervisedPeerOptions<C>) {
    this.#options = options;
  }

  /** Starts the process unless it has been started; from then on its supervisor decides. */
  start(): void {
    if (this.#child) return;
    const { spawn, entry, clock, limits } = this.#options;
    this.#stopping = false;
    this.#child = supervise({
      ...{ spawn, entry, clock },
      ...(limits ? { limits } : {}),
      onStart: (wire) => this.#begin(wire),
      onState: (state) => this.#enter(state),
    });
  }

  /** Starts at once a process that its supervisor would start later, or has given up. */
  wake(): void {
    const state = this.#child?.state;
    if (state === 'gave-up' || state === 'restarting') this.#child?.restart();
  }

  /**
   * Rejects with the peer's own codes, `aborted`, or one of `codes`. The limit does not run while a call with a longer one
   * is under way: the peer does one thing at a time.
   */
  async call<Name extends keyof C['calls'] & string>(
    name: Name,
    input: Input<C, Name>,
    limitMs: number,
    signal?: Abort | undefined,
  ): Promise<Output<C, Name>> {
    const running = this.#running;
    if (!running) throw this.#lost(null);
    const watch = this.#watch(running, limitMs);
    try {
      return await Promise.race([running.peer.call(name, input, { signal }), watch.stalled]);
    } catch (error) {
      if (hasCode(error, 'wire-closed')) throw this.#lost(running, error);
      throw error;
    } finally {
      watch.stop();
    }
  }

  /** The peer shows that it gets on with what it does: nothing that is pending counts as hung for another `ms`. */
  extend(ms: number): void {
    const untilMs = this.#options.clock.elapsed() + ms;
    for (const pending of this.#pending) pending.untilMs = Math.max(pending.untilMs, untilMs);
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#child?.stop();
    this.#child = null;
  }

  #watch(running: Running<C>, limitMs: number): { stalled: Promise<never>; stop(): void } {
    const { clock } = this.#options;
    const mine: Pending = { limitMs, untilMs: clock.elapsed() + limitMs };
    this.#pending.add(mine);
    let cancel = (): void => {};
    const stalled = new Promise<never>((_, reject) => {
      const arm = (): void => {
        cancel = clock.setTimeout(
          () => {
            const longer = [...this.#pending].filter((other) => other.limitMs > limitMs);
            const waitUntilMs = Math.max(0, ...longer.map((other) => other.untilMs));
            if (waitUntilMs > clock.elapsed()) mine.untilMs = waitUntilMs + limitMs;
            if (mine.untilMs > clock.elapsed()) {
              arm();
              return;
            }
            running.stalled = true;
            reject(this.#lost(running));
            if (this.#running === running) this.#child?.restart();
          },
          Math.max(0, mine.untilMs - clock.elapsed()),
        );
      };
      arm();
    });
    return {
      stalled,
      stop: () => {
        cancel();
        this.#pending.delete(mine);
      },
    };
  }

  #begin(wire: Wire): void {
    const peer = client(wire, this.#options.contract);
    const running = { peer, stalled: false };
    this.#running = running;
    peer.onClose(() => {
      if (this.#running !== running) return;
      this.#running = null;
      if (!this.#stopping) this.#options.onLost(this.#lost(running));
    });
    this.#options.onStart(peer);
  }

  #enter(state: ChildState): void {
    if (state === 'killing' && this.#running) this.#running.stalled = true;
    if (state === 'gave-up') this.#options.onGaveUp();
  }

  #lost(running: Running<C> | null, cause?: unknown): CodedError {
    const { codes, name } = this.#options;
    return new CodedError(running?.stalled ? codes.stalled : codes.lost, { process: name, detail: name }, { cause });
  }
}
