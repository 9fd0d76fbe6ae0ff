import type { Clock } from '../../base/clock.ts';
import { createListeners } from '../../base/listeners.ts';
import type { Log } from '../../base/log.ts';
import { type Spawn, type SupervisedChild, supervise } from '../../base/supervised-child.ts';
import type { ChildState } from '../../base/supervision.ts';
import type { TriggerAddress } from '../../contract/addresses.ts';
import type { DeviceState } from '../../contract/camera-view.ts';
import { type TriggerIdentity, triggerContract } from '../../contract/devices.ts';
import { CodedError, type ErrorInfo } from '../../contract/errors.ts';
import type { LightingProfile } from '../../contract/lighting.ts';
import { type Client, client, type Input, type Output, type Wire } from '../../contract/rpc.ts';
import { whenState } from '../when-state.ts';
import { withTimeLimit } from './time-limit.ts';
import { limitsMs } from './trigger-limits.ts';
import { manualLight, type TriggerLink } from './trigger-link.ts';

export type TriggerLinkOptions = {
  address: TriggerAddress;
  /** The profile that the address names; not needed for `none`. */
  profile?: LightingProfile | undefined;
  spawn: Spawn;
  /** Absolute path of the built `trigger-process`. */
  entry: string;
  clock: Clock;
  log: Log;
  /** Control ports, at this moment, of the virtual cameras that a virtual trigger lights. */
  controlPorts?: (() => readonly number[]) | undefined;
};

const backoffMs = [250, 500, 1000, 2000, 5000];

export function createTriggerLink(options: TriggerLinkOptions): TriggerLink {
  const { address } = options;
  if (address.kind === 'none') return manualLight;
  if (!options.profile)
    throw new CodedError('data-broken', { file: address.profile, at: '', problem: 'no such profile' });
  return createDeviceLink(address, options.profile, options);
}

