import { CodedError, hasCode } from '../contract/errors.ts';

/** A file that is not what the journal says of it. `file` is relative to the vault; `line` counts from 1. */
export type Damage = {
  file: string;
  reason: 'missing' | 'different' | 'broken' | 'unreadable';
  session?: string;
  line?: number;
};

/** What opening the vault found after a crash and put in order. Nothing in it was ever acknowledged. */
export type Recovery = {
  /** Half-written files that were removed, and originals whose purging was cut short. */
  removed: number;
  /** Journals whose torn last line was cut off. */
  cut: number;
  /** Names in `quarantine/`: pictures that no journal knows, and the torn lines. */
  quarantined: string[];
};

/** The error for a damaged file; `problem` is what completes its sentence. */
export function damagedError(
  file: string,
  reason: string,
  options: { line?: number; cause?: unknown } = {},
): CodedError {
  const { line, cause } = options;
  if (line === undefined)
    return new CodedError('vault-damaged', { file, reason, problem: `${file}, ${reason}` }, { cause });
  return new CodedError('vault-damaged', { file, line, reason, problem: `${file}:${line}, ${reason}` }, { cause });
}

/** What a `vault-damaged` says, as data. Anything else is thrown on: it is no finding about a file. */
export function damageOf(error: unknown, session?: string): Damage {
  if (!hasCode(error, 'vault-damaged')) throw error;
  const { file, reason, line } = error.params;
  return {
    file: String(file ?? ''),
    reason: reason === 'ENOENT' ? 'missing' : isReason(reason) ? reason : 'unreadable',
    ...(session === undefined ? {} : { session }),
    ...(typeof line === 'number' ? { line } : {}),
  };
}

function isReason(reason: unknown): reason is Damage['reason'] {
  return reason === 'missing' || reason === 'different' || reason === 'broken';
}
