import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import {
  createLineSplitter,
  formatTriggerLine,
  parseTriggerLine,
  type TriggerAnswer,
  type TriggerEvent,
} from '../../contract/studio-trigger.ts';

export type TriggerVerb = 'ID' | 'CAP' | 'SET' | 'LAMP' | 'ARM' | 'STAT' | 'FIRE' | 'SAFE';

/** Questions and answers of `studio-trigger/1` over any byte line, one at a time. */
export type Commands = {
  /** What the port received. */
  receive(bytes: Uint8Array): void;
  /** The device's answer, also a refusal. Throws `trigger-silent` when there was none. */
  ask(verb: TriggerVerb, ...args: string[]): Promise<TriggerAnswer>;
  /** Fails what is waiting and everything after it. */
  close(): void;
};

const attempts = 3;

/**
 * Whether a command may be said again when its answer has not come. A flash that fires twice, or an armed time that
 * starts anew without anyone knowing, is worse than an error; everything else only states what shall be.
 */
export function mayRepeat(verb: TriggerVerb, args: readonly string[]): boolean {
  return verb !== 'FIRE' && (verb !== 'ARM' || args[0] === '0');
}

export function createCommands(options: {
  clock: Clock;
  answerMs: number;
  write: (text: string) => Promise<void>;
  /** Any valid line: a sign of life. */
  onLine: () => void;
  onEvent: (event: TriggerEvent) => void;
  /** Not one of several attempts was answered. */
  onSilent: () => void;
}): Commands {
  const { clock } = options;
  let last: Promise<unknown> = Promise.resolve();
  let seq = 0;
  let closed = false;
  let waiting: { seq: number; settle: (answer: TriggerAnswer | null) => void } | null = null;

  const receive = createLineSplitter((text) => {
    const line = parseTriggerLine(text);
    if (line === null || line.kind === 'command') return;
    options.onLine();
    if (line.kind === 'event') options.onEvent(line);
    else if (waiting?.seq === line.seq) waiting.settle(line);
  });

  async function attempt(verb: TriggerVerb, args: readonly string[]): Promise<TriggerAnswer | null> {
    seq = (seq % 65_535) + 1;
    const answer = new Promise<TriggerAnswer | null>((resolve) => {
      const cancel = clock.setTimeout(() => waiting?.settle(null), options.answerMs);
      waiting = {
        seq,
        settle(answer) {
          cancel();
          waiting = null;
          resolve(answer);
        },
      };
    });
    try {
      await options.write(formatTriggerLine({ kind: 'command', seq, verb, args }));
    } catch (error) {
      waiting?.settle(null);
      throw error;
    }
    return answer;
  }

  async function exchange(verb: TriggerVerb, args: readonly string[]): Promise<TriggerAnswer> {
    const repeat = mayRepeat(verb, args);
    for (let left = repeat ? attempts : 1; left > 0 && !closed; left -= 1) {
      const answer = await attempt(verb, args);
      if (answer) return answer;
    }
    if (repeat && !closed) options.onSilent();
    throw new CodedError('trigger-silent', { command: verb });
  }

  return {
    receive,
    ask(verb, ...args) {
      const turn = last.then(() => exchange(verb, args));
      last = turn.catch(() => {});
      return turn;
    },
    close() {
      closed = true;
      waiting?.settle(null);
    },
  };
}
