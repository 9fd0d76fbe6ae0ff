import { describe, expect, it } from 'vitest';
import type { SettingName } from '../../electron/contract/settings.ts';
import { applySettings } from '../../electron/devices/camera/settings/apply.ts';
import { configure } from '../../electron/devices/camera/settings/configure.ts';
import { choose, type Neutral } from '../../electron/devices/camera/settings/matching.ts';
import { canon, nikon } from '../rigs/camera-labels.ts';
import { fakeBody } from '../rigs/fake-body.ts';
import { choice, gphotoFault } from '../rigs/fake-native-camera.ts';

describe('choosing a label', () => {
  it.each<[SettingName, Neutral, string[], string | undefined]>([
    ['shutterS', 0.008, nikon.shutterspeed2, '1/125'],
    ['shutterS', 1 / 128, nikon.shutterspeed2, '1/125'],
    ['shutterS', 0.008, nikon.shutterspeed, '0,0080s'],
    ['shutterS', 1 / 60, nikon.shutterspeed, '0,0166s'],
    ['shutterS', 1 / 13, canon.shutterspeed, '1/13'],
    ['shutterS', 1 / 15, canon.shutterspeed, '1/15'],
    ['shutterS', 1 / 3, canon.shutterspeed, '0.3'],
    ['shutterS', 60, canon.shutterspeed, undefined],
    ['shutterS', 0.008, ['1/100', '1/160'], undefined],
    ['shutterS', 0.008, ['1/128', '1/125', '1/126'], '1/125'],
    ['aperture', 8, nikon['f-number'], 'f/8'],
    ['aperture', 6.35, nikon['f-number'], 'f/6,3'],
    ['aperture', 13, nikon['f-number'], 'f/13'],
    ['aperture', 14, nikon['f-number'], 'f/14'],
    ['aperture', 2.8, nikon['f-number'], undefined],
    ['iso', 200, canon.iso, '200'],
    ['iso', 100, ['125', '160'], undefined],
    ['format', 'jpeg', nikon.imagequality, 'JPEG Fine'],
    ['format', 'raw', nikon.imagequality, 'NEF (Raw)'],
    ['format', 'raw+jpeg', nikon.imagequality, 'NEF+Fine'],
    ['format', 'jpeg', canon.imageformat, 'Large Fine JPEG'],
    ['format', 'raw', canon.imageformat, 'RAW'],
    ['format', 'raw+jpeg', canon.imageformat, 'RAW + Large Fine JPEG'],
    ['format', 'raw', ['JPEG Fine'], undefined],
    ['whiteBalance', 'flash', canon.whitebalance, 'Flash'],
    ['whiteBalance', 'kelvin', nikon.whitebalance, 'Color Temperature'],
  ])('%s %s', (name, asked, choices, label) => {
    const writing = choose(name, choice('key', '', choices), asked);
    expect(writing?.label).toBe(label);
    if (writing && 'index' in writing) expect(choices[writing.index]).toBe(label);
  });

  it('rounds to the step of a range and stays inside it', () => {
    const range = {
      key: 'd01e',
      label: '',
      readOnly: false,
      type: 'range',
      value: 5000,
      min: 2500,
      max: 10000,
      step: 10,
    } as const;
    expect(choose('kelvin', range, 5204)).toEqual({ value: 5200, label: '5200' });
    expect(choose('kelvin', range, 12000)).toBeUndefined();
  });
});

