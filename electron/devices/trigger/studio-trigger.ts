import { createListeners } from '../../base/listeners.ts';
import { CodedError } from '../../contract/errors.ts';
import type { LightingScene } from '../../contract/lighting.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { TriggerAnswer } from '../../contract/studio-trigger.ts';
import { createCommands, type TriggerVerb } from './commands.ts';
import {
  type ChannelLight,
  readCapabilities,
  readName,
  readStatus,
  type TriggerStatus,
  wantedLight,
} from './device-words.ts';
import { type OpenEngine, recycleWaitMs } from './engine.ts';
import { openSerialLine, type SerialLine } from './serial-line.ts';
import { pause } from './time-limit.ts';

/** A third of the firmware's watchdog: two questions may be lost before it makes itself safe. */
const keepAliveMs = 1000;
/** A `READY` may be lost: the status is asked for anyway this often. */
const pollMs = 200;
/** USB adapters hold short lines up to 16 ms; after this a flash that was not reported did not happen. */
const firedGraceMs = 100;

/** Speaks `studio-trigger/1` (see `electron/contract/studio-trigger.ts` and `resources/firmware/`). */
export const openStudioTrigger: OpenEngine = async (context) => {
  const { profile, clock } = context;
  const listeners = createListeners();
  const known = new Map<string, ChannelLight>();
  let fired = false;
  let fault: string | null = null;
  let flash = false;
  let heard = false;
  let cancelKeepAlive = (): void => {};

  function stop(): void {
    cancelKeepAlive();
    commands.close();
  }

  let line: SerialLine | null = null;
  const commands = createCommands({
    clock,
    answerMs: profile.answerMs,
    write: async (text) => line?.write(text),
    onLine() {
      heard = true;
      listeners.tell();
    },
    onEvent({ name, args }) {
      if (name === 'FIRED') fired = true;
      if (name !== 'FAULT') return;
      fault = args[0] ?? 'unknown';
      context.onFault(fault);
    },
    onSilent: () => line?.drop('no answer'),
  });
  const opened = await openSerialLine(context.port, {
    clock,
    onBytes: commands.receive,
    onGone(detail) {
      stop();
      context.onGone(detail);
    },
  });
  line = opened;

  async function order(verb: TriggerVerb, ...args: string[]): Promise<readonly string[]> {
    return accepted(verb, await commands.ask(verb, ...args));
  }

  async function status(): Promise<TriggerStatus> {
    const read = readStatus(await order('STAT'));
    for (const [channel, light] of read.channels) known.set(channel, light);
    return read;
  }

  async function setLight(channel: string, wanted: ChannelLight): Promise<void> {
    const before = known.get(channel);
    known.delete(channel);
    if (before?.powerStops !== wanted.powerStops) await order('SET', channel, wanted.powerStops.toFixed(1));
    if (before?.lampPercent !== wanted.lampPercent) await order('LAMP', channel, String(wanted.lampPercent));
    known.set(channel, wanted);
  }

  async function setScene(scene: LightingScene): Promise<TriggerStatus> {
    await status();
    const wanted = wantedLight(scene, known.keys());
    for (const [channel, light] of wanted) await setLight(channel, light);
    const after = await status();
    for (const [channel, light] of wanted) {
      const read = after.channels.get(channel);
      if (read && (read.powerStops !== light.powerStops || read.lampPercent !== light.lampPercent)) {
        throw new CodedError('trigger-fault', { code: `read-back-${channel}` });
      }
    }
    return after;
  }

  async function untilReady(first: TriggerStatus, signal: Abort): Promise<void> {
    const from = clock.elapsed();
    const limitMs = 2 * recycleWaitMs(profile);
    for (let now = first; !now.ready; now = await status()) {
      const waitedMs = Math.round(clock.elapsed() - from);
      if (waitedMs >= limitMs) throw new CodedError('trigger-not-ready', { waitedMs });
      await pause(clock, pollMs, { signal, until: listeners.add });
      stopAtFault();
    }
  }

  async function arm(): Promise<void> {
    const ms = String(profile.armMs);
    try {
      await order('ARM', ms);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'trigger-silent') throw error;
      // Obeyed, or never heard? The device knows; only a device that is surely not armed is told again.
      const { armed } = await status();
      if (armed === undefined) throw error;
      if (!armed) await order('ARM', ms);
    }
  }

  function stopAtFault(): void {
    if (fault !== null) throw new CodedError('trigger-fault', { code: fault });
  }

  function keepAlive(): void {
    cancelKeepAlive = clock.setTimeout(() => {
      keepAlive();
      // A device that has fallen silent is dropped by `onSilent`, and that is how everyone learns of it.
      status().catch(() => {});
    }, keepAliveMs);
  }

  try {
    // A board that was reset by the opening says when it has started; another one is given the time.
    if (!heard) await pause(clock, profile.settleMs, { until: listeners.add });
    const id = await commands.ask('ID');
    if (id.ok) checkVersion(id.values);
    await order('SAFE');
    const capabilities = await commands.ask('CAP');
    const { channels, reportsFired } = readCapabilities(capabilities.ok ? capabilities.values : []);
    for (const channel of channels) known.set(channel, { powerStops: 0, lampPercent: 0 });
    fault = null;
    keepAlive();
    const name = (id.ok ? readName(id.values) : '') || profile.title.fr;
    return {
      identity: { name, reportsReady: true, reportsFired },
      async light(scene) {
        await setScene(scene);
      },
      async prepare(scene, signal) {
        fault = null;
        fired = false;
        flash = scene.flash;
        const set = await setScene(scene);
        if (scene.flash) {
          await untilReady(set, signal);
          await arm();
        }
        stopAtFault();
      },
      async finish() {
        const disarmed = await commands.ask('ARM', '0');
        if (!disarmed.ok) await order('SAFE');
        const until = clock.elapsed() + firedGraceMs;
        while (flash && reportsFired && !fired && clock.elapsed() < until) {
          await pause(clock, until - clock.elapsed(), { until: listeners.add });
        }
        if (fired) return 'yes';
        return reportsFired ? 'no' : 'unknown';
      },
      async safe() {
        await order('SAFE');
        for (const channel of known.keys()) known.set(channel, { powerStops: 0, lampPercent: 0 });
      },
      async close() {
        stop();
        await opened.close();
      },
    };
  } catch (error) {
    stop();
    await opened.close();
    throw error;
  }
};

function accepted(verb: TriggerVerb, answer: TriggerAnswer): readonly string[] {
  if (answer.ok) return answer.values;
  const code = answer.values[0] ?? 'refused';
  if (code === 'not-ready') throw new CodedError('trigger-not-ready', { waitedMs: 0 });
  throw new CodedError('trigger-fault', { code: `${verb}-${code}` });
}

function checkVersion(values: readonly string[]): void {
  const protocol = values.find((word) => word.startsWith('studio-trigger/'));
  if (protocol !== undefined && protocol !== 'studio-trigger/1') {
    throw new CodedError('trigger-fault', { code: `protocol-${protocol}` });
  }
}
