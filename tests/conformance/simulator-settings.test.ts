import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strikePose } from '../../electron/simulator/scene-state.ts';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { stubSubject } from '../rigs/stub-subject.ts';

const subject = stubSubject();
let camera: VirtualCamera;
let gphoto2: Gphoto2;

beforeAll(async () => {
  camera = await startVirtualCamera({
    model: 'nikon',
    subject,
    widthPx: 640,
    litByTrigger: false,
    seed: 7,
  });
  gphoto2 = await createGphoto2();
});
afterAll(async () => {
  await camera.close();
  await gphoto2.remove();
});

const run = (...args: string[]): Promise<string> => gphoto2.succeed(camera.port, ...args);

type Entry = { type: string; current: string; readonly: boolean; choices: string[] };

function parseEntries(text: string): Entry[] {
  return text
    .split(/^END$/m)
    .filter((part) => part.includes('Type:'))
    .map((part) => ({
      type: /^Type: (.*)$/m.exec(part)?.[1] ?? '',
      current: /^Current: (.*)$/m.exec(part)?.[1] ?? '',
      readonly: /^Readonly: 1$/m.test(part),
      choices: [...part.matchAll(/^Choice: \d+ (.*)$/gm)].map((match) => match[1] ?? ''),
    }));
}

async function get(...keys: string[]): Promise<Entry[]> {
  return parseEntries(await run(...keys.flatMap((key) => ['--get-config', key])));
}