describe('applying settings', () => {
  it('writes only what differs, by position, and reads it back', async () => {
    const { body, native } = await fakeBody();
    const results = await applySettings(body, { aperture: 8, format: 'jpeg', target: 'card' });
    expect(results).toEqual([
      { setting: 'target', outcome: 'same', asked: 'card', got: 'card', key: 'capturetarget', label: 'Memory card' },
      { setting: 'format', outcome: 'same', asked: 'jpeg', got: 'jpeg', key: 'imagequality', label: 'JPEG Fine' },
      { setting: 'aperture', outcome: 'set', asked: 8, got: 8, key: 'f-number', label: 'f/8' },
    ]);
    expect(native.calls).toEqual(['set f-number #1 f/8']);
  });

  it('says clamped when the body keeps another value', async () => {
    const { body, native } = await fakeBody();
    const setConfigIndex = native.setConfigIndex.bind(native);
    native.setConfigIndex = async (key) => setConfigIndex(key, 2);
    const [result] = await applySettings(body, { aperture: 8 });
    expect(result).toMatchObject({ outcome: 'clamped', asked: 8, got: 11, label: 'f/11' });
  });

  it('says clamped, and writes nothing, when the body offers nothing close', async () => {
    const { body, native } = await fakeBody();
    const [result] = await applySettings(body, { aperture: 32 });
    expect(result).toMatchObject({ outcome: 'clamped', got: 5.6 });
    expect(native.calls).toEqual([]);
  });

  it('waits for a body that takes its time to say so', async () => {
    const { body, native } = await fakeBody();
    let reads = 0;
    const getConfig = native.getConfig.bind(native);
    native.getConfig = async (key) => {
      const entry = await getConfig(key);
      return key === 'f-number' && ++reads < 4
        ? { ...entry, ...choice(key, 'f/5.6', ['f/5.6', 'f/8', 'f/11']) }
        : entry;
    };
    expect((await applySettings(body, { aperture: 8 }))[0]).toMatchObject({ outcome: 'set', got: 8 });
  });

  it.each([
    [-110, 'set'],
    [-2, 'clamped'],
    [-1, 'clamped'],
  ])('lives with one refusal %i', async (code, outcome) => {
    const { body, native } = await fakeBody();
    let refusals = 1;
    native.on.setConfig = () => {
      if (refusals-- > 0) throw gphotoFault(code);
    };
    const setConfigIndex = native.setConfigIndex.bind(native);
    native.setConfigIndex = async (key, index) => {
      const before = native.entries.get(key)?.value;
      try {
        await setConfigIndex(key, index);
      } catch (error) {
        Object.assign(native.entries.get(key) ?? {}, { value: before });
        throw error;
      }
    };
    expect((await applySettings(body, { aperture: 8 }))[0]).toMatchObject({ outcome });
  });

  it('says read-only where only a dial helps', async () => {
    const { body } = await fakeBody((native) => {
      native.entries.set('f-number', choice('f-number', 'f/5.6', ['f/5.6', 'f/8'], true));
    });
    const results = [
      ...(await applySettings(body, { aperture: 8 })),
      ...(await applySettings(body, { aperture: 5.6 })),
    ];
    expect(results.map(({ outcome }) => outcome)).toEqual(['read-only', 'same']);
  });

  it('says missing for what the body has not, and offers the rest', async () => {
    const { body } = await fakeBody();
    expect(body.identity.settings).toEqual(['aperture', 'format', 'target']);
    const results = await applySettings(body, { iso: 100, whiteBalance: 'flash', kelvin: 5200 });
    expect(results.map(({ outcome }) => outcome)).toEqual(['missing', 'missing', 'missing']);
  });

  it('sends no picture to a card that is not there', async () => {
    const { body, native } = await fakeBody((camera) => {
      camera.listFolders = async () => [];
    });
    expect(native.entries.get('capturetarget')?.value).toBe('Internal RAM');
    expect(await applySettings(body, { target: 'card' })).toMatchObject([{ outcome: 'clamped', got: 'ram' }]);
    expect(native.calls).toEqual([]);
  });

  it('prefers the exact shutter key and falls back to the other', async () => {
    const exact = choice('shutterspeed2', '1/60', ['1/60', '1/125']);
    const coarse = choice('shutterspeed', '0.0166s', ['0.0166s', '0.0080s']);
    const both = await fakeBody((native) => {
      native.entries.set('shutterspeed2', exact);
      native.entries.set('shutterspeed', coarse);
    });
    const one = await fakeBody((native) => native.entries.set('shutterspeed', { ...coarse }));
    expect((await applySettings(both.body, { shutterS: 0.008 }))[0]).toMatchObject({
      outcome: 'set',
      key: 'shutterspeed2',
    });
    expect((await applySettings(one.body, { shutterS: 0.008 }))[0]).toMatchObject({ outcome: 'set', label: '0.0080s' });
  });

  it('uses a property’s own code and unit where the library names no key for it', async () => {
    const { body, native } = await fakeBody((camera) => {
      camera.entries.delete('f-number');
      camera.entries.set('5007', { key: '5007', label: '', readOnly: true, type: 'text', value: '1100' });
      const range = { type: 'range', value: 166, min: 1, max: 300_000, step: 1 } as const;
      camera.entries.set('500d', { key: '500d', label: '', readOnly: false, ...range });
    });
    expect(body.identity.settings).toEqual(['aperture', 'shutterS', 'format', 'target']);
    const results = await applySettings(body, { aperture: 11, shutterS: 0.008 });
    expect(results.map(({ outcome, got }) => [outcome, got])).toEqual([
      ['same', 11],
      ['set', 0.008],
    ]);
    expect(native.calls).toEqual(['set 500d 80']);
    expect((await applySettings(body, { aperture: 8 }))[0]).toMatchObject({ outcome: 'read-only', got: 11 });
    native.entries.set('500d', choice('500d', '166', ['40', '80', '166']));
    expect((await applySettings(body, { shutterS: 1 / 125 }))[0]).toMatchObject({ outcome: 'set', label: '80' });
  });

  it('writes a colour temperature only under its white balance', async () => {
    const prepare = (white: string) => async () =>
      fakeBody((native) => {
        native.entries.set('whitebalance', choice('whitebalance', white, ['Flash', 'Color Temperature']));
        native.entries.set('d01e', { key: 'd01e', label: '', readOnly: false, type: 'text', value: '5000' });
      });
    const set = await applySettings((await prepare('Flash')()).body, { whiteBalance: 'kelvin', kelvin: 5200 });
    expect(set.map(({ outcome, got }) => [outcome, got])).toEqual([
      ['set', 'kelvin'],
      ['set', 5200],
    ]);
    expect(await applySettings((await prepare('Flash')()).body, { kelvin: 5200 })).toMatchObject([
      { outcome: 'missing' },
    ]);
  });

  it('switches automatic ISO off first', async () => {
    const { body, native } = await fakeBody((camera) => {
      camera.entries.set('iso', choice('iso', '100', ['100', '200']));
      camera.entries.set('isoauto', choice('isoauto', 'On', ['On', 'Off']));
    });
    await applySettings(body, { iso: 200 });
    expect(native.calls).toEqual(['set isoauto #1 Off', 'set iso #1 200']);
  });

  it('throws when the connection breaks behind a refusal', async () => {
    const { body, native } = await fakeBody();
    native.on.getConfig = () => {
      native.queue.push(gphotoFault(-7));
      throw gphotoFault(-2);
    };
    await expect(applySettings(body, { aperture: 8 })).rejects.toMatchObject({ gphotoCode: -2 });
  });

  it('trusts no connection on which an answer did not come in time', async () => {
    const { body, native, clock } = await fakeBody();
    native.on.getConfig = () => {
      clock.spend(2500);
      throw gphotoFault(-2);
    };
    await expect(applySettings(body, { aperture: 8 })).rejects.toMatchObject({ code: 'camera-gone' });
  });
});

