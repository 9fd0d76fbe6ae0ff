import type { Property } from '../ptp/property.ts';
import { apertures, bulb, compensations, isoAuto, isoSpeeds, shutterTimes } from './exposure-values.ts';
import { imageFormats, largeFineJpeg } from './image-format.ts';

const codesOf = (values: readonly { code: number }[]): number[] => values.map(({ code }) => code);
const fineTuning = Array.from({ length: 19 }, (_, i) => (i - 9) >>> 0);
const kelvins = Array.from({ length: 76 }, (_, i) => 2500 + 100 * i);

/**
 * What a 5D Mark III lets be set of a picture: codes, values and choices of the real body, in M with a 100 mm f/2.8
 * macro lens, so that aperture and time are the host's to set. In M it offers bulb too, as bodies without a B on their
 * dial do: a host can then reach it.
 */
export const exposureProperties: readonly Property[] = [
  {
    code: 0xd101,
    name: 'Aperture',
    type: 'u32',
    writable: true,
    value: 0x38,
    form: { values: codesOf(apertures) },
  },
  {
    code: 0xd102,
    name: 'ShutterSpeed',
    type: 'u32',
    writable: true,
    value: 0x70,
    form: { values: [bulb, ...codesOf(shutterTimes)] },
  },
  {
    code: 0xd103,
    name: 'IsoSpeed',
    type: 'u32',
    writable: true,
    value: 0x48,
    form: { values: [isoAuto, ...codesOf(isoSpeeds)] },
  },
  {
    code: 0xd104,
    name: 'ExposureCompensation',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: codesOf(compensations) },
  },
  { code: 0xd105, name: 'AutoExposureMode', type: 'u32', writable: false, value: 3 },
  { code: 0xd138, name: 'AeModeDial', type: 'u32', writable: false, value: 3 },
  {
    code: 0xd106,
    name: 'DriveMode',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: [0, 4, 5, 0x13, 0x14, 0x10, 0x11] },
  },
  { code: 0xd107, name: 'MeteringMode', type: 'u32', writable: true, value: 3, form: { values: [3, 4, 1, 5] } },
  { code: 0xd108, name: 'FocusMode', type: 'u32', writable: true, value: 0, form: { values: [0, 2, 1] } },
  {
    code: 0xd109,
    name: 'WhiteBalance',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: [0, 1, 8, 2, 3, 4, 5, 6, 9] },
  },
  {
    code: 0xd10a,
    name: 'ColorTemperature',
    type: 'u32',
    writable: true,
    value: 5200,
    form: { values: kelvins },
  },
  {
    code: 0xd10b,
    name: 'WhiteBalanceAdjustA',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: fineTuning },
  },
  {
    code: 0xd10c,
    name: 'WhiteBalanceAdjustB',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: fineTuning },
  },
  { code: 0xd10d, name: 'WhiteBalanceXA', type: 'u32', writable: false, value: 0, form: { values: [0, 1, 2, 3] } },
  { code: 0xd10e, name: 'WhiteBalanceXB', type: 'u32', writable: false, value: 0, form: { values: [0, 1, 2, 3] } },
  { code: 0xd10f, name: 'ColorSpace', type: 'u32', writable: true, value: 1, form: { values: [1, 2] } },
  {
    code: 0xd110,
    name: 'PictureStyle',
    type: 'u32',
    writable: true,
    value: 0x81,
    form: { values: [0x87, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x21, 0x22, 0x23] },
  },
  { code: 0xd11d, name: 'BracketMode', type: 'u32', writable: true, value: 0 },
  {
    code: 0xd120,
    name: 'ImageFormat',
    type: 'u32',
    writable: true,
    value: largeFineJpeg,
    form: { values: imageFormats },
  },
  {
    code: 0xd121,
    name: 'ImageFormatCf',
    type: 'u32',
    writable: true,
    value: largeFineJpeg,
    form: { values: imageFormats },
  },
  {
    code: 0xd122,
    name: 'ImageFormatSd',
    type: 'u32',
    writable: true,
    value: largeFineJpeg,
    form: { values: imageFormats },
  },
  {
    code: 0xd1d9,
    name: 'AutoExposureBracketing',
    type: 'u32',
    writable: true,
    value: 0,
    form: { values: [0, 3, 5, 8, 11, 13, 16, 19, 21, 24] },
  },
  { code: 0xd1c1, name: 'AloMode', type: 'u32', writable: true, value: 0x10000, form: { values: [0, 1, 2, 3] } },
];
