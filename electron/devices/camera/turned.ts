import { type SettingName, settingNames } from '../../contract/settings.ts';
import type { Make } from './settings/settings-map.ts';

/** PTP's own properties, which most makes use, and Nikon's and Canon's: what a hand on the body can change. */
const standard: Readonly<Record<string, SettingName>> = {
  '5003': 'size',
  '5004': 'format',
  '5005': 'whiteBalance',
  '5007': 'aperture',
  '500a': 'focus',
  '500b': 'metering',
  '500d': 'shutterS',
  '500e': 'program',
  '500f': 'iso',
  '5010': 'compensationEv',
  '5013': 'drive',
};
const properties: Readonly<Record<Make, Readonly<Record<string, SettingName>>>> = {
  nikon: { ...standard, d01e: 'kelvin', d100: 'shutterS', d161: 'focus' },
  canon: {
    d101: 'aperture',
    d102: 'shutterS',
    d103: 'iso',
    d104: 'compensationEv',
    d105: 'program',
    d106: 'drive',
    d107: 'metering',
    d108: 'focus',
    d109: 'whiteBalance',
    d10a: 'kelvin',
    d11c: 'target',
    d120: 'format',
  },
  other: standard,
};

/** A hand turns one dial; a body that tells of so many at once tells of itself, as after connecting. */
const flood = 8;

/** The settings that somebody changed at the body, of the properties that it said have changed. */
export function turnedSettings(make: Make, changed: readonly string[]): SettingName[] {
  if (changed.length >= flood) return [];
  const turned = new Set(changed.map((property) => properties[make][property]));
  return settingNames.filter((name) => turned.has(name));
}
