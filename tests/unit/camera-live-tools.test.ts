import { describe, expect, it } from 'vitest';
import type { LiveViewing } from '../../electron/contract/devices.ts';
import { autofocus, focusForShot, labelFor, turnFocus } from '../../electron/devices/camera/focus.ts';
import { endLiveView, previewOf, viewingForgotten } from '../../electron/devices/camera/live-view.ts';
import { nearest, setViewing, zoomsOf } from '../../electron/devices/camera/live-viewing.ts';
import { knownQuirks, traitsOf } from '../../electron/devices/camera/quirks.ts';
import { cardState, focalLengths, parseLens } from '../../electron/devices/camera/status.ts';
import type { ConfigEntry } from '../../native/addon.ts';
import { type FakeBody, fakeBody } from '../rigs/fake-body.ts';
import { choice, gphotoFault, tinyJpeg } from '../rigs/fake-native-camera.ts';

const toggle = (key: string, value: number): ConfigEntry => ({
  key,
  label: '',
  readOnly: false,
  type: 'toggle',
  value,
});
const text = (key: string, value: string): ConfigEntry => ({ key, label: '', readOnly: false, type: 'text', value });
const range = (key: string): ConfigEntry => ({
  ...{ key, label: '', readOnly: false, type: 'range', value: 0 },
  ...{ min: -32767, max: 32767, step: 1 },
});

/** A body whose live view runs, with the keys of its make. */
async function liveBody(make: 'nikon' | 'canon', ...more: ConfigEntry[]): Promise<FakeBody> {
  return fakeBody((native) => {
    native.entries.clear();
    const maker = make === 'nikon' ? ['Nikon Corporation', 'D750'] : ['Canon Inc.', 'Canon EOS 5D Mark III'];
    const entries = [
      choice('manufacturer', maker[0] ?? '', []),
      choice('cameramodel', maker[1] ?? '', []),
      toggle('viewfinder', 1),
      ...more,
    ];
    for (const entry of entries) native.entries.set(entry.key, { ...entry });
    native.on.preview = () => tinyJpeg(1);
  });
}

const nikonLive = [
  choice('imagesize', '6016x4016', ['6016x4016', '4512x3008', '3008x2008']),
  choice('d1a3', '0', ['0', '1', '2', '3', '4', '5', '6', '7']),
  choice('d1a5', '1', ['0', '1']),
  text('changeafarea', '0x0'),
];
const canonLive = [text('eoszoom', '0'), text('eoszoomposition', '0,0')];
const viewing = (zoom: number, x = 0.5, y = 0.5, simulateExposure = false): LiveViewing => ({
  zoom,
  at: { x, y },
  simulateExposure,
});

describe('magnifications', () => {
  it.each([
    ['six values', 5, [2.4, 3.1, 4.7, 6.3, 9.4]],
    ['eight values', 7, [1.6, 2.4, 3.1, 4.7, 6.3, 9.4, 18.8]],
    ['values that nobody knows', 6, []],
  ])('of a property with %s', (_, last, factors) => {
    const choices = Array.from({ length: last + 1 }, (_value, index) => String(index));
    expect(zoomsOf(choices, 6016, 640).map(({ factor }) => factor)).toEqual(factors);
  });

  it.each([
    [5, 4.7],
    [10, 9.4],
    [1, 1],
    [100, 9.4],
    [1.2, 1],
  ])('nearest to %d is %d', (asked, factor) => expect(nearest([2.4, 4.7, 9.4], asked)).toBe(factor));
});

describe('live view as it is wanted', () => {
  it('is told to a Nikon by value and by the middle of the part, once', async () => {
    const { body, native } = await liveBody('nikon', ...nikonLive);
    expect(body.identity.tools).toMatchObject({ exposureSimulation: true, focus: false, autofocus: false });
    expect(await setViewing(body, viewing(5, 0.25, 0.75))).toEqual(viewing(4.7, 0.25, 0.75));
    expect(native.calls).toEqual(['set d1a5 #0 0', 'set d1a3 #4 4', 'set changeafarea 1504x3011']);
    native.calls.length = 0;
    await previewOf(body);
    expect(native.calls).toEqual(['preview']);
  });

  it('is told to a Canon by number and by the corner of the part, which stays in the field', async () => {
    const { body, native } = await liveBody('canon', ...canonLive);
    expect(body.identity.tools).toMatchObject({ zoom: [5, 10], exposureSimulation: false });
    expect(await setViewing(body, viewing(4, 0.5, 1))).toEqual(viewing(5, 0.5, 1, true));
    expect(native.calls).toEqual(['set eoszoom 5', 'set eoszoomposition 2304,3072']);
  });

  it('waits for live view, and is told again after it ended', async () => {
    const { body, native } = await liveBody('nikon', ...nikonLive);
    native.entries.set('viewfinder', toggle('viewfinder', 0));
    expect(await setViewing(body, viewing(10))).toEqual(viewing(9.4));
    expect(native.calls).toEqual([]);
    await previewOf(body);
    expect(native.calls).toEqual([
      'preview',
      'set d1a5 #0 0',
      'set d1a3 #6 6',
      'set changeafarea 3008x2008',
      'preview',
    ]);
    native.entries.set('viewfinder', toggle('viewfinder', 1));
    await endLiveView(body);
    native.entries.set('d1a3', choice('d1a3', '0', ['0', '1', '2', '3', '4', '5', '6', '7']));
    native.calls.length = 0;
    await previewOf(body);
    expect(native.calls).toContain('set d1a3 #6 6');
  });

  it('is left as it is where the body lacks it, and never told to a body that nobody asked', async () => {
    const { body, native } = await liveBody('nikon');
    expect(body.identity.tools).toEqual({ zoom: [], focus: false, autofocus: false, exposureSimulation: false });
    expect(await setViewing(body, viewing(5))).toEqual(viewing(1, 0.5, 0.5, true));
    expect(native.calls).toEqual([]);
    const { body: quiet } = await liveBody('nikon', ...nikonLive);
    viewingForgotten(quiet);
    expect(quiet.viewing.due).toBe(false);
  });
});