function createDeviceLink(
  address: Exclude<TriggerAddress, { kind: 'none' }>,
  profile: LightingProfile,
  options: TriggerLinkOptions,
): TriggerLink {
  const { clock, log } = options;
  const controlPorts = (): number[] => [...(options.controlPorts?.() ?? [])];
  const target = (): Input<typeof triggerContract, 'open'>['target'] =>
    address.kind === 'sim' ? { kind: 'sim', controlPorts: controlPorts() } : { kind: 'serial', path: address.path };
  const limitMs = limitsMs(profile);
  const listeners = createListeners();
  let state: DeviceState = 'connecting';
  let error: ErrorInfo | undefined;
  let identity: TriggerIdentity | undefined;
  let child: SupervisedChild | null = null;
  let connection: Client<typeof triggerContract> | null = null;
  let opening: Promise<void> | null = null;
  let openedControlPorts = '';
  let tries = 0;
  let cancelRetry = (): void => {};
  let closed = false;

  function enter(next: DeviceState, why?: ErrorInfo): void {
    state = next;
    error = why;
    if (next !== 'ready' && next !== 'busy') log.info('trigger-state', { state: next, code: why?.code });
    listeners.tell();
  }

  async function call<Name extends keyof typeof limitMs>(
    name: Name,
    input: Input<typeof triggerContract, Name>,
  ): Promise<Output<typeof triggerContract, Name>> {
    const current = connection;
    if (!current) throw new CodedError('process-lost', { process: 'trigger' });
    try {
      return await withTimeLimit(clock, limitMs[name], current.call(name, input), () => {
        child?.restart();
        return new CodedError('process-lost', { process: 'trigger' });
      });
    } catch (cause) {
      if (cause instanceof CodedError && cause.code === 'wire-closed') {
        throw new CodedError('process-lost', { process: 'trigger' }, { cause });
      }
      throw cause;
    }
  }

  async function openDevice(): Promise<void> {
    cancelRetry();
    openedControlPorts = controlPorts().join();
    identity = await call('open', { target: target(), profile });
    tries = 0;
    enter('ready');
  }

  /** One attempt at a time: a second caller waits for the first one's. */
  function attempt(): Promise<void> {
    opening ??= openDevice().finally(() => {
      opening = null;
    });
    return opening;
  }

  /** After the device or its process has gone: tries until it is back. What is pending has failed already. */
  function recover(why: ErrorInfo): void {
    if (closed || state === 'failed') return;
    enter('lost', why);
    cancelRetry();
    cancelRetry = clock.setTimeout(
      () => {
        enter('recovering', why);
        attempt().catch((cause: unknown) => recover(asInfo(cause)));
      },
      backoffMs[Math.min(tries, backoffMs.length - 1)] ?? 0,
    );
    tries += 1;
  }

  function asInfo(cause: unknown): ErrorInfo {
    return cause instanceof CodedError
      ? cause.toInfo()
      : { code: 'internal', reference: log.unexpected(cause, 'trigger-link') };
  }

  function onStart(wire: Wire): void {
    const started = client(wire, triggerContract);
    connection = started;
    started.on('gone', () =>
      recover({ code: 'trigger-silent', params: { path: address.kind === 'serial' ? address.path : 'sim' } }),
    );
    started.on('fault', ({ code }) => {
      log.warn('trigger-fault');
      enter(state, { code: 'trigger-fault', params: { code } });
    });
    started.onClose(() => {
      if (connection !== started) return;
      connection = null;
      if (!closed && !opening && state !== 'failed') recover({ code: 'process-lost', params: { process: 'trigger' } });
    });
  }

  function onChildState(next: ChildState): void {
    if (next !== 'gave-up') return;
    cancelRetry();
    enter('failed', { code: 'process-gave-up', params: { process: 'trigger' } });
  }

  async function open(): Promise<void> {
    cancelRetry();
    closed = false;
    tries = 0;
    enter('connecting');
    if (!child) {
      child = supervise({ spawn: options.spawn, entry: options.entry, clock, onStart, onState: onChildState });
    } else if (!connection) {
      child.restart();
    }
    try {
      await attempt();
    } catch (cause) {
      cancelRetry();
      enter('failed', asInfo(cause));
      throw cause;
    }
  }

  function demandOpen(): void {
    if (state !== 'ready' && state !== 'busy') throw CodedError.from(error ?? { code: 'trigger-silent' });
  }

  return {
    address: formatAddress(address),
    get state() {
      return state;
    },
    get error() {
      return error;
    },
    get identity() {
      return identity;
    },
    armMs: profile.armMs,
    onState: listeners.add,
    open,
    reconnect: open,
    whenReady: (timeoutMs) =>
      whenState({
        timeoutMs,
        clock,
        look: () => (closed ? 'failed' : state),
        onState: listeners.add,
        why: () => CodedError.from(error ?? { code: 'trigger-silent' }),
      }),
    async light(scene) {
      demandOpen();
      await call('light', { scene });
    },
    async prepare(scene) {
      demandOpen();
      // A virtual camera that was restarted listens elsewhere.
      if (controlPorts().join() !== openedControlPorts) await attempt();
      enter('busy');
      try {
        await call('prepare', { scene });
      } catch (cause) {
        if (state === 'busy') enter('ready', asInfo(cause));
        throw cause;
      }
    },
    async finish() {
      demandOpen();
      try {
        return (await call('finish', {})).fired;
      } finally {
        if (state === 'busy') enter('ready');
      }
    },
    async safe() {
      if (!connection) return;
      try {
        await call('safe', {});
      } finally {
        if (state === 'busy') enter('ready');
      }
    },
    async close() {
      closed = true;
      cancelRetry();
      if (connection) await call('close', {}).catch((cause: unknown) => log.error('trigger-close', cause));
      connection = null;
      await child?.stop();
      child = null;
      listeners.clear();
    },
  };
}

function formatAddress(address: Exclude<TriggerAddress, { kind: 'none' }>): string {
  const place = address.kind === 'sim' ? 'sim:trigger' : `serial:${address.path}`;
  return address.profile === 'studio-trigger-1' ? place : `${place}?profile=${address.profile}`;
}
