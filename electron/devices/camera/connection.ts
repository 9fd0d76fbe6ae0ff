import type { Clock } from '../../base/clock.ts';
import { createListeners } from '../../base/listeners.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceState } from '../../contract/camera-view.ts';
import { CodedError, type ErrorInfo, hasCode } from '../../contract/errors.ts';
import { whenState } from '../when-state.ts';

export type ConnectionOptions = {
  clock: Clock;
  log: Log;
  /** Makes the connection. Calls `seen` once it is sure that there is a body to connect to. */
  connect(seen: () => void): Promise<void>;
};

/** Before each further try. Looking for a camera that is not there costs little, so that the last pause goes on for ever. */
const backoffMs = [250, 500, 1000, 2000, 3000];

/**
 * A camera's connection as a state that can be shown: `connecting` at somebody's request · `ready`, `busy` · `lost` with
 * the reason, looked for again and again · `recovering` while it is being connected anew · `failed` only where nothing can
 * change by itself.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listeners = createListeners();
  #state: DeviceState = 'none';
  #error: ErrorInfo | undefined;
  #attempting: Promise<void> | null = null;
  #lostMeanwhile: CodedError | undefined;
  #working = 0;
  #tries = 0;
  #closed = false;
  #cancelRetry = (): void => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** Why the state is what it is, where it is not a good one. */
  get error(): ErrorInfo | undefined {
    return this.#error;
  }

  onState(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Something that is shown with the state has changed. */
  tell(): void {
    this.#listeners.tell();
  }

  /** Connects at somebody's request. Throws what stands in the way; it is tried again nevertheless. */
  async open(): Promise<void> {
    this.#cancelRetry();
    this.#closed = false;
    this.#tries = 0;
    this.#enter('connecting');
    try {
      await this.#attempt();
    } catch (cause) {
      const why = this.#asCoded(cause);
      this.#missed(why);
      throw why;
    }
  }

  /**
   * The body or its process has gone; what was pending has failed already. A failing attempt is not told twice, and one
   * that had just succeeded has come to nothing.
   */
  lost(why: CodedError): void {
    if (this.#attempting) this.#lostMeanwhile = why;
    else this.#missed(why);
  }

  /** Nothing but somebody's request helps any more. */
  fail(why: CodedError): void {
    this.#cancelRetry();
    if (!this.#closed) this.#enter('failed', why);
  }

  /** Throws the reason where the camera cannot be asked for anything now. */
  demandReady(): void {
    if (this.#state === 'ready' || this.#state === 'busy') return;
    throw this.#why();
  }

  /** Shows `busy` while `work` runs. */
  async whileWorking<T>(work: () => Promise<T>): Promise<T> {
    this.demandReady();
    this.#working += 1;
    this.#enter('busy');
    try {
      return await work();
    } finally {
      this.#working -= 1;
      if (this.#working === 0 && this.#state === 'busy') this.#enter('ready');
    }
  }

  whenReady(timeoutMs: number): Promise<void> {
    return whenState({
      timeoutMs,
      clock: this.#options.clock,
      look: () => (this.#closed ? 'failed' : this.#state),
      onState: (listener) => this.onState(listener),
      why: () => this.#why(),
    });
  }

  /** Nothing is tried any more. */
  close(): void {
    this.#closed = true;
    this.#cancelRetry();
    this.#enter('none');
  }

  /** After it has closed: nobody is told any more. */
  forgetListeners(): void {
    this.#listeners.clear();
  }

  #why(): CodedError {
    return this.#error ? CodedError.from(this.#error) : new CodedError('camera-gone', { detail: this.#state });
  }

  #enter(next: DeviceState, why?: CodedError): void {
    const code = why?.code;
    if (this.#state === next && this.#error?.code === code) return;
    const routine = next === 'busy' || (next === 'ready' && this.#state === 'busy');
    this.#state = next;
    this.#error = why?.toInfo();
    if (!routine) this.#options.log.info('camera-state', { state: next, code });
    this.tell();
  }

  /** One attempt at a time: a second caller waits for the first one's. */
  #attempt(): Promise<void> {
    this.#attempting ??= this.#connect().finally(() => {
      this.#attempting = null;
    });
    return this.#attempting;
  }

  async #connect(): Promise<void> {
    this.#lostMeanwhile = undefined;
    await this.#options.connect(() => this.#recovering());
    if (this.#lostMeanwhile) throw this.#lostMeanwhile;
    this.#tries = 0;
    if (!this.#closed) this.#enter(this.#working > 0 ? 'busy' : 'ready');
  }

  #recovering(): void {
    if (!this.#closed && this.#state === 'lost') this.#enter('recovering', this.#why());
  }

  #missed(why: CodedError): void {
    if (this.#closed || this.#state === 'failed') return;
    // Our own fault, and the same one at the next try.
    if (hasCode(why, 'internal', 'bad-input', 'unknown-call')) {
      this.fail(why);
      return;
    }
    this.#enter('lost', why);
    this.#cancelRetry();
    const announced = this.#tries < backoffMs.length;
    const pauseMs = backoffMs[Math.min(this.#tries, backoffMs.length - 1)] ?? 0;
    this.#tries += 1;
    this.#cancelRetry = this.#options.clock.setTimeout(() => {
      // A camera that has been away for long is looked for quietly, until it is seen.
      if (announced && hasCode(why, ...wentAway)) this.#recovering();
      this.#attempt().catch((cause: unknown) => this.#missed(this.#asCoded(cause)));
    }, pauseMs);
  }

  #asCoded(cause: unknown): CodedError {
    if (cause instanceof CodedError) return cause;
    const reference = this.#options.log.unexpected(cause, 'camera-link');
    return new CodedError('internal', {}, { cause, reference });
  }
}

/** What ends a connection that stood. */
const wentAway = ['camera-gone', 'camera-stalled', 'camera-busy', 'process-lost'] as const;
