import { describe, expect, it } from 'vitest';
import type { OfferedShot } from '../../electron/contract/devices.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { type Circumstances, fateOf } from '../../electron/studio/adoption.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { fakeCamera, fakeRoom, pictureOf, shotOf } from '../rigs/fake-camera.ts';
import { at, begun, body, failed, found, incomplete } from '../rigs/offered-shots.ts';
import { captured, checked, opened, started, step, whole } from '../rigs/session-records.ts';

describe('the place of a picture that nobody asked for', () => {
  const camera = fakeCamera().port;
  const room = fakeRoom({ main: camera });
  const jpeg = pictureOf('x');
  const raw = pictureOf('y', 'raw');
  /** The session came on screen at 1000 and showed its step at 5000; it is 10 000 now, and one minute past nine. */
  const now: Omit<Circumstances, 'offered'> = {
    camera,
    after: 0,
    onScreenMs: 1000,
    shownMs: 5000,
    pressedMs: 9000,
    loss: undefined,
    contestedAt: undefined,
    nowMs: 10_000,
    at: Date.parse(at) + 60_000,
  };
  const loss = { atMs: 8000, begunAt: Date.parse(at) - 60_000 };
  const taken = [started(1, 'a'), captured(1), checked(1)];
  const lost = [started(1, 'a'), failed(1)];
  const cases: [string, SessionRecord[], OfferedShot, Partial<Circumstances>, string][] = [
    ['pressed now: the step that is shown', taken, body(jpeg), {}, 'joins b'],
    ['pressed before the screen led on: the step before', taken, body(jpeg), { pressedMs: 4000 }, 'goes-to a'],
    ['pressed before the session came on screen: nobody’s', taken, body(jpeg), { pressedMs: 900 }, 'stray'],
    [
      'no step left: once more the last',
      [...whole(1, 'a'), ...whole(2, 'b'), ...whole(3, 'c')],
      body(jpeg),
      {},
      'goes-to c',
    ],
    ['closed: nobody’s', [{ type: 'session-closed', at }], body(jpeg), {}, 'stray'],
    ['found after a shot that failed while exposing: that shot', lost, found(jpeg), { loss }, 'completes 1'],
    [
      'found after one that never exposed: not that one',
      [started(1, 'a'), failed(1, false)],
      found(jpeg),
      { loss },
      'joins a',
    ],
    ['found, and nothing explains it: the session was there', taken, found(jpeg), { loss }, 'joins b'],
    ['found, and the session came later: nobody’s', taken, found(jpeg), { loss: { ...loss, atMs: 900 } }, 'stray'],
    ['found on a camera that was never here: nobody’s', taken, found(jpeg), {}, 'stray'],
    [
      'found after an hour away: nobody’s',
      lost,
      found(jpeg),
      { loss, at: now.at + 3_600_000, nowMs: 3_610_000 },
      'stray',
    ],
    [
      'found when an earlier connection failed it: a new one',
      lost,
      found(jpeg),
      { loss: { ...loss, begunAt: now.at } },
      'joins a',
    ],
    [
      'found, and another session waits for one of that connection: nobody’s',
      lost,
      found(jpeg),
      { loss, contestedAt: loss.begunAt },
      'stray',
    ],
    [
      'found, and another session has waited since an earlier connection: that shot',
      lost,
      found(jpeg),
      { loss, contestedAt: loss.begunAt - 1 },
      'completes 1',
    ],
    ['found, though another session came between: nobody’s', lost, found(jpeg), { after: 1 }, 'stray'],
    [
      'a late RAW: the shot that lacks it',
      [started(1, 'a'), incomplete(1)],
      { origin: 'body', shot: { ...shotOf(raw), complete: false } },
      {},
      'completes 1',
    ],
    ['a RAW that is a whole shot: a new one', [started(1, 'a'), incomplete(1)], body(raw), {}, 'joins b'],
    [
      'a RAW that was found: the shot that lacks it',
      [started(1, 'a'), incomplete(1)],
      found(raw),
      { loss },
      'completes 1',
    ],
    [
      'a JPEG that was found: the shot that has the RAW',
      [started(1, 'a'), incomplete(1, 'raw')],
      found(jpeg),
      { loss },
      'completes 1',
    ],
    [
      'a pair that was found: never part of another shot',
      [started(1, 'a'), incomplete(1)],
      found(jpeg, raw),
      { loss },
      'joins b',
    ],
  ];
  it.each(cases)('%s', (_name, records, offered, change, expected) => {
    const fate = fateOf(foldSession([begun, ...records]), room, { ...now, offered, ...change });
    const of = fate.kind === 'completes' ? [fate.shot.number] : 'step' in fate ? [fate.step.id] : [];
    expect([fate.kind, ...of].join(' ')).toBe(expected);
  });

  it('is the first step that wants its camera, when that is another than the one shown', () => {
    const mouth = fakeCamera().port;
    const state = foldSession([opened([step('a'), step('b'), step('c', { camera: 'mouth' })])]);
    const fate = fateOf(state, fakeRoom({ face: camera, mouth }), { ...now, camera: mouth, offered: body(jpeg) });
    expect(fate).toMatchObject({ kind: 'goes-to', step: { id: 'c' } });
  });

  describe('taken by another camera than the one that is shown', () => {
    const mouth = fakeCamera().port;
    const both = fakeRoom({ face: camera, mouth });
    const teeth = opened([step('a'), step('b', { camera: 'mouth' }), step('c')]);
    const placed: [string, SessionRecord[], Partial<Circumstances>, string][] = [
      ['once more the last step of that camera', [...whole(1, 'a'), ...whole(2, 'b')], {}, 'goes-to b'],
      ['the same where no step is left', [...whole(1, 'b'), ...whole(2, 'a'), ...whole(3, 'c')], {}, 'goes-to b'],
      ['pressed before the screen led on to its step: that one', whole(1, 'a'), { pressedMs: 4000 }, 'joins b'],
    ];
    it.each(placed)('%s', (_name, records, change, expected) => {
      const state = foldSession([teeth, ...records]);
      const fate = fateOf(state, both, { ...now, camera: mouth, offered: body(jpeg), ...change });
      expect([fate.kind, 'step' in fate ? fate.step.id : ''].join(' ')).toBe(expected);
    });

    it('is nobody’s where no step is that camera’s', () => {
      const state = foldSession([begun, ...taken]);
      expect(fateOf(state, both, { ...now, camera: mouth, offered: body(jpeg) }).kind).toBe('stray');
      expect(fateOf(state, both, { ...now, camera: mouth, offered: found(jpeg), loss }).kind).toBe('stray');
    });
  });

  it('is nowhere in a session of the other kind: real and simulated pictures do not mix', () => {
    const state = foldSession([{ ...begun, simulated: false }]);
    expect(fateOf(state, room, { ...now, offered: body(jpeg) }).kind).toBe('stray');
  });
});