describe('turning the focus', () => {
  it('counts motor steps on a Nikon, nearer below zero', async () => {
    const { body, native } = await liveBody('nikon', range('manualfocusdrive'));
    for (const steps of [-3, -1, 1, 2, 3]) expect(await turnFocus(body, steps)).toEqual({ end: false });
    expect(await turnFocus(body, 0)).toEqual({ end: false });
    const turned = native.calls.map((call) => Number(call.replace('set manualfocusdrive ', '')));
    expect(turned).toHaveLength(5);
    expect(turned).toEqual([...turned].sort((a, b) => a - b));
    expect(turned.filter((amount) => amount < 0)).toHaveLength(2);
  });

  it('says when the lens is at its stop, and turns more where a lens does not move for so little', async () => {
    const { body, native } = await liveBody('nikon', range('manualfocusdrive'));
    native.on.setConfig = () => {
      throw gphotoFault(-113, 'Nikon manual focus at limit.');
    };
    expect(await turnFocus(body, 3)).toEqual({ end: true });
    native.calls.length = 0;
    let refusals = 1;
    native.on.setConfig = () => {
      if (refusals-- > 0) throw gphotoFault(-113, 'Nikon manual focus stepping too small.');
    };
    expect(await turnFocus(body, 1)).toEqual({ end: false });
    expect(native.calls).toHaveLength(2);
    refusals = 10;
    await expect(turnFocus(body, 1)).rejects.toMatchObject({ gphotoCode: -113 });
  });

  const canonLabels = ['Near 1', 'Near 2', 'Near 3', 'None', 'Far 1', 'Far 2', 'Far 3'];
  it.each([
    [-3, 'Near 3'],
    [-1, 'Near 1'],
    [2, 'Far 2'],
  ])('by %d on a Canon is %s', async (steps, label) => {
    const { body, native } = await liveBody('canon', choice('manualfocusdrive', 'None', canonLabels));
    await turnFocus(body, steps);
    expect(native.calls).toEqual([`set manualfocusdrive #${canonLabels.indexOf(label)} ${label}`]);
  });

  it('takes the coarsest that there is', () => {
    const entry = choice('k', 'None', ['Near 1', 'Far 1']);
    if (entry.type === 'choice') expect(labelFor(entry, 3)).toBe(1);
  });

  it('starts live view first where it does not run', async () => {
    const { body, native } = await liveBody('nikon', range('manualfocusdrive'));
    native.entries.set('viewfinder', toggle('viewfinder', 0));
    await turnFocus(body, 1);
    expect(native.calls[0]).toBe('preview');
  });

  it('is a tool that may be missing', async () => {
    const { body } = await liveBody('nikon');
    await expect(turnFocus(body, 1)).rejects.toMatchObject({ code: 'camera-tool-missing', params: { tool: 'focus' } });
    await expect(autofocus(body)).rejects.toMatchObject({ code: 'camera-tool-missing' });
  });
});

