import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeClock } from '../../electron/base/clock.ts';
import { listeningWire } from '../../electron/base/listening-wire.ts';
import { type ChildExit, type SpawnedChild, supervise } from '../../electron/base/supervised-child.ts';
import {
  advance,
  begin,
  defaultLimits as limits,
  type Supervision,
  type SupervisionEvent,
} from '../../electron/base/supervision.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { client } from '../../electron/contract/rpc.ts';

const beat = (busyMs = 0): SupervisionEvent => ({ type: 'beat', busyMs });

/** Plays events at their times; returns the last state and everything that was to be done. */
function play(steps: [number, SupervisionEvent][]): { state: Supervision; effects: string[] } {
  const started = begin(0);
  let state = started.next;
  const effects: string[] = [...started.effects];
  let at = 0;
  for (const [time, event] of steps) {
    // The ticks that come in between, as the timer brings them.
    for (at += limits.beatMs; at < time; at += limits.beatMs) {
      const ticked = advance(state, { type: 'tick' }, at, limits);
      state = ticked.next;
      effects.push(...ticked.effects.filter((effect) => effect !== 'ping'));
    }
    at = time;
    const outcome = advance(state, event, time, limits);
    state = outcome.next;
    effects.push(...outcome.effects.filter((effect) => effect !== 'ping'));
  }
  return { state, effects };
}

describe('the supervision policy', () => {
  it.each<[string, [number, SupervisionEvent][], string, string[]]>([
    ['starts', [], 'starting', ['spawn']],
    ['runs from the first heartbeat on', [[100, beat()]], 'running', ['spawn']],
    [
      'warns of silence',
      [
        [100, beat()],
        [2600, { type: 'tick' }],
      ],
      'warn',
      ['spawn'],
    ],
    [
      'then calls it unresponsive',
      [
        [100, beat()],
        [5100, { type: 'tick' }],
      ],
      'unresponsive',
      ['spawn'],
    ],
    [
      'forgives at the next heartbeat',
      [
        [100, beat()],
        [5100, { type: 'tick' }],
        [5200, beat()],
      ],
      'running',
      ['spawn'],
    ],
    [
      'kills after long silence',
      [
        [100, beat()],
        [8100, { type: 'tick' }],
      ],
      'killing',
      ['spawn', 'kill'],
    ],
    [
      'kills once',
      [
        [100, beat()],
        [8100, { type: 'tick' }],
        [20000, { type: 'tick' }],
      ],
      'killing',
      ['spawn', 'kill'],
    ],
    ['waits longer for the first sign of life', [[19_000, { type: 'tick' }]], 'starting', ['spawn']],
    ['but not for ever', [[20_000, { type: 'tick' }]], 'killing', ['spawn', 'kill']],
    ['warns of a long native call', [[100, beat(6000)]], 'warn', ['spawn']],
    ['calls a longer one unresponsive', [[100, beat(20_000)]], 'unresponsive', ['spawn']],
    ['kills a native call that never ends', [[100, beat(45_000)]], 'killing', ['spawn', 'kill']],
    [
      'restarts at once the first time',
      [
        [100, beat()],
        [200, { type: 'exited' }],
      ],
      'starting',
      ['spawn', 'spawn'],
    ],
    [
      'closes when asked to stop',
      [
        [100, beat()],
        [200, { type: 'stop' }],
      ],
      'stopping',
      ['spawn', 'close'],
    ],
    [
      'kills what does not stop',
      [
        [100, beat()],
        [200, { type: 'stop' }],
        [3200, { type: 'tick' }],
      ],
      'stopping',
      ['spawn', 'close', 'kill'],
    ],
    [
      'has stopped on exit',
      [
        [1, { type: 'stop' }],
        [2, { type: 'exited' }],
      ],
      'stopped',
      ['spawn', 'close'],
    ],
    [
      'does not restart what was stopped',
      [
        [1, { type: 'stop' }],
        [2, { type: 'exited' }],
        [9000, { type: 'tick' }],
      ],
      'stopped',
      ['spawn', 'close'],
    ],
    [
      'ignores a heartbeat from the dead',
      [
        [8100, { type: 'stop' }],
        [8200, beat()],
      ],
      'stopping',
      ['spawn', 'close'],
    ],
  ])('%s', (_name, steps, state, effects) => {
    const played = play(steps);
    expect(played.state.state).toBe(state);
    expect(played.effects).toEqual(effects);
  });

  it('restarts five times in ten minutes, then gives up until it is asked', () => {
    let state = begin(0).next;
    const at = (time: number, event: SupervisionEvent): string[] => {
      const outcome = advance({ ...state, lastTickAt: time }, event, time, limits);
      state = outcome.next;
      return outcome.effects;
    };
    let now = 0;
    for (let restart = 1; restart <= 5; restart += 1) {
      now += 1000;
      const effects = at(now, { type: 'exited' });
      const delay = (restart - 1) * limits.restartStepMs;
      if (delay > 0) {
        expect(state.state).toBe('restarting');
        expect(at(now + delay - 1, { type: 'tick' })).toEqual([]);
        now += delay;
        expect(at(now, { type: 'tick' })).toEqual(['spawn']);
      } else {
        expect(effects).toEqual(['spawn']);
      }
    }
    expect(at(now + 1000, { type: 'exited' })).toEqual([]);
    expect(state.state).toBe('gave-up');
    expect(at(now + 700_000, { type: 'tick' })).toEqual([]);
    expect(at(now + 700_001, { type: 'restart' })).toEqual(['spawn']);
    expect(state.state).toBe('starting');
    expect(state.restarts).toEqual([]);
  });

  it('forgets restarts that are older than ten minutes', () => {
    const state: Supervision = { ...begin(0).next, restarts: [0, 1, 2, 3, 4] };
    expect(advance(state, { type: 'exited' }, limits.windowMs - 1, limits).next.state).toBe('gave-up');
    expect(advance(state, { type: 'exited' }, limits.windowMs + 5, limits).effects).toEqual(['spawn']);
  });

  it('counts its own sleep for nobody: a late tick is no silence', () => {
    const state = advance(begin(0).next, beat(), 100, limits).next;
    const slept = advance(state, { type: 'tick' }, 60_000, limits);
    expect(slept.next.state).toBe('running');
    expect(slept.effects).toEqual(['ping']);
  });

  it('replaces a living process when asked, without counting it', () => {
    const running = advance(begin(0).next, beat(), 100, limits).next;
    const asked = advance(running, { type: 'restart' }, 200, limits);
    expect(asked.effects).toEqual(['kill']);
    const again = advance(asked.next, { type: 'exited' }, 300, limits);
    expect(again.effects).toEqual(['spawn']);
    expect(again.next.restarts).toEqual([]);
  });
});