describe('raw keys', () => {
  it.each([
    ['f/8', 'set f-number #1 f/8'],
    ['8', 'set f-number #1 f/8'],
    ['11.0', 'set f-number #2 f/11'],
  ])('takes %s', async (asked, call) => {
    const { body, native } = await fakeBody();
    await configure(body, 'f-number', asked);
    expect(native.calls).toEqual([call]);
  });

  it('does not write what stands', async () => {
    const { body, native } = await fakeBody();
    await configure(body, 'f-number', 'f/5.6');
    expect(native.calls).toEqual([]);
  });

  it.each([
    ['f-number', 'f/9', 'f/5.6'],
    ['f-number', 'wide', 'f/5.6'],
    ['aperture', '8', '–'],
  ])('refuses %s=%s', async (key, asked, got) => {
    const { body } = await fakeBody();
    await expect(configure(body, key, asked)).rejects.toMatchObject({
      code: 'camera-setting-refused',
      params: { setting: key, asked, got },
    });
  });
});

describe('what one key says of format and size', () => {
  const formats = [
    'Large Fine JPEG',
    'Large Normal JPEG',
    'Small Fine JPEG',
    'RAW + Large Fine JPEG',
    'RAW + Small Fine JPEG',
    'RAW',
  ];
  const canonBody = (value: string) =>
    fakeBody((native) => {
      native.entries.clear();
      native.entries.set('manufacturer', choice('manufacturer', 'Canon Inc.', []));
      native.entries.set('imageformat', choice('imageformat', value, formats));
    });

  it.each([
    ['RAW', { format: 'raw+jpeg', size: 'small' }, 'RAW + Small Fine JPEG', ['set', 'same']],
    ['Small Fine JPEG', { size: 'large' }, 'Large Fine JPEG', ['set']],
    ['RAW + Large Fine JPEG', { size: 'small' }, 'RAW + Small Fine JPEG', ['set']],
    ['RAW + Large Fine JPEG', { size: 'medium' }, 'RAW + Large Fine JPEG', ['clamped']],
    ['Unknown value 04d3', { size: 'small' }, 'Unknown value 04d3', ['clamped']],
    ['Large Normal JPEG', { format: 'jpeg', size: 'medium' }, 'Large Fine JPEG', ['set', 'clamped']],
    ['RAW', { size: 'small' }, 'RAW', ['missing']],
  ] as const)('%s and %j become %s', async (before, asked, after, outcomes) => {
    const { body, native } = await canonBody(before);
    const results = await applySettings(body, asked);
    expect(results.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(native.entries.get('imageformat')?.value).toBe(after);
    native.calls.length = 0;
    const again = await applySettings(body, asked);
    expect(again.map(({ outcome }) => outcome)).toEqual(
      outcomes.map((outcome) => (outcome === 'set' ? 'same' : outcome)),
    );
    expect(native.calls).toEqual([]);
  });

  it('is pixels on a Nikon, beside the other choices', async () => {
    const { body } = await fakeBody((native) => {
      native.entries.set('imagesize', choice('imagesize', '3024x2016', ['6048x4024', '4528x3016', '3024x2016']));
    });
    const asked = { format: 'jpeg', size: 'medium' } as const;
    expect(await applySettings(body, asked)).toMatchObject([
      { setting: 'format', outcome: 'same' },
      { setting: 'size', outcome: 'set', got: 'medium', label: '4528x3016' },
    ]);
  });
});

describe('what is turned by hand', () => {
  const dial = (native: Parameters<NonNullable<Parameters<typeof fakeBody>[0]>>[0]) => {
    native.entries.set('expprogram', choice('expprogram', 'P', ['M', 'P', 'A', 'S']));
    native.entries.set('focusmode', choice('focusmode', 'One Shot', ['One Shot', 'AI Servo']));
    const setConfigIndex = native.setConfigIndex.bind(native);
    native.setConfigIndex = async (key, index) => {
      if (key === 'expprogram') throw gphotoFault(-1);
      await setConfigIndex(key, index);
    };
  };

  it('is told apart from what is clamped: it stays as it is, or is not offered', async () => {
    const { body } = await fakeBody(dial);
    expect(await applySettings(body, { program: 'manual', focus: 'manual', aperture: 32 })).toMatchObject([
      { setting: 'program', outcome: 'read-only', asked: 'manual', got: 'program', key: 'expprogram', label: 'P' },
      { setting: 'focus', outcome: 'read-only', asked: 'manual', got: 'single', key: 'focusmode', label: 'One Shot' },
      { setting: 'aperture', outcome: 'clamped', asked: 32, got: 5.6 },
    ]);
  });

  it('leaves nothing to choose in a program that chooses by itself', async () => {
    const { body } = await fakeBody((native) => {
      native.entries.set('shutterspeed', choice('shutterspeed', 'auto', []));
    });
    expect(body.identity.settings).toContain('shutterS');
    const [result] = await applySettings(body, { shutterS: 0.008 });
    expect(result).toEqual({
      setting: 'shutterS',
      outcome: 'read-only',
      asked: 0.008,
      key: 'shutterspeed',
      label: 'auto',
    });
  });
});

describe('exposure compensation', () => {
  const thirds = ['-1', '-0.666', '-0.333', '0', '0.333', '0.666', '1'];
  it.each([
    [thirds, 0, 'same', 0],
    [thirds, -0.67, 'set', -0.67],
    [thirds, 0.3, 'set', 0.33],
    [thirds, 0.5, 'clamped', 0],
    [['-0.6', '-0.3', '0', '0.3', '0.6'], -0.67, 'set', -0.67],
    [['-500', '0', '500'], 0.5, 'set', 0.5],
  ])('%j asked for %d', async (choices, asked, outcome, got) => {
    const { body } = await fakeBody((native) => {
      native.entries.set('exposurecompensation', choice('exposurecompensation', '0', choices));
    });
    expect((await applySettings(body, { compensationEv: asked }))[0]).toMatchObject({ outcome, asked, got });
  });
});
