import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import type { Code, MirrorAxis, PlannedStep } from '../../electron/contract/protocol.ts';
import { loadData } from '../../electron/host/data.ts';
import { plan } from '../../electron/studio/plan.ts';
import { correctedViews, directPairs, faults, mirrorPairs, publishedViews } from '../rigs/orthodontic-views.ts';

const { protocols } = await loadData(findRoot(import.meta.dirname));

/** Every view that is shipped, extras included, by protocol and id. */
const shipped: [string, PlannedStep][] = [...protocols.values()].flatMap((protocol) =>
  [...plan(protocol), ...plan({ ...protocol, steps: protocol.extras })].map((step): [string, PlannedStep] => [
    join(protocol.id, step.id),
    step,
  ]),
);
const inTable = shipped.flatMap(([name, step]) => {
  const row = correctedViews.get(step.view);
  return row ? [{ name, step, row }] : [];
});

const retractor = '53535004';
const intraOralMirror = '1332162007';
const mirrored = '789135000';
const sides = { '': [], right: ['24028007'], left: ['7771000'] };
const conceptNames = {
  functional: '130325',
  finding: '118243007',
  observable: '363787002',
  occlusion: '25272006',
} as const;

const values = (codes: readonly Code[]): string[] => codes.map(({ value }) => value).sort();
const listed = (cell: string): string[] => cell.split('+').filter(Boolean).sort();

test.each(shipped)('%s is looked at once by each check', (_name, { checks }) => {
  const kinds = checks.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
});

describe('the orthodontic table', () => {
  test('has the faults that are corrected here', () => {
    for (const { view, published } of faults) expect(publishedViews.get(view)).toMatchObject(published);
    expect(publishedViews.size).toBe(73);
  });

  test.each(inTable)('$name is coded as the corrected table says', ({ step, row }) => {
    const { coding } = step;
    expect(coding.region.value).toBe(row.region);
    expect(values(coding.regionModifiers)).toEqual(sides[row.regionSide]);
    expect(coding.structure?.value ?? '').toBe(row.structure);
    expect(values(coding.structureModifiers)).toEqual(sides[row.structureSide]);
    expect(coding.view?.value ?? '').toBe(row.projection);
    expect(values(coding.viewModifiers)).toEqual(listed(row.modifier));
    expect(values(coding.devices).filter((value) => value !== retractor)).toEqual(listed(row.device));
    expect(coding.patientOrientation).toEqual(row.orientation);
    const said = Object.entries(conceptNames).flatMap(([column, name]) =>
      listed(row[column as keyof typeof conceptNames]).map((value) => [name, value]),
    );
    expect(coding.context.map(({ name, value }) => [name.value, value.value])).toEqual(said);
    const side = row.regionSide || row.structureSide;
    expect(coding.laterality).toBe(side === '' ? 'U' : { right: 'R', left: 'L' }[side]);
  });
});

type Vector = readonly [number, number, number];
const letters: Record<string, Vector> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  H: [0, 0, 1],
  F: [0, 0, -1],
};
const vector = (letter: string): Vector => letters[letter] ?? [0, 0, 0];
const opposite = (letter: string): string =>
  Object.keys(letters).find((other) => vector(other).every((part, axis) => part === -(vector(letter)[axis] ?? 0))) ??
  '';

/** What the mirror's flip makes of an orientation. */
function unflipped([row, column]: readonly [string, string], mirror: MirrorAxis): [string, string] {
  if (mirror === 'left-right') return [opposite(row), column];
  return mirror === 'top-bottom' ? [row, opposite(column)] : [row, column];
}

/** Where the camera looks in a picture that no mirror has turned round: right times down, into the picture. */
function lookingAt([row, column]: readonly [string, string]): string {
  const [a, b] = [vector(row), vector(column)];
  const cross: Vector = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  return Object.keys(letters).find((letter) => vector(letter).every((part, axis) => part === cross[axis])) ?? '';
}

