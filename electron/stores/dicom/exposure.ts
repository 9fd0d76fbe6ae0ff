import type { SettingName, SettingResult } from '../../contract/settings.ts';
import type { DataSet } from './encode.ts';
import type { ExifFacts } from './exif.ts';
import { shortened } from './shortened.ts';

/** What is known of an exposure beside the picture itself. */
type ExposureFacts = {
  settings: readonly SettingResult[];
  light: { fired: 'yes' | 'no' | 'unknown' };
};

/** VL Photographic Equipment (PS3.3 C.8.12): the lens, as the picture says. */
export function lensModule(exif: ExifFacts): DataSet {
  return {
    LensMake: exif.lensMake === undefined ? undefined : shortened(exif.lensMake, 64),
    LensModel: exif.lensModel === undefined ? undefined : shortened(exif.lensModel, 64),
    LensSerialNumber: exif.lensSerial === undefined ? undefined : shortened(exif.lensSerial, 64),
    LensSpecification: exif.lensSpecification,
  };
}

/** EXIF's numbers, which DICOM's VL Photographic Acquisition module takes over, for our neutral values. */
const programs: Readonly<Record<string, number>> = { manual: 1, program: 2, aperture: 3, shutter: 4 };
const meterings: Readonly<Record<string, number>> = { centre: 2, spot: 3, matrix: 5, partial: 6 };

/** What the picture says of itself, else what the body said of its settings. */
export function exposureModule(exif: ExifFacts, facts: ExposureFacts): DataSet {
  const said = (name: SettingName) => facts.settings.find((result) => result.setting === name)?.got;
  const positive = (name: SettingName) => {
    const got = said(name);
    return typeof got === 'number' && got > 0 ? got : undefined;
  };
  const numbered = (numbers: Readonly<Record<string, number>>, name: SettingName) => numbers[String(said(name))];
  const sensitivity = exif.isoSpeed ?? positive('iso');
  const balance = said('whiteBalance');
  const program = exif.exposureProgram ?? numbered(programs, 'program');
  return {
    ExposureTimeInSeconds: exif.exposureTimeS ?? positive('shutterS'),
    FNumber: exif.fNumber ?? positive('aperture'),
    PhotographicSensitivity: sensitivity === undefined ? undefined : Math.round(sensitivity),
    FocalLength: exif.focalLengthMm,
    FocalLengthIn35mmFilm: exif.focalLength35mm,
    ExposureBiasValue: exif.exposureBiasEv,
    ExposureProgram: program,
    ExposureMode: exif.exposureMode ?? (program === undefined ? undefined : program === 1 ? 1 : 0),
    MeteringMode: exif.meteringMode ?? numbered(meterings, 'metering'),
    LightSource: exif.lightSource,
    WhiteBalance: exif.whiteBalance ?? (balance === undefined ? undefined : balance === 'auto' ? 0 : 1),
    ...flash(exif.flash, facts.light.fired),
  };
}

/** EXIF packs into one number what DICOM has apart (CIPA DC-008, Flash). The studio's own light is not the camera's to know. */
function flash(packed: number | undefined, fired: 'yes' | 'no' | 'unknown'): DataSet {
  const ours = { yes: 1, no: 0, unknown: undefined }[fired];
  if (packed === undefined) return { FlashFiringStatus: ours };
  const returned = (packed >> 1) & 3;
  return {
    FlashFiringStatus: ours ?? packed & 1,
    FlashReturnStatus: returned === 1 ? undefined : returned,
    FlashMode: (packed >> 3) & 3,
    FlashFunctionPresent: (packed >> 5) & 1,
    FlashRedEyeMode: (packed >> 6) & 1,
  };
}
