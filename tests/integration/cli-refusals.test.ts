import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';

const root = findRoot(import.meta.dirname);
let place: Workplace;

beforeAll(async () => {
  place = await workplace();
});
afterAll(async () => {
  await place.remove();
});

const run = (...args: string[]) => cli(['run', '--vault', place.vault, ...args], place.env);
const patient = () => ['--patient', place.patient];
const camera = ['--camera', 'sim:nikon'];
const gaze = ['--protocol', 'gaze-9'];

describe('wrong usage ends with 2 and a sentence that names what is wrong', () => {
  const unreadable = () => join(place.folder, 'nobody.json');
  test.each<[string, () => string[], RegExp]>([
    ['no command', () => [], /Usage: incidence/],
    ['an unknown command', () => ['photograph'], /unknown command/],
    ['a missing option', () => ['run'], /required option '--protocol/],
    [
      'an unknown camera address',
      () => ['shoot', '--camera', 'leica:1', '--out', place.folder],
      /^address-invalid: .*leica:1/m,
    ],
    ['a liveview of no length', () => ['liveview', '--camera', 'sim:nikon', '--seconds', 'x'], /--seconds.*above 0/],
    [
      'a rate that is none',
      () => ['liveview', '--camera', 'sim:nikon', '--seconds', '1', '--fps', '0'],
      /--fps.*above 0/,
    ],
    ['no shots', () => ['shoot', '--camera', 'sim:nikon', '--out', place.folder, '--count', '0'], /--count.*from 1/],
    ['a setting without a value', () => ['shoot', '--camera', 'sim:nikon', '--out', '.', '--set', 'iso'], /KEY=VALUE/],
    [
      'a role twice',
      () => ['serve', '--vault', place.vault, '--camera', 'sim:nikon', '--camera', 'face=sim:canon'],
      /^address-invalid: .*face=sim:canon.*each ROLE/m,
    ],
    [
      'one body for two roles',
      () => ['serve', '--vault', place.vault, '--camera', 'usb:1,4', '--camera', 'intra-oral=usb:1,4'],
      /^address-invalid: .*intra-oral=usb:1,4.*each camera once/m,
    ],
    ['a port that is none', () => ['serve', '--port', '70000'], /--port.*65535/],
    ['an unknown protocol to plan', () => ['protocols', 'plan', 'gaze-10'], /^protocol-unknown: .*gaze-10/m],
    [
      'a protocol file that is not there',
      () => ['protocols', 'check', unreadable()],
      /^file-unreadable: .*nobody\.json/m,
    ],
  ])('%s', async (_name, args, message) => {
    const { status, stderr } = await cli(args(), place.env);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test.each<[string, () => string[], RegExp]>([
    [
      'an unknown protocol',
      () => ['--protocol', 'gaze-10', ...camera, ...patient()],
      /^protocol-unknown: .*gaze-10.*gaze-9/m,
    ],
    [
      'a wrong camera address',
      () => [...gaze, '--camera', 'ptpip:cam', ...patient()],
      /^address-invalid: .*ptpip:cam/m,
    ],
    [
      'a wrong trigger address',
      () => [...gaze, ...camera, '--trigger', 'usb:1', ...patient()],
      /^address-invalid: .*usb:1/m,
    ],
    [
      'a wrong store address',
      () => [...gaze, ...camera, '--store', 'ftp:x', ...patient()],
      /^address-invalid: .*ftp:x/m,
    ],
    [
      'an unknown light',
      () => [...gaze, ...camera, '--trigger', 'sim:trigger?profile=candle', ...patient()],
      /^address-invalid: .*candle.*studio-trigger-1/m,
    ],
    [
      'an operator whom DICOM cannot name',
      () => [...gaze, ...camera, ...patient(), '--operator', 'a\\b'],
      /--operator.*backslash/,
    ],
    ['an unknown step', () => [...gaze, ...camera, ...patient(), '--only', 'sideways'], /^step-unknown: .*sideways/m],
    [
      'a patient file that is not there',
      () => [...gaze, ...camera, '--patient', unreadable()],
      /^file-unreadable: .*nobody\.json/m,
    ],
  ])('run with %s', async (_name, args, message) => {
    const { status, stderr } = await run(...args());
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    [
      'is in another encoding, which would change the name',
      Buffer.from('{"patientId":"1","name":"SECRET^Zoé","birthDate":"2010-01-02","sex":"F"}', 'latin1'),
      /^file-invalid: .*patient-bad\.json.*UTF-8/m,
    ],
    [
      'has a name that no DICOM object can carry',
      '{"patientId":"1","name":"SECRET^b^c^d^e^f","birthDate":"2010-01-02","sex":"F"}',
      /^patient-invalid: .*name: .*five/m,
    ],
    ['is no object', '[]', /^patient-invalid: .*patient-bad\.json: Invalid/m],
    ['is not JSON', '{"name":"SECRET^Anna"', /^file-invalid: .*patient-bad\.json/m],
    [
      'has an unknown key',
      '{"patientId":"1","name":"SECRET^Anna","birthDate":"2010-01-02","sex":"F","age":9}',
      /^patient-invalid: .*patient-bad\.json.*age/m,
    ],
    [
      'has a day that does not exist',
      '{"patientId":"1","name":"SECRET^Anna","birthDate":"2010-02-30","sex":"F"}',
      /^patient-invalid: .*birthDate/m,
    ],
  ])('a patient file that %s, without quoting the patient', async (_name, text, message) => {
    const file = join(place.folder, 'patient-bad.json');
    await writeFile(file, text);
    const { status, stderr, stdout } = await run(...gaze, ...camera, '--patient', file);
    expect(stderr).toMatch(message);
    expect(stderr + stdout).not.toContain('SECRET');
    expect(status).toBe(2);
  });
});

describe('protocols', () => {
  test('list and plan give their documents', async () => {
    const list = await cli(['protocols', 'list', '--json'], place.env);
    expect(JSON.parse(list.stdout)).toContainEqual(expect.objectContaining({ id: 'gaze-9', steps: 9 }));
    const planned = await cli(['protocols', 'plan', 'gaze-9', '--json'], place.env);
    expect(JSON.parse(planned.stdout)).toHaveLength(9);
    expect(planned.status).toBe(0);
  });

  test('check names file and place, and exits 1', async () => {
    const folder = await mkdtemp(join(place.folder, 'protocols-'));
    try {
      const value = JSON.parse(await readFile(join(root, 'resources', 'protocols', 'gaze-9.json'), 'utf8'));
      value.steps[1].id = 'primary';
      value.steps[2].colour = 'red';
      const file = join(folder, 'broken.json');
      await writeFile(file, JSON.stringify(value));
      const { status, stdout, stderr } = await cli(['protocols', 'check', file, '--json'], place.env);
      expect(status).toBe(1);
      expect(stderr).toContain(file);
      const { ok, errors } = JSON.parse(stdout);
      expect(ok).toBe(false);
      expect(errors).toContainEqual({ file, path: 'steps[2].colour', message: expect.stringContaining('colour') });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('simulated pictures are refused by a hospital store before anything is photographed', async () => {
  const { status, stderr } = await run(
    ...gaze,
    ...camera,
    ...patient(),
    '--unattended',
    '--store',
    'dicomweb:http://127.0.0.1:9/dicom-web',
  );
  expect(stderr).toMatch(/^store-needs-test-flag: /m);
  expect(status).toBe(4);
});

test('errors speak French where the terminal does', async () => {
  const { stderr } = await cli(['protocols', 'plan', 'gaze-10'], { ...place.env, LC_ALL: 'fr_FR.UTF-8' });
  expect(stderr).toMatch(/^protocol-unknown: .*protocole/m);
});

test.each([[], ['run'], ['outbox'], ['outbox', 'wait'], ['protocols', 'check'], ['vault', 'status']])(
  'help at every level: %s %s',
  async (...path) => {
    const { status, stdout } = await cli([...path.filter(Boolean), '--help'], place.env);
    expect(stdout).toMatch(/Usage: incidence/);
    expect(status).toBe(0);
  },
);
