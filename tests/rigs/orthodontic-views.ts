import { readFileSync } from 'node:fs';

/** One view of ANSI/ADA-1107 as the public table codes it: SNOMED CT values, nothing where the table has nothing. */
export type OrthodonticView = {
  /** Where a row and a column run to. */
  orientation: [string, string];
  region: string;
  regionSide: '' | 'left' | 'right';
  structure: string;
  structureSide: '' | 'left' | 'right';
  device: string;
  projection: string;
  modifier: string;
  functional: string;
  finding: string;
  observable: string;
  occlusion: string;
};

/** Views with a mirror as they are stored, and the same ones corrected. */
export const mirrorPairs: [string, string][] = [
  ['IV02', 'IV03'],
  ['IV05', 'IV06'],
  ['IV19', 'IV20'],
  ['IV22', 'IV23'],
  ['IV24', 'IV25'],
  ['IV26', 'IV27'],
];

/** Views that are made without a mirror, and with one but corrected: they show the same. */
export const directPairs: [string, string][] = [
  ['IV01', 'IV03'],
  ['IV04', 'IV06'],
  ['IV18', 'IV20'],
  ['IV21', 'IV23'],
];

const [heading = '', ...lines] = readFileSync(new URL('orthodontic-views.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const columns = heading.split(',');

/** The table as it is published, faults included. */
export const publishedViews: ReadonlyMap<string, OrthodonticView> = new Map(
  lines.map((line) => {
    const {
      view = '',
      orientation = '',
      ...codes
    } = Object.fromEntries(line.split(',').map((cell, column) => [columns[column], cell]));
    return [view, { ...codes, orientation: orientation.split('\\') } as OrthodonticView];
  }),
);

const lipsRelaxed = '1336028006';
const lipsClosed = '1336029003';

/** What is wrong in it: each entry says what stands there, so that a mended table is noticed. */
export const faults: { view: string; published: Partial<OrthodonticView>; correct: Partial<OrthodonticView> }[] = [
  // Its own description says centric occlusion.
  { view: 'IV20', published: { occlusion: '736783005' }, correct: { occlusion: '110320000' } },
  // Against IV25 it would be turned round, not mirrored.
  { view: 'IV24', published: { orientation: ['R', 'A'] }, correct: { orientation: ['L', 'A'] } },
  // EV01 to EV04, the same from the right, say what the lips do.
  { view: 'EV22', published: { functional: '' }, correct: { functional: lipsRelaxed } },
  { view: 'EV23', published: { functional: '' }, correct: { functional: lipsRelaxed } },
  { view: 'EV24', published: { functional: '' }, correct: { functional: lipsClosed } },
  { view: 'EV25', published: { functional: '' }, correct: { functional: lipsClosed } },
  // Any mirror, where there is a code for the one that is used.
  ...mirrorPairs.flat().map((view) => ({
    view,
    published: { device: '47162009' },
    correct: { device: '1332162007' },
  })),
];

export const correctedViews: ReadonlyMap<string, OrthodonticView> = new Map(
  [...publishedViews].map(([view, row]) => {
    const corrections = faults.flatMap((fault) => (fault.view === view ? [fault.correct] : []));
    return [view, Object.assign({ ...row }, ...corrections)];
  }),
);
