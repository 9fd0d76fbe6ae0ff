import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { freePort } from '../rigs/orthanc.ts';
import { startWlmscpfs, type Wlmscpfs } from '../rigs/wlmscpfs.ts';

let place: Workplace;
let ris: Wlmscpfs;

beforeAll(async () => {
  place = await workplace();
  ris = await startWlmscpfs([
    {
      ...{ name: 'Müller-Østergård^Zoë', patientId: 'P-1', accession: 'A1', date: '20261122', time: '0815' },
      ...{ step: 'Œil', procedure: 'Série visage 9 vues', studyUid: '1.2.840.1' },
    },
    {
      ...{ charset: 'ISO_IR 100', name: 'Gräßner^François', patientId: 'P-2', accession: 'A2', date: '20261123' },
      ...{ step: 'Visage', birthDate: '' },
    },
  ]);
});
afterAll(async () => {
  await ris.close();
  await place.remove();
});

const worklist = (...args: string[]) =>
  cli(['worklist', '--vault', place.vault, '--from', ris.address, ...args], place.env);
const zoe = {
  ...{ patientId: 'P-1', name: 'Müller-Østergård^Zoë', birthDate: '2012-03-04', sex: 'F', accessionNumber: 'A1' },
  ...{ studyUid: '1.2.840.1', procedure: 'Série visage 9 vues', scheduledAt: '2026-11-22T08:15:00' },
};
const run = (...args: string[]) =>
  cli(['run', '--vault', place.vault, '--json', '--protocol', 'gaze-9', '--only', 'primary', ...args], place.env);

describe('worklist', () => {
  test('prints what there is, for people and for programs', async () => {
    const whole = await worklist('--json');
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(whole.stdout).items).toEqual([
      zoe,
      expect.objectContaining({ name: 'Gräßner^François', birthDate: '', accessionNumber: 'A2' }),
    ]);
    const lines = await worklist();
    expect(lines.stdout.split('\n')[0]).toBe('2026-11-22T08:15:00  A1  P-1  Müller-Østergård^Zoë  Série visage 9 vues');
  });

  test.each([
    [['--date', '2026-11-22'], ['A1']],
    [
      ['--date', '2026-11-22..2026-11-23'],
      ['A1', 'A2'],
    ],
    [['--patient', 'grassner'], ['A2']],
    [['--patient', 'P-1'], ['A1']],
    [['--accession', 'A2'], ['A2']],
    [['--date', '2026-11-24'], []],
  ])('is asked for %j', async (args, expected) => {
    const { items } = JSON.parse((await worklist('--json', ...args)).stdout);
    expect(items.map(({ accessionNumber }: typeof zoe) => accessionNumber)).toEqual(expected);
  });

  test.each([
    ['a RIS that is down', () => ['--from', `dicom:RIS@127.0.0.1:1`], 1, /^worklist-unreachable: .*ECONNREFUSED/m],
    ['a RIS of another name', () => ['--from', `dicom:X@127.0.0.1:${ris.port}`], 1, /^worklist-refused: /m],
    ['what is no RIS', () => ['--from', 'folder:/tmp'], 2, /^address-invalid: .*folder:\/tmp/m],
    ['what is no day', () => ['--date', '22.11.2026'], 2, /--date.*YYYY-MM-DD/],
    ['what is no AE title', () => ['--calling-aet', 'SEVENTEEN-LETTERS'], 2, /--calling-aet/],
  ])('says what is wrong with %s', async (_what, args, status, message) => {
    expect(await worklist(...args())).toMatchObject({ status, stderr: expect.stringMatching(message) });
  });
});

describe('run --worklist-item', () => {
  test('photographs whom the order names, into its study', async () => {
    const store = join(place.folder, 'store');
    const done = await run(
      ...['--worklist-item', 'A1', '--worklist', ris.address, '--camera', 'sim:nikon', '--unattended'],
      ...['--store', `folder:${store}`, '--test-store'],
    );
    expect(done).toMatchObject({ status: 0 });
    const document = JSON.parse(done.stdout);
    expect(document).toMatchObject({ studyUid: '1.2.840.1', simulated: true });
    expect(document.confirmed).toBe(document.of);
    await rm(store, { recursive: true });
  });

  test.each([
    ['nobody knows', 'Z9', 1, /^worklist-item-unknown: .*Z9/m],
    ['does not say when its patient was born', 'A2', 2, /^patient-invalid: .*birthDate/m],
  ])('refuses an order that %s', async (_what, accession, status, message) => {
    const tried = await run('--worklist-item', accession, '--worklist', ris.address, '--camera', 'sim:nikon');
    expect(tried).toMatchObject({ status, stderr: expect.stringMatching(message) });
  });

  test('needs a worklist, and a patient or an order but not both', async () => {
    const unset = await run('--worklist-item', 'A1', '--camera', 'sim:nikon');
    expect(unset).toMatchObject({ status: 2, stderr: expect.stringMatching(/^worklist-unset: /m) });
    const nobody = await run('--camera', 'sim:nikon');
    expect(nobody).toMatchObject({ status: 2, stderr: expect.stringMatching(/^bad-input: .*--worklist-item/m) });
    const both = await run('--camera', 'sim:nikon', '--worklist-item', 'A1', '--patient', place.patient);
    expect(both).toMatchObject({ status: 2, stderr: expect.stringMatching(/^bad-input: .*--worklist-item/m) });
  });

  test('says that its RIS is down', async () => {
    const down = `dicom:RIS@127.0.0.1:${await freePort()}`;
    const tried = await run('--worklist-item', 'A1', '--worklist', down, '--camera', 'sim:nikon');
    expect(tried).toMatchObject({ status: 1, stderr: expect.stringMatching(/^worklist-unreachable: /m) });
  });
});

test('that somebody asked a RIS is in the trail of a station that has one, and of nobody in particular', async () => {
  const vault = join(place.folder, 'audited');
  await cli(['vault', 'init', '--vault', vault], place.env);
  expect(await worklist('--vault', vault, '--patient', 'P-1')).toMatchObject({ status: 0 });
  const out = join(place.folder, 'audit.jsonl');
  expect(await cli(['audit', 'export', '--vault', vault, '--out', out], place.env)).toMatchObject({ status: 0 });
  const written = await readFile(out, 'utf8');
  expect(written).toMatch(/"event":"worklist-queried","outcome":"success","operator":"station".*"about":"command"/);
  expect(written).not.toContain('P-1');
});
