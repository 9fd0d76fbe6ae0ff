import { z } from 'zod';
import { dataId, localText } from './text.ts';

/** One lighting scene: what each channel must do. It belongs to the view, not to the room. */
export const lightingScene = z.strictObject({
  id: dataId,
  title: localText,
  /** Whether the picture depends on a flash: then the checks know that it must have fired. */
  flash: z.boolean(),
  channels: z.array(
    z.strictObject({
      channel: z.string().regex(/^[A-H]$/),
      /** Flash power in stops as the device counts them (10.0 full). */
      powerStops: z.number().min(0).max(10).optional(),
      /** Modelling light in percent. */
      lampPercent: z.number().int().min(0).max(100).optional(),
    }),
  ),
});
export type LightingScene = z.infer<typeof lightingScene>;

/** One device on a serial port, as data. `engine` names the code that speaks its way. */
export const lightingProfile = z.strictObject({
  id: dataId,
  title: localText,
  engine: z.enum(['studio-trigger/1', 'line-pulse']),
  baudRate: z.number().int().positive(),
  /** After opening, the device may still be starting (an Arduino resets). */
  settleMs: z.number().int().nonnegative(),
  /** An answer must come within this time, or the device is silent. */
  answerMs: z.number().int().positive(),
  /** How long the flash needs to recycle at full power; ready without a device's own word is 1.2 × this, at least 1.5 s. */
  recycleMs: z.number().int().nonnegative(),
  /** How long an armed trigger stays armed by itself. */
  armMs: z.number().int().positive(),
  /** For pins: which line is pulsed, and for how long. */
  pulse: z.strictObject({ line: z.enum(['rts', 'dtr']), ms: z.number().int().positive() }).optional(),
});
export type LightingProfile = z.infer<typeof lightingProfile>;
