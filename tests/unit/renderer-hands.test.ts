import { describe, expect, it } from 'vitest';
import type { ShotView } from '../../electron/contract/session-view.ts';
import { acceptableBySelf } from '../../renderer/app/auto-accept.ts';
import { stepBeside } from '../../renderer/app/commands.ts';
import { beforehand, chosen } from '../../renderer/app/preferences.ts';
import { soundsOf } from '../../renderer/app/sounds.ts';
import type { Link } from '../../renderer/client/connection.ts';
import { railGrid, railNotes, railSteps } from '../../renderer/screens/capture/rail-view.ts';
import { reminders } from '../../renderer/screens/capture/reminders.ts';
import { toldText, undoText } from '../../renderer/ui/told.ts';
import { aCamera, advising, aSession, aShot, aSnapshot, aStep, blocking } from '../rigs/page-states.ts';

const fr = chosen({ ...beforehand, language: 'fr' }, 'fr');
const good = { code: 'sharp', level: 'good' } as const;

function inReview(shot: Partial<ShotView> = {}) {
  const steps = [aStep('a', { state: 'taken', shot: 's1' }), aStep('b'), aStep('c')];
  return aSession({ phase: 'review', steps, shots: [aShot('s1', 'a', { findings: [good], ...shot })], lastShot: 's1' });
}

describe('a picture accepted by itself', () => {
  const page = {
    snapshot: aSnapshot({ session: inReview() }),
    link: {} as Link,
    place: { screen: 'capture' },
    panel: null,
    help: false,
    enlarged: false,
    looked: null,
    countdownS: null,
    asking: [],
    preferences: fr,
  } as const;
  const none = new Set<string>();

  it('has nothing against it', () => {
    expect(acceptableBySelf(page, none)).toBe('s1');
    const against: Partial<ShotView>[] = [
      { findings: [good, advising] },
      { findings: [blocking] },
      { complete: false },
      { state: 'saved' },
    ];
    for (const shot of against) {
      const snapshot = aSnapshot({ session: inReview(shot) });
      expect(acceptableBySelf({ ...page, snapshot }, none), JSON.stringify(shot)).toBeNull();
    }
  });

  it.each([
    ['the operator wants none', { preferences: { ...fr, acceptAfterS: 0 as const } }],
    ['another screen is open', { place: { screen: 'room' as const } }],
    ['the skip form is open', { panel: 'skip' as const }],
    ['help is open', { help: true }],
    ['the picture is enlarged', { enlarged: true }],
    ['another try is looked at', { looked: 's0' }],
    ['the self-timer runs', { countdownS: 3 }],
    ['a decision is being written', { asking: ['shot.take' as const] }],
    ['the studio is gone', { link: null }],
  ])('is not while %s', (_, change) => {
    expect(acceptableBySelf({ ...page, ...change }, none)).toBeNull();
  });

  it('is not, once somebody has decided and taken that back', () => {
    expect(acceptableBySelf(page, new Set(['s1']))).toBeNull();
  });
});

describe('the steps beside', () => {
  it('are behind the one that the screen names, and before the one under review', () => {
    const session = inReview();
    expect(stepBeside(session, 'next')).toBe('c');
    expect(stepBeside(session, 'previous')).toBeUndefined();
    const ready = aSession({ current: 'b', steps: [aStep('a'), aStep('b'), aStep('c')] });
    expect([stepBeside(ready, 'previous'), stepBeside(ready, 'next')]).toEqual(['a', 'c']);
  });
});

describe('what is told', () => {
  it('names what was undone, and what would be', () => {
    const session = { steps: [aStep('a', { title: { fr: 'Haut-droite', en: 'Up right' } })] };
    const undo = { what: 'accepted', step: 'a' } as const;
    expect(undoText(undo, session, 'en')).toBe('acceptance of Up right');
    expect(toldText({ kind: 'undone', ...undo }, session, fr, true)).toBe('Annulé\u00a0: acceptation de Haut-droite');
  });

  it('says that a voice is missing', () => {
    const spoken = { ...fr, sounds: { beeps: true, voice: true } };
    expect(toldText({ kind: 'sounds' }, { steps: [] }, spoken, false)).toContain('pas de voix française');
    expect(toldText({ kind: 'sounds' }, { steps: [] }, spoken, true)).not.toContain('pas de voix');
  });
});

describe('the sounds', () => {
  const seen = (shots: ShotView[], camera = aCamera()) => ({ session: aSession({ shots }), camera });
  const started = seen([aShot('s1', 'a', { state: 'started' })]);

  it('tell a good picture from one that must be taken again, once', () => {
    const done = seen([aShot('s1', 'a')]);
    expect(soundsOf(started, done)).toEqual(['saved']);
    expect(soundsOf(done, done)).toEqual([]);
    expect(soundsOf(started, seen([aShot('s1', 'a', { findings: [blocking] })]))).toEqual(['blocked']);
    expect(soundsOf(started, seen([aShot('s1', 'a', { state: 'failed' })]))).toEqual(['blocked']);
  });

  it('tell of a camera that goes, once, and of nothing that was there before the page', () => {
    const lost = seen([], aCamera({ state: 'lost' }));
    expect(soundsOf(seen([]), lost)).toEqual(['lost']);
    expect(soundsOf(lost, lost)).toEqual([]);
    expect(soundsOf(null, seen([aShot('s1', 'a')]))).toEqual([]);
  });

  it('are silent when an accepted picture is taken up again', () => {
    const accepted = seen([aShot('s1', 'a', { state: 'accepted' })]);
    expect(soundsOf(accepted, seen([aShot('s1', 'a')]))).toEqual([]);
  });
});

describe('the rail', () => {
  const composite = (columns: number, rows: number) => ({
    title: { fr: 'Planche', en: 'Composite' },
    rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => 'a')),
  });

  it('shows the composite where its cells can be read, else pictures beside the names', () => {
    const rows = (columns: number, of: number): number => {
      const session = aSession({ composite: composite(columns, of) });
      return railGrid(session, railSteps(session, 'a')).length;
    };
    expect([rows(3, 3), rows(5, 3), rows(3, 4)]).toEqual([3, 0, 0]);
  });

  it('counts rejected tries, and says what is extra, optional, put off', () => {
    const steps = [
      aStep('a', { extra: true }),
      aStep('b', { required: false, state: 'deferred' }),
      aStep('c', { state: 'skipped', reason: 'refus' }),
    ];
    const shots = [1, 2].map((number) => aShot(`s${number}`, 'a', { number, state: 'rejected' }));
    const notes = railSteps(aSession({ steps, shots }), null).map((entry) => railNotes(entry, 'fr'));
    expect(notes).toEqual([
      ['supplémentaire', '2 essais refusés'],
      ['facultative', 'différée'],
      ['passée\u00a0: refus'],
    ]);
  });

  it('reminds of as much as is wanted', () => {
    const text = (fr: string) => ({ text: { fr, en: fr } });
    const step = { expression: text('Sourire'), accessories: [text('Miroir')] };
    expect((['all', 'essential', 'off'] as const).map((level) => reminders(step, level, 'fr'))).toEqual([
      ['Sourire', 'Miroir'],
      ['Miroir'],
      [],
    ]);
  });
});
