import type { Clock } from '../../base/clock.ts';
import {
  createLineSplitter,
  formatTriggerLine,
  parseTriggerLine,
  type TriggerCommand,
  triggerWatchdogMs,
} from '../../contract/studio-trigger.ts';

/** What the subject gets: a flash at the next exposure, and the modelling lamp. */
export type Light = { armed: boolean; lampPercent: number };

/**
 * `silent` answers nothing any more · `wrong-crc` spoils the check sums · `not-ready` never recycles · `garbage` sends
 * noise before each line · `lost-answer` obeys, but the answer is lost · `no-flash` the flash does not go off.
 */
export type TriggerFault = 'silent' | 'wrong-crc' | 'not-ready' | 'garbage' | 'lost-answer' | 'no-flash';

export type VirtualTriggerOptions = {
  clock: Clock;
  /** The bytes that the device sends. */
  send: (bytes: Uint8Array) => void;
  /** Letters of its channels. */
  channels?: string;
  /** Recycling time at full power; less power takes its share of it. */
  recycleMs?: number;
  /** Whether a photodiode reports what really flashed. */
  photodiode?: boolean;
  onLight?: (light: Light) => void;
};

export type VirtualTrigger = {
  readonly light: Light;
  /** Commands that were carried out, oldest first, without their number: `SET A 5.0`. */
  readonly obeyed: readonly string[];
  /** Says that it has started, as a board does after a reset. */
  boot(): void;
  receive(bytes: Uint8Array): void;
  /** The hot shoe: the camera exposes, and the flash goes off if it is armed. */
  expose(): void;
  /** Says that something is wrong with it. */
  fault(code: string): void;
  /** Plays a fault for the next `times` occasions; without `times` until `mend`. */
  break(fault: TriggerFault, times?: number): void;
  mend(): void;
  /** The power is cut: no timer is left. */
  close(): void;
};

type Channel = { power: number; lamp: number };
type Refusal = { refused: string };

