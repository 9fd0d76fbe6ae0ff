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
 * key, only its property code. Nikon's `focusmode` follows the switch and can only be read; `focusmode2` can be set. Where Nikon's aperture or exposure time come without a list of choices, the library
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
    size: ['imagesize'],
    target: ['capturetarget'],
    program: ['expprogram'],
    drive: ['capturemode'],
    compensationEv: ['exposurecompensation'],
    metering: ['exposuremetermode'],
    focus: ['focusmode2', 'focusmode'],
  },
  canon: {
    aperture: ['aperture', 'f-number'],
    shutterS: ['shutterspeed'],
    iso: ['iso'],
    whiteBalance: ['whitebalance'],
    kelvin: ['colortemperature'],
    format: ['imageformat', 'imageformatcf', 'imageformatsd', 'imagequality'],
    size: ['imageformat', 'imageformatcf', 'imageformatsd', 'imagesize'],
    target: ['capturetarget'],
    program: ['autoexposuremode', 'autoexposuremodedial'],
    drive: ['drivemode'],
    compensationEv: ['exposurecompensation'],
    metering: ['meteringmode'],
    focus: ['focusmode'],
  },
  other: {
    aperture: ['f-number', 'aperture'],
    shutterS: ['shutterspeed2', 'shutterspeed'],
    iso: ['iso'],
    whiteBalance: ['whitebalance'],
    kelvin: ['colortemperature', 'd01e'],
    format: ['imageformat', 'imagequality'],
    size: ['imagesize', 'imageformat'],
    target: ['capturetarget'],
    program: ['expprogram', 'autoexposuremode'],
    drive: ['capturemode', 'drivemode'],
    compensationEv: ['exposurecompensation'],
    metering: ['exposuremetermode', 'meteringmode'],
    focus: ['focusmode'],
  },
};

/** How many of a raw property's units make one of ours: hundredths of an f-number, tenths of a millisecond. */
export const rawUnits: ReadonlyMap<string, number> = new Map([
  ['5007', 100],
  ['500d', 10_000],
]);

/**
 * The order in which settings are written. The program decides what else may be set; a size belongs to its format; a
 * colour temperature takes effect only under its white balance; exposure is compensated on what then stands.
 */
export const writingOrder: readonly SettingName[] = [
  'program',
  'drive',
  'focus',
  'target',
  'format',
  'size',
  'metering',
  'whiteBalance',
  'kelvin',
  'iso',
  'aperture',
  'shutterS',
  'compensationEv',
];

/**
 * What a dial, a lever or the switch on the lens decides on many bodies. These do not say beforehand that it cannot be
 * written; they only leave it as it is.
 */
export const turnedByHand: ReadonlySet<SettingName> = new Set(['program', 'drive', 'focus']);

/** What only the program M leaves to be set; a body in another one may still list its choices. */
export const leftByManual: ReadonlySet<SettingName> = new Set(['aperture', 'shutterS']);

/** Switches that make the body choose the ISO speed by itself; off before a speed is asked for. */
export const autoIsoKeys: readonly string[] = ['isoauto', 'autoiso'];

/** Keys that turn live view on and off. */
export const liveViewKeys: readonly string[] = ['viewfinder', 'eosviewfinder'];

/** Keys of what can be done in live view. */
export const toolKeys = {
  focus: 'manualfocusdrive',
  autofocus: 'autofocusdrive',
  endAutofocus: 'cancelautofocus',
  /** By its code: over the network libgphoto2 names the choices of `liveviewimagezoomratio` after the wrong model. */
  nikonZoom: 'd1a3',
  nikonArea: 'changeafarea',
  canonZoom: 'eoszoom',
  canonArea: 'eoszoomposition',
  /** By its code: libgphoto2 reads `liveviewexposurepreview` only where it is a range, and on most bodies it is none. */
  exposurePreview: 'd1a5',
  liveSize: 'liveviewsize',
} as const;

export const clockKey = 'datetime';

/** Keys that say who the body is, and how it fares. */
export const identityKeys: readonly string[] = [
  'manufacturer',
  'cameramodel',
  'model',
  'eosserialnumber',
  'serialnumber',
];
export const statusKeys: readonly string[] = [
  'batterylevel',
  'availableshots',
  'lensname',
  'minfocallength',
  'maxfocallength',
  'liveviewprohibit',
];
