import { describe, expect, test } from 'vitest';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import {
  acceptedShots,
  foldSession,
  openSteps,
  restingPhase,
  shotUnderReview,
} from '../../electron/studio/session-fold.ts';
import { accepted, at, captured, checked, fold, rejected, shotId, started, whole } from '../rigs/session-records.ts';

describe('the phase at rest and the current step', () => {
  const skip: SessionRecord = { type: 'step-skipped', at, step: 'two', reason: 'pain' };
  const defer: SessionRecord = { type: 'step-deferred', at, step: 'one' };
  const failed: SessionRecord = { type: 'shot-failed', at, shot: shotId(1), error: { code: 'camera-gone' } };
  const found = [started(1, 'one'), failed, captured(1)];
  const cases: [string, SessionRecord[], string, string | null][] = [
    ['a new session waits for its first step', [], 'ready', 'one'],
    ['a shot that only started is no picture', [started(1, 'one')], 'ready', 'one'],
    ['a saved picture is for review', [started(1, 'one'), captured(1)], 'review', 'one'],
    ['so is a checked one', [started(1, 'one'), captured(1), checked(1)], 'review', 'one'],
    ['accepting goes on', whole(1, 'one'), 'ready', 'two'],
    ['rejecting stays', [started(1, 'one'), captured(1), checked(1), rejected(1)], 'ready', 'one'],
    ['skipping goes on', [...whole(1, 'one'), skip], 'ready', 'three'],
    ['a deferred step comes back last', [defer, ...whole(1, 'two'), ...whole(2, 'three')], 'ready', 'one'],
    ['all done', [...whole(1, 'one'), skip, ...whole(2, 'three')], 'complete', null],
    ['going back', [...whole(1, 'one'), { type: 'step-selected', at, step: 'one' }], 'ready', 'one'],
    ['a picture that was found later is for review', found, 'review', 'one'],
    [
      'found after its step was done, it moves nothing',
      [started(1, 'one'), failed, ...whole(2, 'one'), captured(1)],
      'ready',
      'two',
    ],
    [
      'and its rejection neither',
      [started(1, 'one'), failed, ...whole(2, 'one'), captured(1), rejected(1)],
      'ready',
      'two',
    ],
    [
      'an attempt that failed hides no picture under review',
      [started(2, 'one'), captured(2), started(1, 'one'), failed],
      'review',
      'one',
    ],
    [
      'found after a later try was rejected, it is for review',
      [started(1, 'one'), failed, started(2, 'one'), captured(2), checked(2), rejected(2), captured(1)],
      'review',
      'one',
    ],
    ['closed', [...whole(1, 'one'), { type: 'session-closed', at }], 'closed', null],
  ];
  test.each(cases)('%s', (_name, records, phase, current) => {
    const state = fold(...records);
    expect(restingPhase(state)).toBe(phase);
    expect(state.current).toBe(current);
  });
});

test('a retake of an accepted picture leaves the accepted one standing until the new one is', () => {
  const again = fold(...whole(1, 'one'), { type: 'step-selected', at, step: 'one' }, started(2, 'one'), captured(2));
  expect(shotUnderReview(again)?.id).toBe(shotId(2));
  const regretted = fold(...whole(1, 'one'), started(2, 'one'), captured(2), rejected(2));
  expect(acceptedShots(regretted).map(({ id }) => id)).toEqual([shotId(1)]);
  const replaced = fold(...whole(1, 'one'), started(2, 'one'), captured(2), checked(2), rejected(1), accepted(2));
  expect(acceptedShots(replaced).map(({ id }) => id)).toEqual([shotId(2)]);
});

test('what is sent is in the order of the protocol, not of the shooting', () => {
  const state = fold({ type: 'step-selected', at, step: 'two' }, ...whole(1, 'two'), ...whole(2, 'one'));
  expect(acceptedShots(state).map(({ id }) => id)).toEqual([shotId(2), shotId(1)]);
});

test('nothing that was shot disappears', () => {
  const state = fold(started(1, 'one'), captured(1), checked(1, 'block'), rejected(1), ...whole(2, 'one'));
  expect(state.shots.map(({ state: shot }) => shot)).toEqual(['rejected', 'accepted']);
});

test('a step that was put off keeps a session open, however far the others are', () => {
  const defer: SessionRecord = { type: 'step-deferred', at, step: 'one' };
  expect(openSteps(fold(defer, ...whole(1, 'two'))).map(({ plan }) => plan.id)).toEqual(['one']);
});

test('optional steps do not keep a session open', () => {
  expect(openSteps(fold(...whole(1, 'one'))).map(({ plan }) => plan.id)).toEqual(['two']);
  expect(openSteps(fold(...whole(1, 'one'), ...whole(2, 'two')))).toEqual([]);
});

test('a picture that nobody has decided on keeps the session open, also of a view that may stay undone', () => {
  const undecided = [...whole(1, 'one'), ...whole(2, 'two'), started(3, 'three'), captured(3), checked(3)];
  const left: SessionRecord = { type: 'step-selected', at, step: 'one' };
  expect(openSteps(fold(...undecided, left)).map(({ plan }) => plan.id)).toEqual(['three']);
  const skip: SessionRecord = { type: 'step-skipped', at, step: 'three', reason: 'blurred' };
  expect(openSteps(fold(...undecided, skip))).toEqual([]);
  expect(openSteps(fold(...undecided, left, accepted(3)))).toEqual([]);
});

test('a journal without its opening is damage, not an empty session', () => {
  expect(() => foldSession([captured(1)])).toThrow(/vault-damaged/);
  expect(() => foldSession([])).toThrow(/vault-damaged/);
});