/** A process that only exists on paper: `answers` decides whether it replies to heartbeats. */
function paperChild(): SpawnedChild & { exit(): void; answers: boolean; killed: string[]; closed: boolean } {
  let onExit = (_exit: ChildExit): void => {};
  const listening = listeningWire({
    send(message) {
      if ((message as { kind: string }).kind === 'heartbeat' && child.answers) listening.receive({ kind: 'heartbeat' });
    },
    close() {
      child.closed = true;
    },
  });
  const child = {
    wire: listening.wire,
    pid: 1,
    answers: true,
    closed: false,
    killed: [] as string[],
    kill(signal: string) {
      child.killed.push(signal);
      child.exit();
    },
    onExit(listener: (exit: ChildExit) => void) {
      onExit = listener;
    },
    exit() {
      listening.closed();
      onExit({ code: null, signal: 'SIGKILL' });
    },
  };
  return child;
}

const contract = { calls: { work: { input: z.object({}), output: z.object({}) } }, events: {} } as const;

describe('a supervised child', () => {
  it('fails what is pending, starts anew and hands out the new wire', async () => {
    const clock = fakeClock();
    const children: ReturnType<typeof paperChild>[] = [];
    const states: string[] = [];
    const calls: Promise<unknown>[] = [];
    const child = supervise({
      entry: '/x.js',
      clock,
      spawn: () => {
        const made = paperChild();
        children.push(made);
        return made;
      },
      onStart: (wire) =>
        calls.push(
          client(wire, contract)
            .call('work', {})
            .catch((error: unknown) => error),
        ),
      onState: (state) => states.push(state),
    });
    clock.advance(1000);
    expect(child.state).toBe('running');
    if (children[0]) children[0].answers = false;
    clock.advance(20_000);
    expect(children[0]?.killed).toEqual(['SIGKILL']);
    expect(children).toHaveLength(2);
    expect(states).toEqual(['starting', 'running', 'warn', 'unresponsive', 'killing', 'starting', 'running']);
    const lost = await calls[0];
    expect(lost instanceof CodedError && lost.code).toBe('wire-closed');

    const stopped = child.stop();
    expect(children[1]?.closed).toBe(true);
    children[1]?.exit();
    await stopped;
    expect(child.state).toBe('stopped');
    expect(clock.pending).toBe(0);
  });
});
