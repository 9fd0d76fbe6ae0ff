import { describe, expect, it, test } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { undoing } from '../../electron/studio/decisions.ts';
import { applyRecord, foldSession, restingPhase, shotUnderReview } from '../../electron/studio/session-fold.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { pictureOf } from '../rigs/fake-camera.ts';
import { type FakeSession, fakeSession } from '../rigs/fake-session.ts';
import { arrival, body } from '../rigs/offered-shots.ts';
import {
  accepted,
  at,
  captured,
  checked,
  fold,
  opened,
  rejected,
  shotId,
  started,
  step,
  whole,
} from '../rigs/session-records.ts';
import { type Random, randomFrom } from '../soak/random.ts';

const undo = (state: SessionState): SessionState => applyRecord(state, { ...undoing(state), at });
const top = ({ decisions }: SessionState): string => {
  const last = decisions.at(-1);
  return last ? `${last.what} ${last.step}` : 'nothing';
};
const position = ({ current, steps }: SessionState) => ({
  current,
  steps: steps.map(({ plan, state, shot, reason }) => ({ id: plan.id, state, shot, reason })),
});

describe('what the next undo takes back', () => {
  const skip: SessionRecord = { type: 'step-skipped', at, step: 'one', reason: 'pain' };
  const defer: SessionRecord = { type: 'step-deferred', at, step: 'one' };
  const select: SessionRecord = { type: 'step-selected', at, step: 'two' };
  const taken = [started(1, 'one'), captured(1), checked(1)];
  const failed: SessionRecord = { type: 'shot-failed', at, shot: shotId(1), error: { code: 'camera-gone' } };
  const cases: [string, SessionRecord[], string][] = [
    ['of a new session is nothing', [], 'nothing'],
    ['is no shot that only began', [started(1, 'one')], 'nothing'],
    ['nor one that failed', [started(1, 'one'), failed], 'nothing'],
    ['is a picture under review', taken, 'taken one'],
    ['is a decision', [...taken, accepted(1)], 'accepted one'],
    ['also the other one', [...taken, rejected(1)], 'rejected one'],
    ['is a step passed over', [skip], 'skipped one'],
    ['or put off', [defer], 'deferred one'],
    ['is a choice of step', [select], 'selected two'],
    ['is no choice that changes nothing', [{ ...select, step: 'one' }], 'nothing'],
    ['is no choice of a step that does not exist', [{ ...select, step: 'four' }], 'nothing'],
    ['is a step added', [{ type: 'step-added', at, step: step('one-2'), after: 'one' }], 'added one-2'],
    ['is no completion', [...taken, accepted(1), captured(1), checked(1)], 'accepted one'],
    ['does not change by leaving and coming back', [skip, { type: 'session-paused', at }], 'skipped one'],
    ['is nothing once closed', [...taken, accepted(1), { type: 'session-closed', at }], 'nothing'],
  ];
  test.each(cases)('%s', (_name, records, expected) => {
    expect(top(fold(...records))).toBe(expected);
  });
});

describe('undone', () => {
  it('a press that accepted one picture and took the next goes back in two', () => {
    const before = fold(started(1, 'one'), captured(1), checked(1));
    const pressed = fold(...whole(1, 'one'), started(2, 'two'), captured(2), checked(2));
    const once = undo(pressed);
    expect(restingPhase(once)).toBe('ready');
    expect([once.current, once.shots[1]]).toMatchObject(['two', { state: 'rejected', rejected: 'undone' }]);
    const twice = undo(once);
    expect(shotUnderReview(twice)?.id).toBe(shotId(1));
    expect(position(twice)).toEqual(position(before));
    expect(twice.shots.map(({ state }) => state)).toEqual(['checked', 'rejected']);
  });

  it('a picture that replaced another gives it its place back', () => {
    const again = [...whole(1, 'one'), { type: 'step-selected', at, step: 'one' } as const];
    const replaced = fold(...again, ...whole(2, 'one'));
    expect(replaced.shots).toMatchObject([{ state: 'rejected', rejected: 'replaced' }, { state: 'accepted' }]);
    const review = undo(replaced);
    expect(review.shots.map(({ state }) => state)).toEqual(['accepted', 'checked']);
    expect(position(undo(review))).toEqual(position(fold(...again)));
  });

  it('an older try that was chosen goes back to being one', () => {
    const records = [started(1, 'one'), captured(1), checked(1), rejected(1), ...whole(2, 'one')];
    const chosen = fold(...records, accepted(1));
    expect(chosen.shots).toMatchObject([{ state: 'accepted' }, { state: 'rejected', rejected: 'replaced' }]);
    expect(chosen.shots[0]?.rejected).toBeUndefined();
    expect(undo(chosen)).toMatchObject({ steps: fold(...records).steps, shots: fold(...records).shots });
  });

  it('keeps what became known since: files that came late, findings', () => {
    const state = undo(fold(...whole(1, 'one'), captured(1), checked(1, 'block')));
    expect(state.shots).toMatchObject([{ state: 'checked', findings: [{ level: 'block' }] }]);
  });

  it('an added step is gone; with pictures it stays, passed over', () => {
    const add: SessionRecord = { type: 'step-added', at, step: step('one-2'), after: 'one' };
    expect(fold(add).steps.map(({ plan }) => plan.id)).toEqual(['one', 'one-2', 'two', 'three']);
    expect(position(undo(fold(add)))).toEqual(position(fold()));
    const used = undo(undo(fold(add, started(1, 'one-2'), captured(1), checked(1))));
    expect(used.steps.map(({ plan, state }) => `${plan.id} ${state}`)).toEqual([
      ...['one pending', 'one-2 skipped', 'two pending', 'three pending'],
    ]);
    expect(used.shots).toMatchObject([{ step: 'one-2', state: 'rejected', rejected: 'undone' }]);
  });
});

