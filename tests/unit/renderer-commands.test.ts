import { describe, expect, it } from 'vitest';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { StepView } from '../../electron/contract/session-view.ts';
import { aim, lastShot, offers, shownStep } from '../../renderer/app/commands.ts';
import { judge } from '../../renderer/app/presses.ts';
import { sheetColumns, stepInHand } from '../../renderer/app/review.ts';
import { railGrid, railSteps } from '../../renderer/screens/capture/rail-view.ts';
import {
  mayChoose,
  mayClose,
  missingNames,
  seriesView,
  sizeMm,
  skippedNames,
} from '../../renderer/screens/series/series-view.ts';
import { aCamera, advising, aSession, aShot, aSnapshot, aStep, aSummary, blocking } from '../rigs/page-states.ts';

const ready = aCamera();
const stopped = aCamera({ state: 'failed' });
const review = (findings = [advising]) =>
  aSession({
    phase: 'review',
    steps: [aStep('a', { state: 'taken', shot: 's1' }), aStep('b')],
    shots: [aShot('s1', 'a', { findings })],
    lastShot: 's1',
  });

describe('the step that the next press photographs', () => {
  it('is the current one while there is nothing to decide', () => {
    expect(aim(aSession())?.id).toBe('a');
    expect(aim(aSession({ phase: 'exposing' }))?.id).toBe('a');
  });

  it('is already the next one in review of a picture that may stand', () => {
    expect(aim(review())?.id).toBe('b');
  });

  it('stays where a finding blocks', () => {
    expect(aim(review([blocking]))?.id).toBe('a');
  });

  it('comes back to steps left before, then to deferred ones, then to none', () => {
    const steps = [aStep('a'), aStep('b', { state: 'deferred' }), aStep('c', { state: 'taken', shot: 's1' })];
    const session = { ...review(), current: 'c', steps, shots: [aShot('s1', 'c')] };
    expect(aim(session)?.id).toBe('a');
    const later = steps.map((step) => (step.id === 'a' ? { ...step, state: 'accepted' as const } : step));
    expect(aim({ ...session, steps: later })?.id).toBe('b');
    const last = later.map((step) => (step.id === 'b' ? { ...step, state: 'skipped' as const } : step));
    expect(aim({ ...session, steps: last })).toBeNull();
    // Live view still lies as that last step has it.
    expect(shownStep({ ...session, steps: last })?.id).toBe(session.current);
  });
});

describe('a decision being written', () => {
  it('shows as before it: nothing blinks', () => {
    const before = review();
    const writing = { ...before, phase: 'preparing' as const };
    expect(aim(writing)?.id).toBe('b');
    expect(offers(writing, ready)).toEqual(offers(before, ready));
    const first = aSession({ phase: 'preparing' });
    expect(offers(first, ready)).toEqual(offers(aSession(), ready));
    expect(offers(aSession({ phase: 'preparing', current: null }), ready).primary.command).toBe('series');
  });
});

describe('the picture at hand', () => {
  it('is the one under review, even when another was taken after it', () => {
    const steps = [aStep('a', { state: 'taken', shot: 's1' }), aStep('b', { state: 'accepted', shot: 's2' })];
    const shots = [aShot('s1', 'a', { findings: [blocking] }), aShot('s2', 'b', { state: 'accepted' })];
    const session = aSession({ phase: 'review', steps, shots, lastShot: 's2' });
    expect(lastShot(session)?.id).toBe('s1');
    expect(offers(session, ready).primary.command).toBe('shot.retake');
    expect(lastShot({ ...session, phase: 'ready', current: 'b' })?.id).toBe('s2');
  });
});

