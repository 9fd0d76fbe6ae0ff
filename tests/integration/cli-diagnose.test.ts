import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../electron/cli/diagnosis/report.ts';
import { cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

let place: Workplace;
let camera: VirtualCamera | undefined;
let gphoto2: Gphoto2;

beforeEach(async () => {
  [place, gphoto2] = await Promise.all([workplace(), createGphoto2()]);
});
afterEach(async () => {
  await camera?.stop();
  camera = undefined;
  await Promise.all([place.remove(), gphoto2.remove()]);
});

const bodyFiles = { nikon: ['DSC_0001.JPG', 'DSC_0005.JPG'], canon: ['IMG_0001.JPG', 'IMG_0005.JPG'] } as const;
const settingKeys = {
  nikon: [
    'iso',
    'f-number',
    'shutterspeed2',
    'whitebalance',
    'imagequality',
    'imagesize',
    'capturetarget',
    'focusmode2',
  ],
  canon: [
    'iso',
    'aperture',
    'shutterspeed',
    'whitebalance',
    'imageformat',
    'capturetarget',
    'drivemode',
    'meteringmode',
  ],
} as const;

/** What the stock program reads, in the body's own words. */
async function settingsOf(body: VirtualCamera, model: 'nikon' | 'canon'): Promise<string[]> {
  const { stdout } = await gphoto2.run(body.address, ...settingKeys[model].flatMap((key) => ['--get-config', key]));
  const values = [...stdout.matchAll(/^Current: (.*)$/gm)].map(([, value = '']) => value);
  expect(values).toHaveLength(settingKeys[model].length);
  return values;
}

async function filesOn(body: VirtualCamera): Promise<string[]> {
  const { stdout } = await gphoto2.run(body.address, '--list-files');
  return [...stdout.matchAll(/^#\d+\s+(\S+)/gm)].map(([, name = '']) => name).sort();
}

/** A body with one picture of the user's on its card. */
async function bodyWithPicture(model: 'nikon' | 'canon'): Promise<VirtualCamera> {
  camera = await startVirtualCamera({ model, plain: true, widthPx: 1024 });
  await expect.poll(() => camera?.control({ shutter: true })).toMatchObject({ ok: true });
  return camera;
}

const outcomes = ({ steps }: Report): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));

describe.each(['nikon', 'canon'] as const)('a virtual %s', (model) => {
  test('passes when its button is pressed and it is unplugged as asked; nothing else is left changed, nobody named', async () => {
    const body = await bodyWithPicture(model);
    const out = join(place.folder, 'report.md');
    const before = await settingsOf(body, model);
    const going = startCli(['diagnose', '--json', '--camera', body.address, '--out', out], place.env);
    await going.says('Press the shutter button');
    await expect.poll(() => body.control({ shutter: true })).toMatchObject({ ok: true });
    await going.says('Unplug the camera');
    await body.control({ fault: { name: 'unplug', ms: 500 } });
    const { status, stdout, stderr } = await going.done;
    expect(stderr).not.toContain('FAILED');
    expect(status).toBe(0);

    const report = JSON.parse(stdout) as Report;
    const told = outcomes(report);
    for (const step of ['JPEG to the card', 'RAW and JPEG as one shot', 'live view', 'the button on the body'])
      expect(told).toMatchObject({ [step]: 'passed' });
    expect(told).toMatchObject({ detect: 'skipped', 'unplugged and put back': 'passed', 'setting iso': 'passed' });
    expect(report.library).toMatch(/^2\.\d+\.\d+/);
    expect(report.keys.find(({ key }) => key === 'iso')?.choices).toContain('400');
    expect(report.keys.filter(({ kind, value }) => kind === 'text' && value !== undefined)).toEqual([]);

    const text = await readFile(out, 'utf8');
    expect(text).toContain('| JPEG to the card | passed |');
    expect(await settingsOf(body, model)).toEqual(before);
    // What was there, and what the hand made. All that the diagnosis made is gone again.
    expect(await filesOn(body)).toEqual([...bodyFiles[model]]);

    const serial = await cli(['shoot', '--json', '--camera', body.address, '--out', place.folder], place.env);
    const { serial: number } = JSON.parse(serial.stdout).camera;
    expect(number).toMatch(/\d{4}/);
    for (const secret of [number, body.address, '127.0.0.1']) expect(text + stdout).not.toContain(secret);
  });

  test('with a clamped setting, a full card and no live view fails by name, and tries the rest', async () => {
    const body = await bodyWithPicture(model);
    const [property, value] = model === 'nikon' ? ['5007', 560] : ['d101', 0x2d];
    await body.control({ fault: { name: 'clamp', property, value } });
    await body.control({ fault: { name: 'card-full' } });
    await body.control({ fault: { name: 'live-view-prohibited' } });
    const { status, stdout, stderr } = await cli(
      ['diagnose', '--json', '--unattended', '--camera', body.address],
      place.env,
    );
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as Report;
    expect(outcomes(report)).toMatchObject({
      'setting aperture': 'failed',
      'JPEG to the card': 'failed',
      'live view': 'failed',
      'magnified live view': 'skipped',
      'setting iso': 'passed',
    });
    const failure = report.steps.find(({ name }) => name === 'JPEG to the card')?.error;
    expect(failure).toMatchObject({ code: 'camera-card-full', words: expect.stringContaining('200c') });
    expect(stderr).toMatch(/^FAILED live view .*camera-live-view-refused/m);
  });
});

test('a camera that is not there is a failed step, not a failed diagnosis', async () => {
  const { status, stdout } = await cli(
    ['diagnose', '--json', '--unattended', '--camera', 'ptpip:127.0.0.1:9'],
    place.env,
  );
  expect(status).toBe(1);
  expect(outcomes(JSON.parse(stdout) as Report)).toEqual({ detect: 'skipped', 'claim and open': 'failed' });
});
