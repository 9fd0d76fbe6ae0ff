import { beforeAll, describe, expect, it } from 'vitest';
import { type NeutralSettings, type SettingName, settingNames } from '../../electron/contract/settings.ts';
import type { Body } from '../../electron/devices/camera/body.ts';
import { applySettings, locate } from '../../electron/devices/camera/settings/apply.ts';
import { read } from '../../electron/devices/camera/settings/matching.ts';
import type { ConfigEntry } from '../../native/addon.ts';
import { fakeBody } from '../rigs/fake-body.ts';
import { choice } from '../rigs/fake-native-camera.ts';
import { type RealBody, realBodies } from '../rigs/real-bodies.ts';

/** The real label sets of 33 bodies of both makes, old and new: each neutral name maps, or is honestly missing. */
const bodies = realBodies();

async function met({ make, model, entries }: RealBody): Promise<Body> {
  const maker = make === 'nikon' ? 'Nikon Corporation' : 'Canon Inc.';
  const { body } = await fakeBody((native) => {
    native.entries.clear();
    native.entries.set('manufacturer', choice('manufacturer', maker, []));
    native.entries.set('cameramodel', choice('cameramodel', model, []));
    for (const entry of entries) native.entries.set(entry.key, { ...entry });
  });
  return body;
}

/** Bodies that lack a setting, or whose dump does. The rest have all that their make has. */
const missing: Readonly<Record<string, readonly SettingName[]>> = {
  'EOS 1200D': ['kelvin'],
  'EOS 2000D': ['kelvin'],
  'EOS 550D': ['kelvin'],
  'EOS 6D': ['kelvin'],
  'EOS 700D': ['kelvin'],
  'EOS 7D': ['kelvin'],
  // Its JPEG sizes had no words yet in the library that listed them.
  'EOS-1D X': ['size'],
  // Thirty-one steps of colour temperature without their values.
  D3S: ['kelvin'],
  D600: ['kelvin'],
  D7000: ['kelvin'],
  D90: ['kelvin'],
};

/** What libgphoto2's dumps say nothing of: labels that mean none of our values. */
const sayNothing: Readonly<Record<string, RegExp>> = {
  iso: /^Auto$/,
  whiteBalance: /^(?:Shadow|Shade|Fluorescent|Manual|Preset|AWB White|Natural light auto)$/,
  size: /^(?:c|m|s)?RAW\d?$/,
  format: /^TIFF/,
  shutterS: /^(?:bulb|time|x 200)$/i,
  focus: /^AF-F$/,
  drive: /^(?:Mirror Up|.*Remote|Continuous (?:silent|timer|Quiet Release))$/,
  program: /^(?!M$|A$|S$|P$|AV$|TV$|Manual$|Auto$|Green$).+/,
};

describe.each(bodies.map((body) => [body.model, body] as const))('%s', (model, real) => {
  let body: Body;
  beforeAll(async () => {
    body = await met(real);
  });

  it('offers what it has', () => {
    const lacks = settingNames.filter((name) => !body.identity.settings.includes(name));
    const undumped = settingNames.filter((name) => !hasKey(real, name));
    expect(lacks).toEqual(settingNames.filter((name) => missing[model]?.includes(name) || undumped.includes(name)));
  });

  it('has no label that is overlooked', async () => {
    for (const name of settingNames) {
      for (const label of await labels(body, name)) {
        if (label.value !== undefined || /^Unknown value/.test(label.text)) continue;
        expect([name, label.text]).toEqual([name, expect.stringMatching(sayNothing[name] ?? /^$/)]);
      }
    }
  });

  it('takes each value that it lists, and says what stands', async () => {
    for (const name of settingNames) {
      if (name === 'size' && (await locate(body, 'format'))?.value === 'raw')
        await applySettings(body, { format: 'jpeg' });
      if (name === 'kelvin') await applySettings(body, { whiteBalance: 'kelvin' });
      const values = new Set((await labels(body, name)).map(({ value }) => value));
      for (const value of values) {
        if (value === undefined) continue;
        const results = await applySettings(body, { [name]: value } as NeutralSettings);
        const at = await locate(body, name);
        const outcomes = at?.entry.readOnly ? /^(?:read-only|same)$/ : /^(?:set|same|missing)$/;
        expect([name, value, results[0]]).toEqual([
          name,
          value,
          expect.objectContaining({ setting: name, asked: value, outcome: expect.stringMatching(outcomes) }),
        ]);
        if (results[0]?.outcome === 'set') expect(at?.value).toBe(value);
      }
    }
  });
});

function hasKey({ entries }: RealBody, name: SettingName): boolean {
  const keys: Partial<Record<SettingName, RegExp>> = {
    aperture: /^(?:f-number|aperture)$/,
    shutterS: /^shutterspeed2?$/,
    kelvin: /^(?:d01e|colortemperature)$/,
    whiteBalance: /^whitebalance$/,
    format: /^image(?:quality|format)$/,
    size: /^image(?:size|format)$/,
    target: /^capturetarget$/,
    program: /^(?:expprogram|autoexposuremode)$/,
    drive: /^(?:capturemode|drivemode)$/,
    compensationEv: /^exposurecompensation$/,
    metering: /^(?:exposuremetermode|meteringmode)$/,
    focus: /^focusmode2?$/,
  };
  return entries.some(({ key }) => (keys[name] ?? new RegExp(`^${name}$`)).test(key));
}

async function labels(body: Body, name: SettingName): Promise<{ text: string; value: string | number | undefined }[]> {
  const entry = (await locate(body, name))?.entry;
  if (entry?.type !== 'choice') return [];
  return entry.choices.map((text) => ({ text, value: read(name, { ...entry, value: text } satisfies ConfigEntry) }));
}
