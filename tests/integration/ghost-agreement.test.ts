import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { type Subject, wholeField } from '../../electron/simulator/subject-port.ts';
import { type Match, register } from '../../renderer/liveview/ghost/agreement/register.ts';
import { gridPx } from '../../renderer/liveview/ghost/agreement/size.ts';
import { structureOf } from '../../renderer/liveview/ghost/agreement/structure.ts';
import { judge } from '../../renderer/liveview/ghost/agreement/verdict.ts';
import { exposure } from '../rigs/drawn-subject.ts';
import { type Drawing, fieldWidthMm, type Held, photographed, seen, teethDrawing } from '../rigs/grey-pictures.ts';

/** A picture with flash beside live view in the room's light: other shadows, other reflexes, other noise. */
let subject: Subject;
let ghost: Drawing;
let live: Drawing;

beforeAll(async () => {
  subject = createSubject({ seed: 3, now: () => 0 });
  ghost = await photographed(await subject.photograph(exposure()));
  const size = { widthPx: 960, heightPx: 640 };
  const room = { look: null, pose: null, sequence: 0, lamp: false, zoom: wholeField, defocus: 0, imitates: null };
  live = await photographed(await subject.liveFrame({ ...room, ...size }));
});
afterAll(() => subject.close());

function match(held: Held, picture = live): Match {
  const [now, past] = [structureOf(seen(picture, held)), structureOf(seen(ghost))];
  if (!now || !past) throw new Error('There is nothing to compare.');
  return register(now, past);
}

const verdict = (found: Match) => judge([found, found, found], { px: gridPx, mm: fieldWidthMm }, null);

it('a flash picture and dim live view of one face agree when they lie upon each other', () => {
  const judged = verdict(match({}));
  expect(judged?.share).toBeGreaterThan(0.9);
  expect(judged?.hint).toBeNull();
});

it.each<Held>([{ rightMm: 5 }, { rightMm: -7, downMm: -4 }, { clockwiseDeg: 3 }, { rightMm: 4, clockwiseDeg: -2.5 }])(
  'the way is found in spite of the light: %j',
  (held) => {
    const found = match(held);
    const mm = fieldWidthMm / gridPx;
    expect(Math.abs(found.offset.right * mm - (held.rightMm ?? 0))).toBeLessThan(1);
    expect(Math.abs(found.offset.down * mm - (held.downMm ?? 0))).toBeLessThan(1);
    expect(Math.abs(found.offset.clockwiseDeg - (held.clockwiseDeg ?? 0))).toBeLessThan(0.6);
    expect(verdict(found)?.hint).not.toBeNull();
    expect(verdict(found)?.share).toBeLessThan((verdict(match({}))?.share ?? 0) - 0.05);
  },
);

it('a face that has grown agrees less, and is told to move no further than it must', () => {
  const grown = match({ scale: 1.1 });
  expect(verdict(grown)?.share).toBeLessThan(0.65);
  expect(verdict(grown)?.hint?.clockwiseDeg ?? 0).toBe(0);
});

it('teeth before a ghost of eyes agree little, and no way is told', () => {
  const judged = verdict(match({}, teethDrawing));
  expect(judged?.share).toBeLessThan(0.4);
  expect(judged?.hint).toBeNull();
});
