import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

const run = promisify(execFile);
let place: Workplace;
let camera: VirtualCamera;
let orthanc: Orthanc;

/** It may ask; nobody listens there. */
const stations = [{ aet: 'INCIDENCE', port: 9 }];
beforeEach(async () => {
  [place, camera, orthanc] = await Promise.all([workplace(), startVirtualCamera(), startOrthanc({ stations })]);
});
afterEach(async () => {
  await Promise.all([camera.stop(), orthanc.close()]);
  await place.remove();
});

/** Nine pictures that stand, the report, and the Key Objects that name all of it. */
const objects = 9 + 2;
const series = () => [
  ...['run', '--json', '--unattended', '--vault', place.vault, '--protocol', 'gaze-9', '--patient', place.patient],
  ...['--camera', camera.address, '--store', orthanc.address],
];
const command = (...args: string[]) => cli([...args, '--json', '--vault', place.vault], place.env);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Every file on the card, downloaded by the stock program. */
async function onTheCard(): Promise<Set<string>> {
  const folder = await mkdtemp(join(place.folder, 'card-'));
  const env = { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' };
  await run('gphoto2', ['--port', camera.address, '--get-all-files'], { cwd: folder, env });
  const pictures = (await readdir(folder)).filter((name) => name.endsWith('.JPG'));
  return new Set(await Promise.all(pictures.map(async (name) => sha256(await readFile(join(folder, name))))));
}

describe('nine directions of gaze, from a camera on the network to Orthanc', () => {
  test('are photographed, delivered, confirmed, and the bytes are the camera’s own', async () => {
    const result = await cli(series(), place.env);
    expect(result.stderr).toContain('9 of 9 confirmed');
    expect(result.status).toBe(0);
    const document = JSON.parse(result.stdout);
    expect(document).toMatchObject({ confirmed: 9, of: 9, simulated: false, store: orthanc.address });
    expect(document.deliveries).toMatchObject([
      { state: 'confirmed', objects: { confirmed: objects, of: objects }, receipt: { sha256: /^[0-9a-f]{64}$/ } },
    ]);
    expect(document.shots).toHaveLength(9);
    expect(new Set(document.shots.map((shot: { state: string }) => shot.state))).toEqual(new Set(['accepted']));

    const hashes = new Set(document.shots.map((shot: { sha256: string }) => shot.sha256));
    expect(hashes.size).toBe(9);
    const { produced } = (await camera.control({ produced: true })) as { produced: { sha256: string }[] };
    expect(new Set(produced.map((file) => file.sha256))).toEqual(hashes);
    expect(await onTheCard()).toEqual(new Set());
    const stored = await orthanc.files();
    for (const shot of document.shots) {
      const file = stored.get(shot.sopInstanceUid);
      expect(file && sha256(pictureIn(file))).toBe(shot.sha256);
    }

    for (const address of [orthanc.address, orthanc.dicom]) {
      const verified = await command('verify', '--store', address, '--series', document.seriesUid);
      expect(JSON.parse(verified.stdout)).toEqual({ instances: 9, identical: 9, missing: 0, different: 0 });
      expect(verified.status).toBe(0);
    }
    const listed = JSON.parse((await command('outbox', 'list')).stdout);
    expect(listed.jobs).toMatchObject([
      {
        series: document.seriesUid,
        state: 'confirmed',
        confirmed: 9,
        of: 9,
        objects: { confirmed: objects, of: objects },
      },
    ]);
    expect(JSON.parse((await command('vault', 'status')).stdout)).toMatchObject({
      sessions: 1,
      originals: 9,
      damaged: 0,
    });
    expect(await readFile(join(place.folder, 'log.jsonl'), 'utf8')).not.toMatch(/ÆRØ|P-2041/);

    const file = join(place.folder, 'trail.jsonl');
    expect(JSON.parse((await command('audit', 'export', '--out', file)).stdout)).toMatchObject({ intact: true });
    const trail = await readFile(file, 'utf8');
    const told = trail.split('\n').slice(0, -1);
    const nine = Array(9).fill(['shot-taken', 'shot-accepted']).flat();
    const ends = ['series-closed', 'series-sent', 'series-confirmed', 'studio-stopped'];
    const events = told.map((line): string => JSON.parse(line).event);
    expect(events).toEqual(['studio-started', 'patient-opened', ...nine, ...ends]);
    expect(trail).not.toMatch(/ÆRØ|P-2041|2016-05-04/);
  });

  test('go on after a download that broke off: nothing partial is kept, nothing is doubled', async () => {
    await camera.control({ fault: { name: 'drop-in-download', afterBytes: 20_000 } });
    const { status, stdout, stderr } = await cli(series(), place.env);
    expect(stderr).toMatch(/^camera-gone: /m);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ confirmed: 9, of: 9 });
    expect((await orthanc.files()).size).toBe(objects);
    expect(JSON.parse((await command('vault', 'check')).stdout)).toEqual({ checked: 9, damaged: [] });
  });

  test('end with a coded sentence when the camera dies in a download; what was saved is there', async () => {
    const going = startCli(series(), place.env);
    await going.says('[3/9]');
    await camera.control({ fault: { name: 'drop-in-download', afterBytes: 20_000 } });
    await going.says('camera-gone: ');
    await camera.kill();
    const { status, stdout, stderr } = await going.done;
    expect(stderr).toMatch(/^camera-gone: .{20,}/m);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    const checked = JSON.parse((await command('vault', 'check')).stdout);
    expect(checked.damaged).toEqual([]);
    expect(checked.checked).toBeGreaterThanOrEqual(2);
    const everything = await readdir(place.vault, { recursive: true });
    expect(everything.filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('survive Orthanc’s death in the upload: parked, then nine after a retry, none twice', async () => {
    const going = startCli(series(), place.env);
    await going.says('[9/9]');
    orthanc.freeze();
    await expect.poll(() => jobText(), { timeout: 30_000 }).toContain('"sending"');
    await orthanc.kill();
    const { status, stderr, stdout } = await going.done;
    expect(stderr).toMatch(/^store-unreachable: .{20,}/m);
    expect(status).toBe(3);
    const { seriesUid } = JSON.parse(stdout);

    await orthanc.restart();
    const retried = await command('outbox', 'retry');
    expect(JSON.parse(retried.stdout).jobs).toMatchObject([
      { state: 'confirmed', confirmed: 9, of: 9, objects: { confirmed: objects, of: objects } },
    ]);
    expect(retried.status).toBe(0);
    expect((await orthanc.files()).size).toBe(objects);
    const verified = await command('verify', '--store', orthanc.address, '--series', seriesUid);
    expect(JSON.parse(verified.stdout)).toMatchObject({ identical: 9, missing: 0, different: 0 });
  });

  test('stop with exit 1 where the body keeps another aperture than the protocol demands', async () => {
    await camera.control({ fault: { name: 'clamp', property: '5007', value: 800 } });
    const { status, stderr } = await cli(series(), place.env);
    expect(stderr).toMatch(/^camera-setting-refused: .*11.*8/m);
    expect(status).toBe(1);
    expect(await onTheCard()).toEqual(new Set());
  });

  async function jobText(): Promise<string> {
    const files = await readdir(join(place.vault, 'outbox')).catch(() => []);
    const names = files.filter((name) => name.endsWith('.sealed'));
    return (await Promise.all(names.map((name) => readSealed(place.vault, `outbox/${name}`)))).flat().join('');
  }
});

describe('one camera without a session', () => {
  test('shoot writes the camera’s own bytes under numbers of our own', async () => {
    const out = join(place.folder, 'out');
    const args = ['shoot', '--json', '--camera', camera.address, '--out', out, '--count', '2', '--set', 'iso=400'];
    const { status, stdout } = await cli(args, place.env);
    expect(status).toBe(0);
    const { shots } = JSON.parse(stdout);
    expect(shots).toHaveLength(2);
    const written = new Set<string>();
    for (const { files, settings } of shots) {
      expect(settings).toEqual({ iso: 400 });
      const bytes = await readFile(files[0].path);
      expect(bytes.byteLength).toBe(files[0].bytes);
      expect(sha256(bytes)).toBe(files[0].sha256);
      written.add(files[0].sha256);
    }
    expect(await onTheCard()).toEqual(written);
    await cli(args, place.env);
    expect((await readdir(out)).sort()).toEqual(['shot-0001.jpg', 'shot-0002.jpg', 'shot-0003.jpg', 'shot-0004.jpg']);
  });

  test('liveview measures and keeps the last frame', async () => {
    const last = join(place.folder, 'last.jpg');
    const args = ['liveview', '--json', '--camera', camera.address, '--seconds', '1', '--fps', '10', '--out', last];
    const { status, stdout } = await cli(args, place.env);
    expect(status).toBe(0);
    const { frames, fps, bytesPerFrame } = JSON.parse(stdout);
    expect(frames).toBeGreaterThan(4);
    expect(fps).toBeLessThan(11);
    expect(bytesPerFrame).toBeGreaterThan(1000);
    expect([...(await readFile(last)).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  test('a camera that is not there is said so', async () => {
    await camera.kill();
    const { status, stderr } = await cli(['shoot', '--camera', camera.address, '--out', place.folder], place.env);
    expect(stderr).toMatch(/^camera-(not-found|gone): /m);
    expect(status).toBe(1);
  });

  test('cameras lists the virtual bodies as simulated', async () => {
    const { stdout } = await cli(['cameras', '--json'], place.env);
    expect(JSON.parse(stdout).cameras).toContainEqual({ address: 'sim:nikon', model: 'Nikon D750', simulated: true });
  });
});
