import { randomInt } from 'node:crypto';
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { type Clock, systemClock, timestamp } from './clock.ts';
import { type LogFields, safeFields, safeToken } from './log-fields.ts';

/**
 * One JSON line per event. An event's name is a constant of the code, its fields come from the list in `log-fields.ts`,
 * and an error is its name, code and stack: its message may quote what a patient is called and is never written.
 */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
  /** Writes down what nobody foresaw and returns the reference that the operator is shown with `internal`. */
  unexpected(error: unknown, during: string): string;
};

/** Never throws: a full disk must not take down what is being logged about. */
export type LogSink = (line: string) => void;

export function createLog(options: { process: string; sink: LogSink; clock?: Clock }): Log {
  const { sink, clock = systemClock } = options;

  function write(level: string, event: string, fields: LogFields = {}, error?: unknown): void {
    const line = {
      at: timestamp(clock),
      level,
      process: safeToken(options.process),
      event: safeToken(event),
      ...safeFields(fields),
      ...(error === undefined ? {} : { error: outline(error) }),
    };
    sink(`${JSON.stringify(line)}\n`);
  }

  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, error, fields) => write('error', event, fields, error),
    unexpected(error, during) {
      const made = reference();
      write('error', 'unexpected', { reference: made, during }, error);
      return made;
    },
  };
}

export const stderrSink: LogSink = lossy((line) => {
  process.stderr.write(line);
});

/**
 * Keeps the newest lines in `path` and the ones before in `path.1`; each up to `maxBytes`. Readable by its owner only.
 * Throws if nothing can be said of `path` at all; later a line that cannot be written is lost.
 */
export function fileSink(path: string, maxBytes = 5_000_000): LogSink {
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return lossy((line) => {
    if (bytes > 0 && bytes + line.length > maxBytes) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    bytes += Buffer.byteLength(line);
  });
}

/** A sink over something that may fail: what it fails at is lost. */
export function lossy(write: (line: string) => void): LogSink {
  return (line) => {
    try {
      write(line);
    } catch {
      return;
    }
  };
}

/** Nothing is written. For tests and tools that have no log. */
export const silentLog: Log = { info() {}, warn() {}, error() {}, unexpected: () => reference() };

/** Eight characters that can be read out over a telephone: no I, L, O or U. */
export function reference(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
}

type Outline = { name: string; code?: string; reference?: string; stack: string[]; cause?: Outline };

function outline(error: unknown, depth = 0): Outline {
  if (!(error instanceof Error)) return { name: typeof error, stack: [] };
  const { code, reference: known } = error as { code?: unknown; reference?: unknown };
  return {
    name: safeToken(error.name),
    ...(code === undefined ? {} : { code: safeToken(code) }),
    ...(known === undefined ? {} : { reference: safeToken(known) }),
    stack: frames(error),
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: outline(error.cause, depth + 1) }),
  };
}

/** A stack's call sites. The lines before them are the message, and a message may look like anything. */
function frames(error: Error): string[] {
  const stack = (error.stack ?? '').replace(error.message, '');
  const site = /^ +at (?:([\w$.#<>[\] ]{1,80}) \()?(?:file:\/\/)?([\w@.:/\\ -]*?):(\d+):(\d+)\)?$/;
  return stack.split('\n').flatMap((line) => {
    const match = site.exec(line);
    if (!match) return [];
    const file = (match[2] ?? '').split(/[\\/]/).slice(-3).join('/');
    return [`${match[1] ?? ''} ${file}:${match[3]}:${match[4]}`.trim()];
  });
}
