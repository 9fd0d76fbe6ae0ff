import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../electron/cli/diagnosis/report.ts';
import { cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

let place: Workplace;
let camera: VirtualCamera | undefined;

beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  await camera?.stop();
  camera = undefined;
  await place.remove();
});

type Produced = { produced: { name: string; sha256: string }[] };

/** A body with one picture of the user's on its card. */
async function bodyWithPicture(model: 'nikon' | 'canon'): Promise<VirtualCamera> {
  camera = await startVirtualCamera({ model, plain: true, widthPx: 1024 });
  await expect.poll(() => camera?.control({ shutter: true })).toMatchObject({ ok: true });
  return camera;
}

const outcomes = ({ steps }: Report): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));

describe.each(['nikon', 'canon'] as const)('a virtual %s', (model) => {
  test('passes when its button is pressed and it is unplugged as asked; the report names nobody', async () => {
    const body = await bodyWithPicture(model);
    const out = join(place.folder, 'report.md');
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
    const serial = await cli(['shoot', '--json', '--camera', body.address, '--out', place.folder], place.env);
    const { serial: number } = JSON.parse(serial.stdout).camera;
    expect(number).toMatch(/\d{4}/);
    for (const secret of [number, body.address, '127.0.0.1']) expect(text + stdout).not.toContain(secret);
  });

  test('keeps what was on its card, and gets its settings back', async () => {
    const body = await bodyWithPicture(model);
    const read = async (): Promise<Map<string, unknown>> => {
      const { stdout } = await cli(['diagnose', '--json', '--unattended', '--camera', body.address], place.env);
      const { keys } = JSON.parse(stdout) as Report;
      return new Map(keys.filter(({ readOnly }) => !readOnly).map(({ key, value }) => [key, value]));
    };
    const first = await read();
    const second = await read();
    for (const key of ['iso', 'f-number', 'aperture', 'whitebalance', 'imagequality', 'imageformat', 'capturetarget'])
      expect([key, second.get(key)]).toEqual([key, first.get(key)]);
    const { produced } = (await body.control({ produced: true })) as Produced;
    expect(produced.length).toBeGreaterThan(5);
    const { state } = (await body.control({ state: true })) as { state: { files?: number } };
    if (state.files !== undefined) expect(state.files).toBe(1);
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