describe('stock gphoto2 on the virtual D750', () => {
  it('reads who it is', async () => {
    const summary = await run('--summary');
    expect(summary).toMatch(/Manufacturer: Nikon Corporation\n/);
    expect(summary).toMatch(/Model: D750\n/);
    expect(summary).toMatch(/Serial Number: 0+6000007\n/);
    expect(summary).toMatch(/VolumeLabel: NIKON D750 {2}\[Slot 1\]/);
    expect(summary).toMatch(/File Download, File Deletion/);
  });

  it('tells how it is held, in the body’s own degrees', async () => {
    const held = { view: 'EV15', look: null, fieldWidthMm: 360, orientation: 'portrait', mirror: 'none' } as const;
    const told: string[] = [];
    for (const pose of [null, { ...held, grip: 'up' as const }, { ...held, grip: 'down' as const }]) {
      strikePose(camera.scene, pose);
      told.push((await get('orientation'))[0]?.current ?? '');
    }
    strikePose(camera.scene, null);
    expect(told).toEqual(["0'", "270'", "90'"]);
  });

  it('lists the keys that the studio uses', async () => {
    const keys = (await run('--list-config')).split('\n').map((line) => line.replace(/^.*\//, ''));
    const needed = `iso isoauto autoiso f-number shutterspeed shutterspeed2 whitebalance d01e imagequality imagesize
      capturetarget expprogram capturemode exposurecompensation exposuremetermode focusmode focusmode2 liveviewaffocus
      autofocusdrive changeafarea manualfocusdrive viewfinder liveviewimagezoomratio bulb flashmode nikonflashmode
      flashsyncspeed externalflash flashcharged datetime batterylevel availableshots serialnumber lensname orientation
      nocfcardrelease recordingmedia applicationmode 500d d100`.split(/\s+/);
    expect(needed.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('reads every key that it lists', async () => {
    const keys = [...new Set((await run('--list-config')).split('\n').filter((line) => line.startsWith('/')))];
    expect(keys.length).toBeGreaterThan(150);
    const entries = await get(...keys);
    expect(entries.length).toBe(keys.length);
  });

  it('stands in M with the choices of the body', async () => {
    const [program, aperture, shutter, quality, balance, target] = await get(
      'expprogram',
      'f-number',
      'shutterspeed2',
      'imagequality',
      'whitebalance',
      'capturetarget',
    );
    expect([program?.current, program?.readonly]).toEqual(['M', true]);
    expect([aperture?.choices[0], aperture?.choices.at(-1), aperture?.readonly]).toEqual(['f/2.8', 'f/32', false]);
    expect([shutter?.choices[0], shutter?.choices.at(-1), shutter?.choices.length]).toEqual(['1/4000', 'Bulb', 53]);
    expect(quality?.choices).toEqual([
      'JPEG Basic',
      'JPEG Normal',
      'JPEG Fine',
      'NEF (Raw)',
      'NEF+Basic',
      'NEF+Normal',
      'NEF+Fine',
    ]);
    expect(quality?.current).toBe('JPEG Fine');
    expect(balance?.choices).toContain('Color Temperature');
    expect(target?.choices).toEqual(['Internal RAM', 'Memory card']);
  });

  it.each([
    ['iso', '400'],
    ['f-number', 'f/11'],
    ['shutterspeed2', '1/200'],
    ['shutterspeed', '0.0040s'],
    ['whitebalance', 'Cloudy'],
    ['whitebalance', 'Color Temperature'],
    ['d01e', '5600'],
    ['imagequality', 'NEF+Fine'],
    ['imagequality', 'JPEG Fine'],
    ['imagesize', '4512x3008'],
    ['imagesize', '6016x4016'],
    ['capturetarget', 'Memory card'],
    ['exposurecompensation', '-1.333'],
    ['exposuremetermode', 'Multi Spot'],
    ['flashmode', 'Red-eye automatic'],
    ['isoauto', 'Off'],
    ['recordingmedia', 'Card'],
    ['nocfcardrelease', 'Off'],
  ])('takes %s = %s and says so when asked again', async (key, value) => {
    const [entry] = await get(key);
    if (entry?.type !== 'RANGE') expect(entry?.choices).toContain(value);
    await run('--set-config', `${key}=${value}`);
    expect((await get(key))[0]?.current).toBe(value);
  });

  it('moves both shutter times together', async () => {
    await run('--set-config', 'shutterspeed2=1/60');
    expect((await get('shutterspeed', 'shutterspeed2')).map((entry) => entry.current)).toEqual(['0.0166s', '1/60']);
    await run('--set-config', 'shutterspeed=0.0080s');
    expect((await get('shutterspeed', 'shutterspeed2')).map((entry) => entry.current)).toEqual(['0.0080s', '1/125']);
  });

  it('does not let the host turn the dial', async () => {
    const { stderr } = await gphoto2.run(camera.port, '--set-config', 'expprogram=A');
    expect(stderr).toMatch(/read only/i);
    expect((await get('expprogram'))[0]?.current).toBe('M');
  });

  it('lets the dial be turned by hand, and then decides itself what the program leaves to it', async () => {
    const writable = async (): Promise<boolean[]> =>
      (await get('f-number', 'shutterspeed2', 'shutterspeed')).map((entry) => !entry.readonly);
    for (const [value, label, left] of [
      [2, 'P', [false, false, false]],
      [3, 'A', [true, false, false]],
      [4, 'S', [false, true, true]],
      [1, 'M', [true, true, true]],
    ] as const) {
      camera.turn(0x500e, value);
      expect((await get('expprogram'))[0]?.current).toBe(label);
      expect(await writable()).toEqual(left);
    }
  });

  it('tells one focus mode by two keys, set by the menu or turned at the lens', async () => {
    const modes = async (): Promise<(string | undefined)[]> =>
      (await get('focusmode', 'focusmode2')).map((entry) => entry.current);
    await run('--set-config', 'focusmode2=AF-C');
    expect(await modes()).toEqual(['AF-C', 'AF-C']);
    camera.turn(0x500a, 1);
    expect(await modes()).toEqual(['Manual', 'MF (selection)']);
    camera.turn(0x500a, 0x8010);
    expect(await modes()).toEqual(['AF-S', 'AF-S']);
  });

  it('magnifies live view around the focus area, and only there', async () => {
    await run('--set-config', 'viewfinder=1', '--set-config', 'changeafarea=1504x1004', '--set-config-index', 'd1a3=4');
    expect(camera.condition.zoom).toBeCloseTo(4.7, 1);
    await run('--set-config', 'viewfinder=1', '--capture-preview', '--force-overwrite');
    expect(subject.liveViews.at(-1)?.zoom.at).toEqual({ x: 0.25, y: 0.25 });
    await run('--set-config-index', 'd1a3=0');
    expect(camera.condition.zoom).toBe(1);
  });

  it('lets live view imitate the exposure while it runs', async () => {
    expect((await get('d1a5'))[0]?.readonly).toBe(true);
    const shown = (settings: string[]): Promise<string> =>
      run(
        '--set-config',
        'viewfinder=1',
        ...settings.flatMap((setting) => ['--set-config', setting]),
        '--capture-preview',
        '--force-overwrite',
      );
    await shown(['d1a5=1', 'iso=800']);
    expect(subject.liveViews.at(-1)?.imitates).toMatchObject({ iso: 800, shutterS: 1 / 125 });
    await shown(['d1a5=0']);
    expect(subject.liveViews.at(-1)?.imitates).toBeNull();
  });

  it('is as sharp as its lens stands, in live view and in pictures, until it focuses', async () => {
    await run('--set-config', 'viewfinder=1', '--set-config', 'manualfocusdrive=-300');
    expect(camera.condition.focus).toEqual({ position: 1700, sharpAt: 2000 });
    await run('--capture-preview', '--force-overwrite');
    const live = subject.liveViews.at(-1)?.defocus ?? 0;
    await run('--set-config', 'f-number=f/16');
    await camera.pressShutter();
    const closed = subject.photographs.at(-1)?.exposure.defocus ?? 0;
    expect(closed).toBeGreaterThan(0);
    expect(live).toBeGreaterThan(closed * 5);
    await run('--set-config', 'autofocusdrive=1');
    expect(camera.condition.focus.position).toBe(2000);
    await camera.pressShutter();
    expect(subject.photographs.at(-1)?.exposure.defocus).toBe(0);
  });

  it('keeps its own clock', async () => {
    const date = new Date(2031, 4, 6, 7, 8, 9);
    await run('--set-config', `datetime=${date.getTime() / 1000}`);
    const [entry] = await get('datetime');
    expect(Number(entry?.current) - date.getTime() / 1000).toBeGreaterThanOrEqual(0);
    expect(Number(entry?.current) - date.getTime() / 1000).toBeLessThan(10);
    await run('--set-config', `datetime=${Math.floor(Date.now() / 1000)}`);
  });

  it('focuses, in live view also by steps, up to the stop of the lens', async () => {
    await run('--set-config', 'autofocusdrive=1');
    const outside = await gphoto2.run(camera.port, '--set-config', 'manualfocusdrive=100');
    expect(outside.stderr).toMatch(/only in LiveView/i);
    await run(
      '--set-config',
      'viewfinder=1',
      '--set-config',
      'manualfocusdrive=100',
      '--set-config',
      'changeafarea=300x200',
    );
    const end = await gphoto2.run(
      camera.port,
      '--set-config',
      'viewfinder=1',
      '--set-config',
      'manualfocusdrive=-32767',
    );
    expect(end.stderr).toMatch(/at limit/i);
  });
});
