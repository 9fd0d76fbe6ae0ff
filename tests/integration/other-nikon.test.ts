import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { createGphoto2 } from '../rigs/gphoto2.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { type OtherNikon, startOtherNikon } from '../rigs/other-nikon.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let orthanc: Orthanc;
let place: Workplace;
let camera: OtherNikon | undefined;

beforeAll(async () => {
  orthanc = await startOrthanc();
});
afterAll(() => orthanc.close());
beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  await camera?.stop();
  camera = undefined;
  await place.remove();
});

async function attach(...options: string[]): Promise<OtherNikon> {
  camera = await startOtherNikon(...options);
  return camera;
}

const command = (...args: string[]) => cli([...args, '--json', '--vault', place.vault], place.env);
const series = (address: string) => [
  ...['run', '--unattended', '--protocol', 'gaze-9', '--patient', place.patient],
  ...['--camera', address, '--store', orthanc.address],
];

describe('a Nikon that is not ours', () => {
  test('is one that the stock program can use', async () => {
    const { address, jpegs } = await attach();
    const stock = await createGphoto2();
    try {
      expect((await stock.run(address, '--summary')).stdout).toContain('Model: D750');
      const { stdout } = await stock.run(address, '--list-config');
      expect(stdout.split('\n')).toContain('/main/capturesettings/f-number');
      const capture = ['--set-config', 'capturetarget=1', '--capture-image-and-download', '--filename', 'one.jpg'];
      expect(await stock.run(address, ...capture)).toMatchObject({ code: 0 });
      expect(sha256(await readFile(join(stock.folder, 'one.jpg')))).toBe(jpegs[0]);
    } finally {
      await stock.remove();
    }
  });

  test.each([
    ['with two cards and a wrapping counter'],
    ['that says little', '--minimal'],
    ['that says little and offers few choices', '--minimal', '--choices', 'sparse', '--no-liveview'],
    ['without a card, one event at a time', '--ram-only', '--events', 'single'],
    ['that tells of files after it was done', '--events', 'late', '--choices', 'sparse'],
    ['that insists on NEF + JPEG, both late', '--both-files-late'],
  ])('%s: nine confirmed, nine identical, and the bytes are its own', async (_, ...options) => {
    const { address, jpegs } = await attach(...options);
    const { status, stdout, stderr } = await command(...series(address));
    expect(stderr).toContain('9 of 9 confirmed');
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ confirmed: 9, of: 9, simulated: false });
    expect(new Set(jpegs).size).toBe(9);
    expect(document.shots.map((shot: { sha256: string }) => shot.sha256)).toEqual(jpegs);
    const stored = await orthanc.files();
    for (const shot of document.shots) {
      const file = stored.get(shot.sopInstanceUid);
      expect(file && sha256(pictureIn(file))).toBe(shot.sha256);
    }
    const verified = await command('verify', '--store', orthanc.address, '--series', document.seriesUid);
    expect(JSON.parse(verified.stdout)).toEqual({ instances: 9, identical: 9, missing: 0, different: 0 });
    expect(verified.status).toBe(0);
  });

  test('whose aperture only a ring moves is refused with what was asked and what it has', async () => {
    const { address, jpegs } = await attach('--read-only-aperture');
    const { status, stderr } = await command(...series(address));
    expect(stderr).toMatch(/^camera-setting-refused: .*aperture.*\b11\b.*\b5\.6\b/m);
    expect(status).toBe(1);
    expect(jpegs).toEqual([]);
  });

  test('that makes progressive JPEGs is told at the first picture, not by a parked upload', async () => {
    const picture = join(place.folder, 'progressive.jpg');
    const noise = { channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 20 }, width: 900, height: 600 } as const;
    await sharp({ create: { ...noise, background: 'grey' } })
      .jpeg({ progressive: true })
      .toFile(picture);
    const { address, jpegs } = await attach('--picture', picture);
    const { status, stderr } = await command(...series(address));
    expect(stderr).toContain('No store can take this kind of picture unchanged.');
    expect(stderr).toMatch(/^quality-blocked: /m);
    expect(status).toBe(4);
    expect(JSON.parse((await command('vault', 'status')).stdout)).toMatchObject({ originals: jpegs.length });
  });

  test('gives live view and pictures on one connection after the other', async () => {
    const { address, jpegs } = await attach();
    const out = join(place.folder, 'out');
    const shoot = () => cli(['shoot', '--json', '--camera', address, '--out', out], place.env);
    expect((await shoot()).status).toBe(0);
    const live = await cli(['liveview', '--json', '--camera', address, '--seconds', '0.5'], place.env);
    expect(JSON.parse(live.stdout).frames).toBeGreaterThan(10);
    expect((await shoot()).status).toBe(0);
    const names = (await readdir(out)).sort();
    const hashes = await Promise.all(names.map(async (name) => sha256(await readFile(join(out, name)))));
    expect(hashes).toEqual(jpegs);
  });
});
