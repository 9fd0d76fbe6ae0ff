import { z } from 'zod';
import { errorData } from './error-data.ts';
import { dataId } from './text.ts';

/** A device's life as the operator sees it. `failed` has a button, the others mend themselves. */
export const deviceState = z.enum(['none', 'connecting', 'ready', 'busy', 'lost', 'recovering', 'failed']);
export type DeviceState = z.infer<typeof deviceState>;

/** One of the room's cameras as the operator sees it. */
export const cameraView = z.object({
  role: dataId,
  state: deviceState,
  address: z.string(),
  model: z.string().optional(),
  serial: z.string().optional(),
  simulated: z.boolean(),
  batteryPercent: z.number().optional(),
  shotsLeft: z.number().optional(),
  card: z.enum(['ready', 'full', 'none', 'unusable']).optional(),
  lens: z.string().optional(),
  tools: z
    .object({
      zoom: z.array(z.number()),
      focus: z.boolean(),
      autofocus: z.boolean(),
      exposureSimulation: z.boolean(),
    })
    .optional(),
  /** The picture that was asked for takes longer than one usually does. */
  late: z.boolean().optional(),
  /** How far a download that takes its time has come, 0 to 1. */
  progress: z.number().min(0).max(1).optional(),
  /** Pictures that belong to no session and were left on the camera. */
  strays: z.number().int().nonnegative(),
  error: errorData.optional(),
});
export type CameraView = z.infer<typeof cameraView>;