describe('autofocus', () => {
  it.each(['unhandled EOS event AfResult (size 12)', 'Focus Info 000000000100'])(
    'is waited for on a Canon until it is over, and then ended: %s',
    async (text) => {
      const { body, native, clock } = await liveBody(
        'canon',
        toggle('autofocusdrive', 0),
        toggle('cancelautofocus', 0),
      );
      native.queue.push(
        { type: 'timeout' },
        { type: 'unknown', text: 'Focus Info 000000000000' },
        { type: 'timeout' },
        { type: 'unknown', text },
      );
      const begun = clock.elapsed();
      await autofocus(body);
      expect(clock.elapsed() - begun).toBeLessThan(1000);
      expect(native.calls).toEqual(['set autofocusdrive 1', 'set cancelautofocus 1']);
    },
  );

  it('says that it failed, in Canon’s events and in anybody’s refusal', async () => {
    const { body, native } = await liveBody('canon', toggle('autofocusdrive', 0), toggle('cancelautofocus', 0));
    native.queue.push({ type: 'unknown', text: 'Focus Info 000000000200' });
    await expect(autofocus(body)).rejects.toMatchObject({ code: 'camera-focus-failed' });
    expect(native.calls.at(-1)).toBe('set cancelautofocus 1');
    native.on.setConfig = () => {
      throw gphotoFault(-1);
    };
    await expect(autofocus(body)).rejects.toMatchObject({ code: 'camera-focus-failed' });
  });

  it('ends also where the body never says so', async () => {
    const { body, native } = await liveBody('canon', toggle('autofocusdrive', 0), toggle('cancelautofocus', 0));
    await autofocus(body);
    expect(native.calls.at(-1)).toBe('set cancelautofocus 1');
  });

  it('is done before a shot only where the step asks for it and the shutter does not', async () => {
    const nikon = await liveBody('nikon', toggle('autofocusdrive', 0));
    await focusForShot(nikon.body, undefined);
    await focusForShot(nikon.body, 'manual');
    expect(nikon.native.calls).toEqual([]);
    await focusForShot(nikon.body, 'single');
    expect(nikon.native.calls).toEqual(['set autofocusdrive 1']);
    const canon = await liveBody('canon', toggle('autofocusdrive', 0));
    await focusForShot(canon.body, 'single');
    expect(canon.native.calls).toEqual([]);
  });
});

describe('traits of single bodies', () => {
  it.each([
    ['canon', 'Canon EOS 6D', { quietAfterMs: 400, field: { widthPx: 5472, heightPx: 3648 } }],
    ['canon', 'Canon EOS 6D Mark II', { quietAfterMs: 15, field: { widthPx: 6240, heightPx: 4160 } }],
    ['canon', 'Canon EOS 500D', { liveViewOffToFocus: true, liveViewOffToShoot: true }],
    ['canon', 'Canon EOS 1100D', { liveViewOffToFocus: false, liveViewOffToShoot: true }],
    ['canon', 'Canon EOS R5', { zoom: [5, 10], field: { widthPx: 8192, heightPx: 5464 } }],
    ['canon', 'Canon EOS R', { field: { widthPx: 6720, heightPx: 4480 } }],
    ['canon', 'Canon EOS-1D X', { field: { widthPx: 5184, heightPx: 3456 } }],
    ['canon', 'Canon EOS-1D X Mark II', { field: { widthPx: 5472, heightPx: 3648 } }],
    ['canon', 'Canon EOS 5DS R', { shotGapMs: 5000, field: { widthPx: 8688, heightPx: 5792 } }],
    ['nikon', 'D750', { shutterFocuses: false, zoom: [], shotGapMs: 0 }],
  ] as const)('%s %s', (make, model, traits) => {
    expect(traitsOf({ make, model }, knownQuirks())).toMatchObject(traits);
  });

  it('take live view off before the body focuses', async () => {
    const { body, native } = await fakeBody((camera) => {
      camera.entries.clear();
      const entries = [
        choice('manufacturer', 'Canon Inc.', []),
        choice('cameramodel', 'Canon EOS 500D', []),
        toggle('viewfinder', 1),
        toggle('autofocusdrive', 0),
      ];
      for (const entry of entries) camera.entries.set(entry.key, entry);
    });
    await autofocus(body);
    expect(native.calls).toEqual(['set viewfinder 0', 'set autofocusdrive 1']);
  });
});

describe('card and lens', () => {
  const card = (usable: boolean) => ({ locked: !usable });
  it.each([
    [[], 100, undefined, 'none'],
    [[card(true)], 0, 'Liveview should not be prohibited', 'full'],
    [[card(true)], 12, undefined, 'ready'],
    [[card(true)], undefined, undefined, undefined],
    [undefined, undefined, undefined, undefined],
    [undefined, 12, undefined, 'ready'],
    [[card(false)], 12, undefined, 'unusable'],
    [[card(false), card(true)], 12, undefined, 'ready'],
    [[card(true)], 0, 'Live View prohibit conditions: Card unformatted', 'unusable'],
    [[card(true)], 12, 'Live View prohibit conditions: Card protected', 'unusable'],
    [undefined, 0, 'Live View prohibit conditions: Recording destination card, but no card or card protected', 'none'],
  ] as const)('stores %j, %s left, %s: %s', (stores, left, words, state) => {
    expect(cardState(stores && [...stores], left, words)).toBe(state);
  });

  it.each([
    ['EF300mm f/4L IS USM', 'EF300mm f/4L IS USM'],
    ['Unknown value 008a', undefined],
    ['', undefined],
    ['180', undefined],
  ])('lens “%s”', (label, lens) => expect(parseLens(label)).toBe(lens));

  it('is told by its focal lengths where it has no name', () => {
    expect(focalLengths('105 mm', '105 mm')).toBe('105 mm');
    expect(focalLengths('24 mm', '85 mm')).toBe('24–85 mm');
    expect(focalLengths('0 mm', '0 mm')).toBeUndefined();
    expect(focalLengths(undefined, '85 mm')).toBeUndefined();
  });
});