describe('mirrors', () => {
  test.each(mirrorPairs)(
    '%s and its correction %s differ on one axis, which is the step’s mirror',
    (view, corrected) => {
      const [stored, shown] = [correctedViews.get(view)?.orientation, correctedViews.get(corrected)?.orientation];
      if (!stored || !shown) throw new Error('not in the table');
      const axes = (['left-right', 'top-bottom'] as const).filter(
        (axis) => unflipped(stored, axis).join() === shown.join(),
      );
      expect(axes).toHaveLength(1);
      for (const [, step] of shipped.filter(([, { view: code }]) => code === view)) expect([step.mirror]).toEqual(axes);
    },
  );

  test.each(directPairs)('%s without and %s with a mirror show the same', (direct, corrected) => {
    expect(correctedViews.get(direct)?.orientation).toEqual(correctedViews.get(corrected)?.orientation);
  });

  test('are shipped for each pair of today’s protocols', () => {
    const mirrors = new Set(shipped.flatMap(([, { view, mirror }]) => (mirror === 'none' ? [] : [view])));
    expect([...mirrors].sort()).toEqual(['IV02', 'IV19', 'IV24', 'IV26', 'PALATE']);
  });

  test.each(shipped)('%s is coded as a mirror’s picture where it is one, and nowhere else', (_name, step) => {
    const { devices, viewModifiers } = step.coding;
    expect(values(devices).includes(intraOralMirror)).toBe(step.mirror !== 'none');
    expect(values(viewModifiers).includes(mirrored)).toBe(step.mirror !== 'none');
  });

  const from: Record<string, string> = { '399198007': 'L', '399173006': 'R', '399033003': 'P' };
  const arches: Record<string, string> = { '39481002': 'H', '72914001': 'H', '88176008': 'F' };
  test.each(shipped)('%s: unflipped, its orientation is what a camera in front of it sees', (_name, step) => {
    const { view, structure, patientOrientation, regionModifiers } = step.coding;
    const side = { '24028007': 'L', '7771000': 'R' }[regionModifiers[0]?.value ?? ''];
    // Half a profile is told by its side; from above and below the table keeps the letters of a view from the front.
    const expected = arches[structure?.value ?? ''] ?? from[view?.value ?? ''] ?? side ?? 'P';
    expect(lookingAt(unflipped(patientOrientation, step.mirror))).toBe(expected);
  });
});

describe('every shipped view', () => {
  test.each(shipped)(
    '%s: what the operator reads as a code is in the object',
    (_name, { expression, accessories, coding }) => {
      const inContext = coding.context.map(({ value }) => value.value);
      if (expression?.code) expect(inContext).toContain(expression.code.value);
      for (const { code } of accessories) if (code) expect(values(coding.devices)).toContain(code.value);
      const named = accessories.flatMap(({ code }) => (code ? [code.value] : []));
      expect(values(coding.devices)).toEqual(named.sort());
    },
  );

  test.each(shipped)('%s has a guide of its own field', (_name, { guide, fieldWidthMm }) => {
    expect(guide).toMatch(new RegExp(`-${fieldWidthMm}$`));
  });

  test.each(shipped)(
    '%s fits the screen: a title in one line, an instruction in two, read from two metres',
    (_name, step) => {
      for (const language of ['fr', 'en'] as const) {
        expect(step.title[language].length).toBeLessThanOrEqual(30);
        expect(step.instruction[language].length).toBeLessThanOrEqual(90);
      }
    },
  );
});

test('the series are those of the departments, in their order', () => {
  const views = (id: string) => plan(protocols.get(id) ?? raise(id)).map(({ view }) => view);
  expect(views('ortho-15').join(' ')).toBe(
    'EV15 EV19 EV01 EV08 EV12 EV29 EV22 EV38 IV07 IV01 IV18 IV24 IV26 IV14 IV09',
  );
  expect(views('ortho-abo').join(' ')).toBe('EV01 EV15 EV19 IV07 IV01 IV18 IV24 IV26');
  expect(views('growth-face').join(' ')).toBe(
    'EV15 EV19 EV08 EV29 EV01 EV22 EV36 EV37 NOSE-LIP NOSE-BASAL LIPS-PURSED PALATE IV07 IV01 IV18 IV24 EAR-R EAR-L',
  );
});

test('each series is whole in its composite', () => {
  for (const { steps, composite } of protocols.values()) {
    expect(composite.rows.flat().filter(Boolean).sort()).toEqual(steps.map(({ id }) => id).sort());
  }
});

function raise(id: string): never {
  throw new Error(`${id} is not there`);
}