describe('what an operator can do', () => {
  it('photographs when the camera is there, and only then', () => {
    expect(offers(aSession(), ready).primary).toMatchObject({
      command: 'shot.take',
      label: 'capture.take',
      enabled: true,
    });
    expect(offers(aSession(), stopped).primary.enabled).toBe(false);
    expect(offers(aSession(), ready).retake.enabled).toBe(false);
    expect(offers(aSession(), ready).accept.enabled).toBe(false);
  });

  it('accepts a found picture by its own key alone: the next press does not', () => {
    const offered = offers(review([{ code: 'found-later', level: 'block' }]), ready);
    expect([offered.primary.command, offered.accept.enabled]).toEqual(['shot.retake', true]);
    expect(offers(review([blocking]), ready).accept.enabled).toBe(false);
  });

  it.each(['preparing', 'exposing', 'saving', 'checking'] as const)('waits in words while %s', (phase) => {
    const offered = offers(aSession({ phase, shots: [aShot('s1', 'a', { state: 'started' })] }), ready);
    expect(offered.primary).toEqual({ command: 'shot.take', label: `phase.${phase}`, enabled: false });
    expect([offered.accept.enabled, offered.retake.enabled, offered.skip.enabled]).toEqual([false, false, false]);
  });

  it('accepts and goes on in review with one press', () => {
    const offered = offers(review(), ready);
    expect(offered.primary).toMatchObject({ command: 'shot.take', label: 'capture.accept-and-go', enabled: true });
    expect(offered.accept.enabled).toBe(true);
    expect(offered.retake).toMatchObject({ label: 'capture.retake', enabled: true });
  });

  it('only accepts when no step is left, camera or not', () => {
    const last = {
      ...review(),
      steps: [aStep('a', { state: 'taken', shot: 's1' }), aStep('b', { state: 'accepted' })],
    };
    expect(offers(last, stopped).primary).toEqual({
      command: 'shot.accept',
      label: 'capture.accept-last',
      enabled: true,
    });
  });

  it('takes a blocked picture again and never accepts it', () => {
    const offered = offers(review([advising, blocking]), ready);
    expect(offered.primary).toMatchObject({ command: 'shot.retake', enabled: true });
    expect(offered.accept.enabled).toBe(false);
  });

  it('retakes the last picture that stands, not one that was rejected', () => {
    const rejected = aSession({ shots: [aShot('s1', 'a', { state: 'rejected' })] });
    expect(offers(rejected, ready).retake.enabled).toBe(false);
    const accepted = aSession({ phase: 'complete', current: null, shots: [aShot('s1', 'a', { state: 'accepted' })] });
    expect(offers(accepted, ready).retake.enabled).toBe(true);
    expect(offers(accepted, ready).primary.command).toBe('series');
    expect(offers(accepted, ready).skip.enabled).toBe(false);
  });
});

describe('a press while an answer is awaited', () => {
  const made = { phase: 'review' as const, shots: [aShot('s1', 'a')] };
  const idle = { phase: 'ready' as const, shots: [] };

  it.each([
    ['obeys when nothing is awaited', 'take', [], idle, 'obey'],
    ['drops the second press of a pedal', 'take', ['shot.take'], idle, 'drop'],
    ['drops every decision while a picture is made', 'retake', ['shot.take'], idle, 'drop'],
    ['waits for the answer once the picture is under review', 'accept', ['shot.take'], made, 'wait'],
    ['waits for it with the pedal too', 'take', ['shot.take'], made, 'wait'],
    ['drops a second rejection', 'retake', ['shot.retake'], idle, 'drop'],
    ['drops a second acceptance', 'accept', ['shot.accept'], made, 'drop'],
    ['lets the pedal wait for an acceptance', 'take', ['shot.accept'], made, 'wait'],
    ['keeps the next step’s form until the last one is written', 'skip', ['step.skip'], idle, 'wait'],
    ['lets a way back wait for the way there', 'previous', ['step.select'], idle, 'wait'],
    ['does not wait for a device', 'take', ['camera.reconnect'], idle, 'obey'],
    ['never keeps help or the guide waiting', 'guide', ['shot.take'], idle, 'obey'],
  ] as const)('%s', (_, action, asking, session, verdict) => {
    expect(judge(action, { screen: 'capture', asking, session, shotsBefore: 0 })).toBe(verdict);
  });

  it('sends a series once, after the last picture is accepted', () => {
    const awaited = { screen: 'series', session: idle, shotsBefore: 0 } as const;
    expect(judge('accept', { ...awaited, asking: ['shot.accept'] })).toBe('wait');
    expect(judge('accept', { ...awaited, asking: ['session.close'] })).toBe('drop');
  });
});

describe('the rail', () => {
  it('says of each step how it stands', () => {
    const steps = railSteps(review(), 'b');
    expect(steps.map(({ state, tone, picture }) => [state, tone, picture])).toEqual([
      ['taken', 'advise', '/pictures/s1?width=240'],
      ['current', 'busy', null],
    ]);
    expect(railSteps(review([blocking]), 'a').map(({ state }) => state)).toEqual(['blocked', 'pending']);
    const again = aSession({
      steps: [aStep('a', { state: 'accepted', shot: 's1' }), aStep('b', { state: 'skipped' })],
    });
    expect(railSteps(again, 'a').map(({ state }) => state)).toEqual(['accepted', 'skipped']);
  });

  it('fills the composite as the examiner sees it, empty cells and all', () => {
    const session = aSession({ composite: { title: { fr: 'P', en: 'C' }, rows: [['b', null], ['a']] } });
    const grid = railGrid(session, railSteps(session, null));
    expect(grid.map((row) => row.map((cell) => cell?.step.id ?? null))).toEqual([['b', null], ['a']]);
  });
});