/** The device's side of `studio-trigger/1`, byte by byte what the firmware in `resources/firmware` does. */
export function createVirtualTrigger(options: VirtualTriggerOptions): VirtualTrigger {
  const { clock, send, recycleMs = 1200, photodiode = true } = options;
  const channels = new Map<string, Channel>([...(options.channels ?? 'ABC')].map((id) => [id, { power: 0, lamp: 0 }]));
  const faults = new Map<TriggerFault, number>();
  const obeyed: string[] = [];
  let armed = false;
  let ready = true;
  let flashedAt = clock.elapsed();
  let cancelDisarm = (): void => {};
  let cancelRecycle = (): void => {};
  let cancelWatchdog = (): void => {};
  let toldLight = '';

  const light = (): Light => ({
    armed: armed && !faults.has('no-flash'),
    lampPercent: Math.max(0, ...[...channels.values()].map((channel) => channel.lamp)),
  });
  const isReady = (): boolean => ready && !faults.has('not-ready');

  function faulty(fault: TriggerFault): boolean {
    const left = faults.get(fault);
    if (left === undefined) return false;
    if (left <= 1) faults.delete(fault);
    else faults.set(fault, left - 1);
    return true;
  }

  function write(line: string): void {
    if (faulty('silent')) return;
    const noise = faulty('garbage') ? '\u0000\u00ff=7 O!\r' : '';
    const spoilt = faulty('wrong-crc') ? line.replace(/..\n$/, (sum) => (sum === '00\n' ? '01\n' : '00\n')) : line;
    send(Buffer.from(noise + spoilt, 'latin1'));
  }

  function event(name: string, ...args: string[]): void {
    write(formatTriggerLine({ kind: 'event', name, args }));
  }

  function tellLight(): void {
    const now = light();
    const told = `${now.armed} ${now.lampPercent}`;
    if (told === toldLight) return;
    toldLight = told;
    options.onLight?.(now);
  }

  function disarm(): void {
    cancelDisarm();
    armed = false;
  }

  function safe(): void {
    disarm();
    for (const channel of channels.values()) Object.assign(channel, { power: 0, lamp: 0 });
  }

  function isSafe(): boolean {
    return !armed && [...channels.values()].every(({ power, lamp }) => power === 0 && lamp === 0);
  }

  function watch(): void {
    cancelWatchdog();
    cancelWatchdog = clock.setTimeout(() => {
      if (isSafe()) return;
      safe();
      tellLight();
      event('FAULT', 'watchdog');
    }, triggerWatchdogMs);
  }

  function recycled(): void {
    ready = true;
    for (const id of channels.keys()) event('READY', id);
  }

  function flash(): void {
    if (faulty('no-flash')) {
      tellLight();
      return;
    }
    const power = Math.max(...[...channels.values()].map((channel) => channel.power));
    flashedAt = clock.elapsed();
    ready = false;
    if (photodiode) event('FIRED', String(Math.round(flashedAt * 1000) % 2 ** 32), String(Math.round(power * 100)));
    cancelRecycle();
    cancelRecycle = clock.setTimeout(recycled, (recycleMs * power) / 10);
  }

  function status(): string[] {
    const age = Math.round(clock.elapsed() - flashedAt);
    const set = [...channels].map(([id, { power, lamp }]) => `${id}=${power.toFixed(1)}/${lamp}`);
    return [`ready=${isReady() ? 1 : 0}`, `age=${age}`, `armed=${armed ? 1 : 0}`, ...set];
  }

  function arm(text: string | undefined): readonly string[] | Refusal {
    const ms = wholeNumber(text, 60_000);
    if (ms === null) return { refused: 'range' };
    if (ms > 0 && !isReady()) return { refused: 'not-ready' };
    disarm();
    if (ms === 0) return ['0'];
    armed = true;
    cancelDisarm = clock.setTimeout(() => {
      disarm();
      tellLight();
    }, ms);
    return [String(ms)];
  }

  function adjust(verb: 'SET' | 'LAMP', [id = '', text]: readonly string[]): readonly string[] | Refusal {
    const channel = channels.get(id);
    if (!channel) return { refused: 'channel' };
    if (verb === 'SET') {
      if (text === undefined || !/^\d{1,2}(?:\.\d)?$/.test(text) || Number(text) > 10) return { refused: 'range' };
      channel.power = Number(text);
      return [id, channel.power.toFixed(1)];
    }
    const percent = wholeNumber(text, 100);
    if (percent === null) return { refused: 'range' };
    channel.lamp = percent;
    return [id, String(percent)];
  }

  function obey({ verb, args }: TriggerCommand): readonly string[] | Refusal {
    if (args.length !== (argumentCount[verb] ?? args.length)) return { refused: 'args' };
    if (verb === 'ID') return ['studio-trigger/1', 'virtual-trigger'];
    if (verb === 'CAP') {
      return [`channels=${[...channels.keys()].join('')}`, `fired=${photodiode ? 1 : 0}`, `recycle=${recycleMs}`];
    }
    if (verb === 'SET' || verb === 'LAMP') return adjust(verb, args);
    if (verb === 'ARM') return arm(args[0]);
    if (verb === 'STAT') return status();
    if (verb === 'SAFE') {
      safe();
      return [];
    }
    if (verb !== 'FIRE') return { refused: 'verb' };
    if (!armed) return { refused: 'not-armed' };
    return isReady() ? [] : { refused: 'not-ready' };
  }

  const receive = createLineSplitter((text) => {
    const command = parseTriggerLine(text);
    if (command?.kind !== 'command') return;
    watch();
    const { seq, verb } = command;
    const result = obey(command);
    const refused = 'refused' in result ? result.refused : null;
    if (refused === null) obeyed.push([verb, ...command.args].join(' '));
    tellLight();
    const values = 'refused' in result ? [result.refused] : result;
    if (!faulty('lost-answer')) write(formatTriggerLine({ kind: 'answer', seq, ok: refused === null, values }));
    if (verb === 'FIRE' && refused === null) flash();
  });

  return {
    get light() {
      return light();
    },
    obeyed,
    boot: recycled,
    receive,
    expose() {
      if (armed && isReady()) flash();
    },
    fault: (code) => event('FAULT', code),
    break: (fault, times = Number.POSITIVE_INFINITY) => faults.set(fault, times),
    mend: () => faults.clear(),
    close() {
      disarm();
      cancelRecycle();
      cancelWatchdog();
    },
  };
}

const argumentCount: Readonly<Record<string, number>> = {
  ID: 0,
  CAP: 0,
  SET: 2,
  LAMP: 2,
  ARM: 1,
  STAT: 0,
  FIRE: 0,
  SAFE: 0,
};

function wholeNumber(text: string | undefined, most: number): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : null;
}
