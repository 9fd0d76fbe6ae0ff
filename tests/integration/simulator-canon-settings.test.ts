import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { ConfigEntry, NativeCamera } from '../../native/addon.ts';
import { addon, eventsUntil, faultOf, startBody } from '../rigs/native.ts';

let body: VirtualCamera;
let camera: NativeCamera;
beforeEach(async () => {
  body = await startBody({ model: 'canon', seed: 7 });
  camera = await addon().open(body.port);
});
afterEach(async () => {
  await camera.close();
  await body.close();
});

function choices(entry: ConfigEntry): string[] {
  if (entry.type !== 'choice') throw new Error(`${entry.key} is no choice`);
  return entry.choices;
}
const value = async (key: string): Promise<unknown> => (await camera.getConfig(key)).value;
/** Hears everything that there is to hear, first of all what the body says of itself to whoever begins to listen. */
async function quiet(): Promise<void> {
  while ((await camera.waitForEvent(10)).type !== 'timeout');
}
/** Waits until the library has heard that a property changed. */
const heard = (code: string): Promise<unknown> =>
  eventsUntil(camera, (events) => events.some((event) => JSON.stringify(event).includes(`Property ${code} changed`)));

describe('the virtual 5D Mark III', () => {
  it('says who it is', async () => {
    expect(await value('manufacturer')).toBe('Canon Inc.');
    expect(await value('cameramodel')).toBe('Canon EOS 5D Mark III');
    expect(await value('eosserialnumber')).toBe('000006000007');
    expect(await value('lensname')).toBe('EF100mm f/2.8L Macro IS USM');
  });

  it('lists the keys of the real body', async () => {
    const needed = `uilock syncdatetime syncdatetimeutc autofocusdrive cancelautofocus manualfocusdrive eoszoom
      eoszoomposition viewfinder eosremoterelease bulb datetime reviewtime output evfmode ownername artist copyright
      autopoweroff capturetarget serialnumber model batterylevel lensname eosserialnumber shuttercounter availableshots
      imageformat imageformatsd imageformatcf iso whitebalance colortemperature whitebalanceadjusta whitebalanceadjustb
      whitebalancexa whitebalancexb colorspace exposurecompensation focusmode autoexposuremode drivemode picturestyle
      shutterspeed aperture meteringmode bracketmode aeb alomode liveviewsize strobofiring flashcharged d402 5001`;
    const keys = await camera.listConfig();
    expect(needed.split(/\s+/).filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('offers the choices of the real body', async () => {
    const offered = async (key: string): Promise<string[]> => choices(await camera.getConfig(key));
    expect(await offered('iso')).toEqual(
      `Auto 100 125 160 200 250 320 400 500 640 800 1000 1250 1600 2000 2500 3200 4000 5000 6400 8000 10000 12800 16000
       20000 25600`.split(/\s+/),
    );
    const shutter = await offered('shutterspeed');
    expect([shutter.length, shutter[0], shutter[1], shutter.at(-1)]).toEqual([56, 'bulb', '30', '1/8000']);
    const aperture = await offered('aperture');
    expect([aperture.length, aperture[0], aperture.at(-1)]).toEqual([22, '2.8', '32']);
    const formats = await offered('imageformat');
    expect(formats).toHaveLength(35);
    expect(formats.filter((label) => label.startsWith('Unknown'))).toEqual([]);
    expect(formats.slice(-3)).toEqual(['RAW', 'mRAW', 'sRAW']);
    expect(await offered('whitebalance')).toEqual(
      'Auto|Daylight|Shadow|Cloudy|Tungsten|Fluorescent|Flash|Manual|Color Temperature'.split('|'),
    );
    expect(await offered('meteringmode')).toEqual(['Evaluative', 'Partial', 'Spot', 'Center-weighted average']);
    expect(await offered('drivemode')).toEqual(
      `Single|Continuous high speed|Continuous low speed|Single silent|Continuous silent|Timer 10 sec|Timer 2 sec`.split(
        '|',
      ),
    );
    expect(await offered('exposurecompensation')).toHaveLength(31);
    expect(await offered('colortemperature')).toHaveLength(76);
    expect(await offered('focusmode')).toEqual(['One Shot', 'AI Focus', 'AI Servo']);
  });

  it.each([
    ['iso', 'Auto'],
    ['iso', '400'],
    ['aperture', '11'],
    ['shutterspeed', '1/200'],
    ['shutterspeed', 'bulb'],
    ['whitebalance', 'Cloudy'],
    ['whitebalance', 'Color Temperature'],
    ['colortemperature', '5600'],
    ['imageformat', 'RAW + Large Fine JPEG'],
    ['imageformatsd', 'sRAW + Tiny JPEG'],
    ['imageformatcf', 'Smaller JPEG'],
    ['exposurecompensation', '-1.3'],
    ['focusmode', 'AI Servo'],
    ['meteringmode', 'Spot'],
    ['drivemode', 'Timer 2 sec'],
    ['picturestyle', 'Neutral'],
    ['colorspace', 'AdobeRGB'],
    ['whitebalanceadjusta', '-3'],
    ['aeb', '+/- 1'],
    ['reviewtime', 'None'],
    ['capturetarget', 'Memory card'],
    ['artist', 'Dr. Ey'],
    ['ownername', 'Photo lab'],
  ])('takes %s = %s and says so in the next session too', async (key, wanted) => {
    await camera.setConfig(key, wanted);
    expect(await value(key)).toBe(wanted);
    await camera.close();
    camera = await addon().open(body.port);
    expect(await value(key)).toBe(wanted);
  });

  it('has one image format under three names', async () => {
    await camera.setConfig('imageformatcf', 'RAW');
    await heard('d120');
    expect([await value('imageformat'), await value('imageformatsd')]).toEqual(['RAW', 'RAW']);
  });

  it('tells what stands when it is clamped, whatever the library believes', async () => {
    await body.play({ name: 'clamp', property: 'd101', value: 0x30 });
    await camera.setConfig('aperture', '11');
    await heard('d101');
    expect(await value('aperture')).toBe('5.6');
  });

  it('tells of dials turned on it, and of what they leave to be chosen', async () => {
    expect(await value('autoexposuremode')).toBe('Manual');
    await body.play({ name: 'dial', property: 'd103', value: 0x58 });
    await heard('d103');
    expect(await value('iso')).toBe('400');

    await body.play({ name: 'dial', property: 'd105', value: 2 });
    await heard('d105');
    expect([await value('autoexposuremode'), await value('autoexposuremodedial')]).toEqual(['AV', 'AV']);
    await faultOf(camera.setConfig('shutterspeed', '1/60'));
    await camera.setConfig('aperture', '16');

    await body.play({ name: 'dial', property: 'd105', value: 4 });
    await heard('d102');
    expect(await value('shutterspeed')).toBe('bulb');
    await body.play({ name: 'none' });
    await heard('d102');
    expect([await value('autoexposuremode'), await value('iso')]).toEqual(['Manual', '100']);
  });

  it('does not let the host turn the dial', async () => {
    await faultOf(camera.setConfig('autoexposuremode', 'AV'));
    await camera.close();
    camera = await addon().open(body.port);
    expect(await value('autoexposuremode')).toBe('Manual');
  });

  it.each([
    [90, '100%'],
    [80, '75%'],
    [55, '50%'],
    [20, '25%'],
    [4, '0%'],
  ])('with %s of a hundred in its battery says %s', async (percent, label) => {
    await body.play({ name: 'battery-low', percent: 50 });
    await quiet();
    await body.play({ name: 'battery-low', percent });
    if (label !== '50%') await heard('d111');
    expect(await value('batterylevel')).toBe(label);
  });

  it('tells how many shots are left, on the card and at the host', async () => {
    await camera.setConfig('capturetarget', 'Memory card');
    await camera.trigger();
    await eventsUntil(camera, (events) => events.some((event) => event.type === 'file-added'));
    await quiet();
    const left = Number(await value('availableshots'));
    expect(left).toBeGreaterThan(100);
    await camera.setConfig('imageformat', 'RAW + Large Fine JPEG');
    await heard('d11b');
    expect(Number(await value('availableshots'))).toBe(Math.floor(left / 2));
    await body.play({ name: 'card-full' });
    await heard('d11b');
    expect(await value('availableshots')).toBe('0');
  });

  it('keeps its own clock, in local time and in Greenwich’s', async () => {
    const seconds = new Date(2031, 4, 6, 7, 8, 9).getTime() / 1000;
    const read = async (): Promise<number> => Number(await value('datetime'));
    await camera.setConfig('datetime', seconds);
    await camera.close();
    camera = await addon().open(body.port);
    expect((await read()) - seconds).toBeGreaterThanOrEqual(0);
    expect((await read()) - seconds).toBeLessThan(30);
    await camera.setConfig('syncdatetimeutc', 1);
    await camera.close();
    camera = await addon().open(body.port);
    expect(Math.abs((await read()) - Date.now() / 1000)).toBeLessThan(30);
  });
});