describe('the series', () => {
  const delivery = {
    id: 'job-1',
    session: 'session-1',
    series: '2.25.2',
    store: 'folder:/srv',
    state: 'parked',
    attempts: 1,
    confirmed: 3,
    of: 9,
    pictures: [] as DeliveryView['pictures'],
    updatedAt: '2026-03-12T09:30:00.000Z',
  } as const;

  it('says what is missing and refuses to close while a required step is', () => {
    const steps = [
      aStep('a', { state: 'accepted', shot: 's1' }),
      aStep('b', { state: 'deferred' }),
      aStep('c', { state: 'skipped' }),
    ];
    const view = seriesView(aSnapshot({ session: aSession({ steps, shots: [aShot('s1', 'a')] }) }), 'session-1');
    expect(view?.missing.map(({ id }) => id)).toEqual(['b']);
    expect(view?.summary).toMatchObject({ accepted: 1, of: 3 });
    expect(view && mayClose(view)).toBe(false);
    const optional = steps.map((step) => ({ ...step, required: step.id !== 'b' }));
    const closable = seriesView(aSnapshot({ session: aSession({ steps: optional }) }), 'session-1');
    expect(closable && mayClose(closable)).toBe(true);
  });

  it('of an older session is its summary and its delivery', () => {
    const snapshot = aSnapshot({ sessions: [aSummary({ state: 'closed', accepted: 2 })], deliveries: [delivery] });
    expect(seriesView(snapshot, 'session-1')).toMatchObject({
      open: null,
      steps: [],
      deliveries: [{ id: 'job-1' }],
      edition: '2',
    });
    expect(seriesView(snapshot, 'session-2')).toBeNull();
  });

  it('can no longer be changed once closed', () => {
    const view = seriesView(aSnapshot({ session: aSession({ phase: 'closed', current: null }) }), 'session-1');
    expect(view?.open).toBeNull();
    expect(view && mayClose(view)).toBe(false);
  });

  it('shows another edition of its composite after each picture, and when another try is kept', () => {
    const edition = (step: Partial<StepView>): string | undefined => {
      const shots = [aShot('s1', 'a'), aShot('s2', 'a')];
      const session = aSession({ steps: [aStep('a', step)], shots });
      return seriesView(aSnapshot({ session }), 'session-1')?.edition;
    };
    const editions = [
      edition({ state: 'taken', shot: 's1' }),
      edition({ state: 'accepted', shot: 's1' }),
      edition({ state: 'accepted', shot: 's2' }),
    ];
    expect(new Set(editions).size).toBe(3);
  });

  it('names what is missing with what is known of it, and what was skipped with its reason', () => {
    const title = { fr: 'Haut', en: 'Up' };
    const missing = [aStep('a', { state: 'deferred', title }), aStep('b', { title })];
    expect(missingNames(missing, 'fr')).toBe('Haut (différée) · Haut');
    expect(skippedNames([aStep('c', { title, state: 'skipped', reason: 'refus' })], 'fr')).toBe('Haut (refus)');
  });

  it('keeps every try of a step, marks nothing of another visit as this one’s, and follows each picture to the store', () => {
    const prior = { takenAt: '2025-03-12T09:00:00.000Z', fieldWidthMm: 144 };
    const step = aStep('a', {
      state: 'accepted',
      shot: 's2',
      priors: [
        { ...prior, shot: 's2', session: 'session-1' },
        { ...prior, shot: 'p1', session: 'session-0' },
      ],
    });
    const shots = [aShot('s1', 'a', { state: 'rejected' }), aShot('s2', 'a', { state: 'accepted' })];
    const session = aSession({ steps: [step], shots });
    const deliveries = [{ ...delivery, pictures: [{ shot: 's2', state: 'confirmed' as const }] }];
    const view = seriesView(aSnapshot({ session, deliveries }), 'session-1');
    expect(view?.steps[0]).toMatchObject({ tries: [{ id: 's1' }, { id: 's2' }], sent: 'confirmed' });
    expect(view?.steps[0]?.earlier.map(({ shot }) => shot)).toEqual(['p1']);
    expect(view && shots.map((shot) => mayChoose(view, shot))).toEqual([true, false]);
  });

  it('shows upright pictures upright', () => {
    expect(sizeMm({ orientation: 'portrait' }, 360)).toEqual({ width: 240, height: 360 });
    expect(sizeMm({ orientation: 'landscape' }, 72)).toEqual({ width: 72, height: 48 });
  });

  it.each([
    [2, 2],
    [9, 3],
    [15, 5],
    [18, 5],
  ])('lays %i views out in %i columns', (cells, columns) => {
    expect(sheetColumns(cells)).toBe(columns);
  });

  it('speaks of the chosen step, else of what is missing, else of the last picture', () => {
    const steps = [aStep('a', { state: 'accepted' }), aStep('b', { state: 'accepted' }), aStep('c')];
    const shots = [aShot('s1', 'a'), aShot('s2', 'b')];
    const session = aSession({ steps, shots });
    expect(stepInHand(session, 'a')?.id).toBe('a');
    expect(stepInHand(session, null)?.id).toBe('c');
    expect(stepInHand({ ...session, steps: steps.slice(0, 2) }, null)?.id).toBe('b');
  });
});
