import { describe, expect, it } from 'vitest';
import type { FixationView } from '../../electron/contract/fixation.ts';
import { fixationContract } from '../../electron/contract/fixation.ts';
import { changed, fixationDisplay, roomChange, roomSettings } from '../../electron/contract/room.ts';
import { client } from '../../electron/contract/rpc.ts';
import { FixationScreens, viewFixation } from '../../electron/studio/fixation.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { centimetres } from '../../renderer/i18n/format.ts';
import { beyond, directionsOf, reachText } from '../../renderer/screens/room/fixation-view.ts';
import { codeName, ownUse } from '../../renderer/screens/room/key-names.ts';
import { lengthIn } from '../../renderer/screens/room/lengths.ts';
import { aSession, aStep } from '../rigs/page-states.ts';
import { accepted, captured, checked, opened, started, step } from '../rigs/session-records.ts';
import { wirePair } from '../rigs/wire-pair.ts';

const at = '2026-11-22T09:00:00.000Z';
const right = { leftDeg: -30, upDeg: 0 };
const up = { leftDeg: 0, upDeg: 25 };
const steps = [step('right', { fixation: right }), step('free'), step('up', { fixation: up })];
const settings = roomSettings.parse({ fixation: { distanceMm: 700 } });
const shownAfter = (...records: Parameters<typeof foldSession>[0]): FixationView =>
  viewFixation(foldSession([opened(steps), ...records]), settings);

describe('what the screen in front of the patient shows', () => {
  it('is where the next picture’s step has the patient look, and how the room stands', () => {
    expect(shownAfter()).toEqual({ target: right, display: settings.fixation });
  });

  it('is nothing without a session, and nothing where the step does not say', () => {
    expect(viewFixation(undefined, settings)).toEqual({ target: null, display: settings.fixation });
    expect(shownAfter({ type: 'step-selected', at, step: 'free' }).target).toBeNull();
  });

  it('stays while the picture is made, and leads on once it may stand', () => {
    const last = [{ type: 'step-selected', at, step: 'up' }, started(1, 'up')] as const;
    expect(shownAfter(...last).target).toEqual(up);
    expect(shownAfter(...last, captured(1), checked(1, 'block')).target).toEqual(up);
    expect(shownAfter(...last, captured(1), checked(1)).target).toEqual(right);
  });

  it('is nothing under review of the last picture, and when the series is complete', () => {
    const rest = ['right', 'free'].map((id) => ({ type: 'step-skipped', at, step: id, reason: 'tired' }) as const);
    const review = [...rest, started(1, 'up'), captured(1), checked(1)];
    expect(shownAfter(...review).target).toBeNull();
    expect(shownAfter(...review, accepted(1)).target).toBeNull();
  });

  it('names nobody', () => {
    expect(JSON.stringify(shownAfter())).not.toMatch(/TEST|Anna|P1|2010/);
  });
});

describe('the screens', () => {
  function watched() {
    let view: FixationView = { target: null, display: fixationDisplay.parse({}) };
    const screens = new FixationScreens(() => view, String);
    const join = () => {
      const [studio, page] = wirePair();
      const seen: (FixationView['target'] | 'closed')[] = [];
      const heard = client(page, fixationContract);
      heard.on('view', ({ target }) => seen.push(target));
      screens.attach(studio);
      return { seen, close: () => page.close() };
    };
    const show = (target: FixationView['target']): void => {
      view = { ...view, target };
      screens.tell();
    };
    /** Something has changed, and is told a little later together with whatever follows. */
    const untold = (target: FixationView['target']): void => {
      view = { ...view, target };
    };
    return { join, show, untold };
  }

  it('never stay behind: one that came between two changes is told the second, though the others have it', async () => {
    const { join, show, untold } = watched();
    const first = join();
    show(right);
    untold(up);
    const second = join();
    show(right);
    await expect.poll(() => [first.seen.at(-1), second.seen.at(-1)]).toEqual([right, right]);
  });

  it('are told the whole view when they come, then what has changed', async () => {
    const { join, show } = watched();
    const first = join();
    show(right);
    show({ ...right });
    const second = join();
    show(up);
    await expect
      .poll(() => [first.seen, second.seen])
      .toEqual([
        [null, right, up],
        [right, up],
      ]);
  });
});