describe('choosing another step’s try', () => {
  it('leaves the session at the step where it is', () => {
    const records = [...whole(1, 'one'), { type: 'step-selected', at, step: 'one' } as const, ...whole(2, 'one')];
    const elsewhere = fold(...records, { type: 'step-selected', at, step: 'three' }, accepted(1));
    expect([elsewhere.current, elsewhere.steps[0]?.shot]).toEqual(['three', shotId(1)]);
  });
});

/** All of a state but how it was before. */
const told = ({ decisions, ...state }: SessionState) => ({ ...state, decisions: decisions.map(({ what }) => what) });

/** One thing that somebody does, whether it is possible just then or not. */
async function anything({ runner, camera, clock }: FakeSession, random: Random, turn: number): Promise<void> {
  clock.advance(10);
  const steps = runner.state.steps.map(({ plan }) => plan.id);
  const shots = runner.state.shots.map(({ id }) => id);
  const acts = [
    () => runner.take(),
    () => runner.take(),
    () => runner.accept(),
    () => runner.retake(),
    () => runner.skip('pain'),
    () => runner.defer(),
    () => runner.select(random.oneOf(steps)),
    () => runner.choose(random.oneOf(shots.length > 0 ? shots : [shotId(1)])),
    () => runner.add({ like: random.oneOf(steps) }),
    () => runner.undo(),
    () => runner.adopt(arrival({ camera, clock }, body(pictureOf(`pressed-${turn}`)))),
  ];
  await Promise.resolve(random.oneOf(acts)()).catch((error: unknown) => {
    if (!(error instanceof CodedError) || error.code === 'internal') throw error;
  });
}

it('leads back step by step to where the steps were, whatever was done, and no shot disappears', async () => {
  let undone = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    const levels = ['good', 'good', 'advise', 'block'] as const;
    const assess = async () => [{ code: 'sharp', level: random.oneOf(levels) } as const];
    const session = fakeSession([opened([step('a'), step('b'), step('c'), step('d')])], {
      deps: { quality: { assess } },
    });
    const { runner, journal } = session;
    const known = new Map([[0, position(runner.state)]]);
    let shots: string[] = [];
    const look = (what: string): void => {
      const { state } = runner;
      expect(told(foldSession(journal)), what).toEqual(told(state));
      const ids = state.shots.map(({ id }) => id);
      expect(ids.slice(0, shots.length), what).toEqual(shots);
      shots = ids;
    };
    for (let turn = 0; turn < 25; turn++) {
      await anything(session, random, turn);
      const depth = runner.state.decisions.length;
      for (const deeper of [...known.keys()].filter((key) => key > depth)) known.delete(deeper);
      known.set(depth, position(runner.state));
      look(`seed ${seed} turn ${turn}`);
    }
    while (runner.state.decisions.length > 0) {
      await runner.undo();
      undone += 1;
      const what = `seed ${seed} back at ${runner.state.decisions.length}`;
      look(what);
      const there = known.get(runner.state.decisions.length);
      if (!there) continue;
      const kept = position(runner.state).steps.filter(({ id }) => there.steps.some((one) => one.id === id));
      expect({ current: runner.state.current, steps: kept }, what).toEqual(there);
    }
    expect(runner.state.shots.every(({ state }) => state === 'rejected')).toBe(true);
    await expect(runner.undo()).rejects.toMatchObject({ code: 'not-now' });
  }
  expect(undone).toBeGreaterThan(300);
});
