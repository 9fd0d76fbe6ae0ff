import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(600_000);
const times = z.number().int().min(1).max(1000);
/** Four hexadecimal digits, as gphoto2 names raw properties: `5007`. */
export const propertyCode = z.string().regex(/^[0-9a-fA-F]{4}$/);
export const propertyValue = z.union([z.number().int(), z.string().max(255)]);

/** Every fault that can be played, by name. `CONTROL.md` tells what each does, and what a real body does. */
export const fault = z.discriminatedUnion('name', [
  // How a shot is announced.
  z.strictObject({ name: z.literal('events-at-once') }),
  z.strictObject({ name: z.literal('events-one-by-one') }),
  z.strictObject({ name: z.literal('second-shot') }),
  z.strictObject({ name: z.literal('last-file-late'), ms: milliseconds.min(1) }),
  z.strictObject({ name: z.literal('duplicate-events'), pushed: z.boolean().optional() }),
  // The link.
  z.strictObject({ name: z.literal('stall'), ms: milliseconds, operation: z.number().int().optional() }),
  z.strictObject({ name: z.literal('drop-in-download'), afterBytes: z.number().int().nonnegative() }),
  z.strictObject({ name: z.literal('drop-in-live-view'), afterFrames: z.number().int().nonnegative() }),
  z.strictObject({ name: z.literal('slow-link'), bytesPerSecond: z.number().int().min(1000) }),
  z.strictObject({ name: z.literal('off'), ms: milliseconds.optional() }),
  z.strictObject({ name: z.literal('unplug'), ms: milliseconds.optional() }),
  z.strictObject({ name: z.literal('held-by-another'), ms: milliseconds.optional() }),
  z.strictObject({ name: z.literal('on') }),
  // The body.
  z.strictObject({ name: z.literal('busy'), ms: milliseconds }),
  z.strictObject({ name: z.literal('card-full') }),
  z.strictObject({ name: z.literal('card-missing') }),
  z.strictObject({ name: z.literal('ram-full') }),
  z.strictObject({ name: z.literal('live-view-prohibited') }),
  z.strictObject({ name: z.literal('empty-preview'), times }),
  z.strictObject({ name: z.literal('af-failed'), times }),
  z.strictObject({ name: z.literal('battery-low'), percent: z.number().int().min(1).max(100) }),
  z.strictObject({ name: z.literal('number-wrap') }),
  z.strictObject({ name: z.literal('dial'), property: propertyCode, value: propertyValue }),
  z.strictObject({ name: z.literal('clamp'), property: propertyCode, value: propertyValue }),
  /** Ends whatever was played before and undoes what it did. */
  z.strictObject({ name: z.literal('none') }),
]);
export type Fault = z.infer<typeof fault>;
export type FaultNamed<Name extends Fault['name']> = Extract<Fault, { name: Name }>;
