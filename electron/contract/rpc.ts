import { z } from 'zod';
import { errorData } from './error-data.ts';
import { CodedError, type ErrorInfo } from './errors.ts';

/**
 * The only transport there is: a child process, a MessagePort, a WebSocket and a test pair each become one in a few
 * lines. `onClose` fires once; what is sent after that is dropped.
 */
export type Wire = {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
};

/** A contract is two tables: calls that are answered, events that are told. Both ends validate what they receive. */
export type Calls = Readonly<Record<string, { input: z.ZodType; output: z.ZodType }>>;
export type Events = Readonly<Record<string, z.ZodType>>;
export type Contract = { readonly calls: Calls; readonly events: Events };

export type Input<C extends Contract, Name extends keyof C['calls']> = z.input<C['calls'][Name]['input']>;
export type Output<C extends Contract, Name extends keyof C['calls']> = z.output<C['calls'][Name]['output']>;
export type Payload<C extends Contract, Name extends keyof C['events']> = z.output<C['events'][Name]>;

/** What an abort signal must offer; satisfied by the platform's own AbortSignal. */
export type Abort = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

export type Handlers<C extends Contract> = {
  [Name in keyof C['calls']]: (
    input: z.output<C['calls'][Name]['input']>,
    signal: Abort,
  ) => Promise<z.input<C['calls'][Name]['output']>> | z.input<C['calls'][Name]['output']>;
};

export type Client<C extends Contract> = {
  /** Rejects with a CodedError: the other side's, `aborted`, or `wire-closed`. */
  call<Name extends keyof C['calls'] & string>(
    name: Name,
    input: Input<C, Name>,
    options?: { signal?: Abort | undefined },
  ): Promise<Output<C, Name>>;
  on<Name extends keyof C['events'] & string>(name: Name, listener: (payload: Payload<C, Name>) => void): () => void;
  onClose(listener: () => void): void;
  close(): void;
};

export type Server<C extends Contract> = {
  emit<Name extends keyof C['events'] & string>(name: Name, payload: z.input<C['events'][Name]>): void;
  close(): void;
};

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('abort'), id: z.number() }),
  z.object({ kind: z.literal('ok'), id: z.number(), output: z.unknown() }),
  z.object({ kind: z.literal('err'), id: z.number(), error: errorData }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);

/** A minimal abort source: `contract` has neither Node's nor the DOM's. */
class AbortSource implements Abort {
  aborted = false;
  readonly #listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Answers a contract's calls on a wire. `onUnexpected` receives whatever is not a CodedError and returns the reference
 * under which it was logged; the caller sees `internal` with that reference and nothing else. Closing the wire aborts
 * what is running.
 */
export function answer<C extends Contract>(
  wire: Wire,
  contract: C,
  handlers: Handlers<C>,
  onUnexpected: (error: unknown, call: string) => string,
): Server<C> {
  const running = new Map<number, AbortSource>();

  async function run(id: number, name: string, rawInput: unknown): Promise<void> {
    const source = new AbortSource();
    running.set(id, source);
    try {
      const entry = Object.hasOwn(contract.calls, name) ? contract.calls[name] : undefined;
      const handler = handlers[name];
      if (!entry || !handler) throw new CodedError('unknown-call', { call: name });
      const input = entry.input.safeParse(rawInput);
      if (!input.success) throw new CodedError('bad-input', { call: name, at: firstIssue(input.error) });
      const output = await handler(input.data as never, source);
      wire.send({ kind: 'ok', id, output });
    } catch (error) {
      wire.send({ kind: 'err', id, error: toInfo(error, name) });
    } finally {
      running.delete(id);
    }
  }

  function toInfo(error: unknown, call: string): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: onUnexpected(error, call) };
  }

  wire.onMessage((raw) => {
    const parsed = message.safeParse(raw);
    if (!parsed.success) return;
    if (parsed.data.kind === 'call') void run(parsed.data.id, parsed.data.name, parsed.data.input);
    if (parsed.data.kind === 'abort') running.get(parsed.data.id)?.abort();
  });
  wire.onClose(() => {
    for (const source of running.values()) source.abort();
  });

  return {
    emit: (name, payload) => wire.send({ kind: 'event', name, payload }),
    close: () => wire.close(),
  };
}

type Pending = { name: string; resolve(value: never): void; reject(error: CodedError): void };

/** Calls a contract over a wire. Closing the wire rejects all that is pending with `wire-closed`. */
export function client<C extends Contract>(wire: Wire, contract: C): Client<C> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const closeListeners = new Set<() => void>();
  let nextId = 1;
  let closed = false;

  wire.onMessage((raw) => {
    const parsed = message.safeParse(raw);
    if (!parsed.success) return;
    const received = parsed.data;
    if (received.kind === 'ok') settle(received.id, (waiting) => accept(waiting, received.output));
    if (received.kind === 'err') settle(received.id, (waiting) => waiting.reject(CodedError.from(received.error)));
    if (received.kind === 'event') tell(received.name, received.payload);
  });
  wire.onClose(() => {
    closed = true;
    for (const waiting of pending.values()) waiting.reject(new CodedError('wire-closed', { call: waiting.name }));
    pending.clear();
    for (const listener of closeListeners) listener();
  });

  function settle(id: number, finish: (waiting: Pending) => void): void {
    const waiting = pending.get(id);
    if (!waiting) return;
    pending.delete(id);
    finish(waiting);
  }

  function accept(waiting: Pending, output: unknown): void {
    const parsed = contract.calls[waiting.name]?.output.safeParse(output);
    if (parsed?.success) waiting.resolve(parsed.data as never);
    else
      waiting.reject(new CodedError('bad-input', { call: waiting.name, at: parsed ? firstIssue(parsed.error) : '' }));
  }

  function tell(name: string, payload: unknown): void {
    const parsed = Object.hasOwn(contract.events, name) ? contract.events[name]?.safeParse(payload) : undefined;
    if (!parsed?.success) return;
    for (const listener of listeners.get(name) ?? []) listener(parsed.data as never);
  }

  return {
    call(name, input, options = {}) {
      const { signal } = options;
      if (closed) return Promise.reject(new CodedError('wire-closed', { call: name }));
      if (signal?.aborted) return Promise.reject(new CodedError('aborted', { call: name }));
      const id = nextId++;
      const result = new Promise<never>((resolve, reject) => {
        const onAbort = (): void => {
          wire.send({ kind: 'abort', id });
          settle(id, (waiting) => waiting.reject(new CodedError('aborted', { call: name })));
        };
        const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
        signal?.addEventListener('abort', onAbort);
        pending.set(id, {
          name,
          resolve: (value) => {
            stopListening();
            resolve(value);
          },
          reject: (error) => {
            stopListening();
            reject(error);
          },
        });
      });
      wire.send({ kind: 'call', id, name, input });
      return result;
    },
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      known.add(listener as (payload: never) => void);
      listeners.set(name, known);
      return () => known.delete(listener as (payload: never) => void);
    },
    onClose: (listener) => closeListeners.add(listener),
    close: () => wire.close(),
  };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')}: ${issue.message}` : '';
}
