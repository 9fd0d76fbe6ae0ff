import type { SettingName } from '../../../contract/settings.ts';

/** Makes whose keys are known. Every other make is `other`: whatever keys exist are tried. */
export const makes = ['nikon', 'canon', 'other'] as const;
export type Make = (typeof makes)[number];

export function makeOf(manufacturer: string): Make {
  if (/nikon/i.test(manufacturer)) return 'nikon';
  if (/canon/i.test(manufacturer)) return 'canon';
  return 'other';
}

/**
 * libgphoto2's keys for each setting, best first: the first that exists and can be read is the setting.
 * `shutterspeed2` is exact where `shutterspeed` counts tenths of milliseconds; Nikon's colour temperature has no named
 * key, only its property code. Where Nikon's aperture or exposure time come without a list of choices, the library
 * names no key at all: the property's own code and unit are left.
 */
export const settingKeys: Readonly<Record<Make, Readonly<Record<SettingName, readonly string[]>>>> = {
  nikon: {
    aperture: ['f-number', 'aperture', '5007'],
    shutterS: ['shutterspeed2', 'shutterspeed', '500d'],
    iso: ['iso'],
    whiteBalance: ['whitebalance'],
    kelvin: ['d01e', 'colortemperature'],
    format: ['imagequality'],
    target: ['capturetarget'],
  },
  canon: {
    aperture: ['aperture', 'f-number'],
    shutterS: ['shutterspeed'],
    iso: ['iso'],
    whiteBalance: ['whitebalance'],
    kelvin: ['colortemperature'],
    format: ['imageformat', 'imageformatcf', 'imageformatsd', 'imagequality'],
    target: ['capturetarget'],
  },
  other: {
    aperture: ['f-number', 'aperture'],
    shutterS: ['shutterspeed2', 'shutterspeed'],
    iso: ['iso'],
    whiteBalance: ['whitebalance'],
    kelvin: ['colortemperature', 'd01e'],
    format: ['imageformat', 'imagequality'],
    target: ['capturetarget'],
  },
};

/** How many of a raw property's units make one of ours: hundredths of an f-number, tenths of a millisecond. */
export const rawUnits: ReadonlyMap<string, number> = new Map([
  ['5007', 100],
  ['500d', 10_000],
]);

/** The order in which settings are written: a colour temperature takes effect only under its white balance. */
export const writingOrder: readonly SettingName[] = [
  'target',
  'format',
  'whiteBalance',
  'kelvin',
  'iso',
  'aperture',
  'shutterS',
];

/** Switches that make the body choose the ISO speed by itself; off before a speed is asked for. */
export const autoIsoKeys: readonly string[] = ['isoauto', 'autoiso'];

/** Keys that turn live view on and off. */
export const liveViewKeys: readonly string[] = ['viewfinder', 'eosviewfinder'];

/** Keys that say who the body is, and how it fares. */
export const identityKeys: readonly string[] = [
  'manufacturer',
  'cameramodel',
  'model',
  'eosserialnumber',
  'serialnumber',
];
export const statusKeys: readonly string[] = ['batterylevel', 'availableshots'];