describe('a change of the room', () => {
  it('names what it changes, and brings nothing else along', () => {
    expect(roomChange.parse({ cardPictures: 'delete' })).toEqual({ cardPictures: 'delete' });
    expect(roomChange.parse({ fixation: { moving: false } })).toEqual({ fixation: { moving: false } });
    expect(roomChange.parse({})).toEqual({});
    const before = roomSettings.parse({ portraitGrip: 'down', fixation: { widthMm: 1200 } });
    expect(changed(before, { fixation: { moving: false } })).toEqual({
      ...before,
      fixation: { ...before.fixation, moving: false },
    });
  });

  it('is of one key by itself, however quickly two follow each other, and never of more than are kept', () => {
    const learn = (code: string) => ({ pedal: [{ code, does: 'pedal' as const }] });
    const two = [learn('F8'), learn('F9')].reduce(changed, roomSettings.parse({}));
    expect(two.pedal.map(({ code }) => code)).toEqual(['F8', 'F9']);
    const crossed = [{ pedal: [{ code: 'F8', does: null }] }, { pedal: [{ code: 'F9', does: 'undo' as const }] }];
    expect(crossed.reduce(changed, two).pedal).toEqual([{ code: 'F9', does: 'undo' }]);
    const many = Array.from({ length: 30 }, (_, index) => learn(`Key${index}`)).reduce(changed, two);
    expect(roomSettings.parse(many).pedal).toHaveLength(20);
    expect(changed(many, { pedal: [{ code: 'F9', does: 'take' }] }).pedal[1]).toEqual({ code: 'F9', does: 'take' });
  });
});

describe('the room’s words', () => {
  it('give lengths in centimetres, as each language writes them, and read either', () => {
    expect([centimetres(600, 'fr'), centimetres(597, 'fr'), centimetres(597, 'en')]).toEqual(['60', '59,7', '59.7']);
    expect(['60', '59,7', '59.7', ' -12 ', '−3', '12,'].map(lengthIn)).toEqual([600, 597, 597, -120, -30, 120]);
    expect(['', 'sixty', '6e2', '1.2.3', '-'].map(lengthIn)).toEqual([null, null, null, null, null]);
  });

  it('say what the screen reaches for certain, and which views of the series lie beyond it', () => {
    const display = fixationDisplay.parse({ distanceMm: 1000, widthMm: 1218, heightMm: 685 });
    expect(reachText(display, 'fr')).toBe(
      'Il atteint 31° à gauche, 31° à droite, 18° en haut, 18° en bas, vu par le patient.',
    );
    const session = aSession({
      steps: [
        aStep('a', { fixation: right }),
        aStep('b', { fixation: up }),
        aStep('c'),
        aStep('d', { fixation: right }),
      ],
    });
    expect(beyond(session, display).map(({ id }) => id)).toEqual(['b']);
    expect(directionsOf(session, display)).toEqual([
      { ...right, reached: true },
      { ...up, reached: false },
    ]);
    expect([beyond(null, display), directionsOf(null, display)]).toEqual([[], []]);
  });

  it('name keys as they are printed, and say which ones the studio uses', () => {
    const codes = ['Space', 'PageDown', 'KeyB', 'Digit4', 'F13', 'ArrowLeft', 'MediaPlayPause'];
    expect(codes.map((code) => codeName(code, 'fr'))).toEqual([
      'Espace',
      'Page ↓',
      'B',
      '4',
      'F13',
      '←',
      'MediaPlayPause',
    ]);
    expect([ownUse(' '), ownUse('PageDown'), ownUse('ArrowRight'), ownUse('F13'), ownUse('9')]).toEqual([
      'key.take',
      'key.nearer',
      'key.pan',
      null,
      null,
    ]);
  });
});
