/**
 * The wire format `studio-trigger/1`, shared by the driver and by the virtual device. A line is a mark, a text, `*` and
 * the CRC-8/Maxim of the text in two hex digits. ASCII only; lines end in LF, a CR before it is tolerated.
 *
 *     @seq VERB args*XX        studio → device
 *     =seq OK values*XX        device → studio, `=seq ERR code*XX` when refused
 *     !NAME args*XX            device → studio, unasked
 */
export type TriggerCommand = { kind: 'command'; seq: number; verb: string; args: readonly string[] };
export type TriggerAnswer = { kind: 'answer'; seq: number; ok: boolean; values: readonly string[] };
export type TriggerEvent = { kind: 'event'; name: string; args: readonly string[] };
export type TriggerLine = TriggerCommand | TriggerAnswer | TriggerEvent;

/** The device makes itself safe when it has heard no valid line for this long. */
export const triggerWatchdogMs = 3000;

/** Longer than any line of the protocol: what grows beyond it is noise and is thrown away up to the next line end. */
const longestLine = 256;

/** CRC-8/Maxim (polynomial 0x31 reflected, start 0) over the characters' low bytes. `123456789` gives 0xA1. */
export function crc8Maxim(text: string): number {
  let crc = 0;
  for (let index = 0; index < text.length; index += 1) {
    crc ^= text.charCodeAt(index) & 0xff;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
  }
  return crc;
}

/** The line's bytes as text, line end included. Arguments must be free of white space and `*`. */
export function formatTriggerLine(line: TriggerLine): string {
  const text = words(line).join(' ');
  const mark = { command: '@', answer: '=', event: '!' }[line.kind];
  return `${mark}${text}*${crc8Maxim(text).toString(16).toUpperCase().padStart(2, '0')}\n`;
}

function words(line: TriggerLine): readonly (string | number)[] {
  if (line.kind === 'command') return [line.seq, line.verb, ...line.args];
  if (line.kind === 'answer') return [line.seq, line.ok ? 'OK' : 'ERR', ...line.values];
  return [line.name, ...line.args];
}

/**
 * Reads one line without its line end; null for anything that is not one. Noise before the mark is passed over: each
 * mark is tried, and the check sum decides.
 */
export function parseTriggerLine(line: string): TriggerLine | null {
  const end = /^(.*)\*([0-9A-Fa-f]{2})\s*$/.exec(line);
  if (end?.[1] === undefined || end[2] === undefined) return null;
  const sum = Number.parseInt(end[2], 16);
  for (const { index, 0: mark } of end[1].matchAll(/[@=!]/g)) {
    const text = end[1].slice(index + 1);
    const parsed = crc8Maxim(text) === sum ? parseText(mark, text) : null;
    if (parsed) return parsed;
  }
  return null;
}

function parseText(mark: string, text: string): TriggerLine | null {
  if (!/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)) return null;
  const [first = '', second, ...rest] = text.split(' ');
  if (mark === '!') {
    const args = second === undefined ? [] : [second, ...rest];
    return /^[A-Z]+$/.test(first) ? { kind: 'event', name: first, args } : null;
  }
  if (!/^\d{1,5}$/.test(first) || second === undefined) return null;
  const seq = Number(first);
  if (mark === '@') return /^[A-Z]+$/.test(second) ? { kind: 'command', seq, verb: second, args: rest } : null;
  return second === 'OK' || second === 'ERR' ? { kind: 'answer', seq, ok: second === 'OK', values: rest } : null;
}

/** Cuts a byte stream into lines, however it is chopped up. `onLine` gets each one without its line end. */
export function createLineSplitter(onLine: (line: string) => void): (bytes: Uint8Array) => void {
  let line = '';
  let overflown = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0a) {
        const complete = line.endsWith('\r') ? line.slice(0, -1) : line;
        if (!overflown && complete !== '') onLine(complete);
        line = '';
        overflown = false;
      } else if (line.length < longestLine) {
        line += String.fromCharCode(byte);
      } else {
        overflown = true;
      }
    }
  };
}

/** `key=value` words as a table; words without `=` are left out. */
export function triggerValues(values: readonly string[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const value of values) {
    const at = value.indexOf('=');
    if (at > 0) table.set(value.slice(0, at), value.slice(at + 1));
  }
  return table;
}
