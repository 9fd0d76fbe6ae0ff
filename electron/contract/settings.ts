import { z } from 'zod';

/**
 * Camera settings in neutral units, the same for every make: `aperture` is the f-number, `shutterS` seconds, `iso` the
 * ISO speed, `whiteBalance` a named preset or `kelvin` with its temperature, `format` what one shot produces, `size` how
 * large its JPEG is, `target` where the body puts it, `compensationEv` exposure compensation in stops. `program` and
 * `focus` are a dial or a switch on many bodies.
 */
export const neutralSettings = z.strictObject({
  aperture: z.number().positive().optional(),
  shutterS: z.number().positive().optional(),
  iso: z.number().int().positive().optional(),
  whiteBalance: z.enum(['auto', 'daylight', 'flash', 'cloudy', 'tungsten', 'kelvin']).optional(),
  kelvin: z.number().int().min(2000).max(12000).optional(),
  format: z.enum(['jpeg', 'raw', 'raw+jpeg']).optional(),
  size: z.enum(['large', 'medium', 'small']).optional(),
  target: z.enum(['card', 'ram']).optional(),
  program: z.enum(['manual', 'aperture', 'shutter', 'program', 'auto']).optional(),
  drive: z.enum(['single', 'continuous', 'self-timer', 'quiet']).optional(),
  compensationEv: z.number().min(-5).max(5).optional(),
  metering: z.enum(['matrix', 'centre', 'spot', 'partial']).optional(),
  focus: z.enum(['manual', 'single', 'continuous', 'auto']).optional(),
});
export type NeutralSettings = z.infer<typeof neutralSettings>;
export const settingNames = [
  'aperture',
  'shutterS',
  'iso',
  'whiteBalance',
  'kelvin',
  'format',
  'size',
  'target',
  'program',
  'drive',
  'compensationEv',
  'metering',
  'focus',
] as const;
export type SettingName = (typeof settingNames)[number];

/**
 * What became of one setting: `same` it already stood so · `set` written and read back equal · `clamped` the body keeps
 * another value · `read-only` it differs and only a dial changes it · `missing` the body has no such setting.
 */
const settingOutcomes = ['same', 'set', 'clamped', 'read-only', 'missing'] as const;
export const settingResult = z.object({
  setting: z.enum(settingNames),
  outcome: z.enum(settingOutcomes),
  asked: z.union([z.string(), z.number()]),
  /** What the body now says, in the same unit; absent where it has no such setting or an unreadable one. */
  got: z.union([z.string(), z.number()]).optional(),
  /** The body's own key and label, for support. */
  key: z.string().optional(),
  label: z.string().optional(),
});
export type SettingResult = z.infer<typeof settingResult>;
