import { z } from 'zod';
import { finding } from '../../contract/findings.ts';
import { check, mirrorAxis } from '../../contract/protocol.ts';

/** Bytes as they cross to the quality process: structured clone keeps them. */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const widthPx = z.number().int().min(16).max(8192);

/** What a JPEG can be at most. */
const lengthPx = z.number().int().min(1).max(65_535);
const placePx = z.number().int().min(0).max(65_535);
const colour = z.string().regex(/^#[0-9a-f]{6}$/);

/** Path data: no word passes for it. */
const shape = z.object({ path: z.string().regex(/^[MLQCZ\d .-]*$/), fill: colour });

export const contactSheet = z.object({
  widthPx: lengthPx,
  heightPx: lengthPx,
  ground: colour,
  under: z.array(shape),
  pictures: z.array(z.object({ jpeg: bytes, x: placePx, y: placePx, widthPx: lengthPx, heightPx: lengthPx })),
  over: z.array(shape),
});
export type ContactSheet = z.infer<typeof contactSheet>;

/** The process that looks at pixels. It keeps nothing and knows nobody: pictures and shapes come in, pictures and numbers go out. */
export const qualityContract = {
  calls: {
    /** What the checks find. A picture that cannot be decoded is a finding, not an error. */
    assess: {
      input: z.object({
        jpeg: bytes,
        checks: z.array(check),
        context: z.object({
          flash: z.enum(['expected', 'none']),
          fired: z.enum(['yes', 'no', 'unknown']),
          lightMode: z.enum(['trigger', 'manual']),
          orientation: z.enum(['landscape', 'portrait']),
          sensorWidthPx: z.number().int().positive().optional(),
        }),
      }),
      output: z.object({ findings: z.array(finding) }),
    },
    /** A smaller upright JPEG without metadata, a mirror's turned round. Throws `picture-unsupported`. */
    preview: { input: z.object({ jpeg: bytes, widthPx, mirror: mirrorAxis }), output: z.object({ jpeg: bytes }) },
    /** Pictures and shapes as one JPEG. Throws `picture-unsupported`. */
    contactSheet: { input: contactSheet, output: z.object({ jpeg: bytes }) },
  },
  events: {},
} as const;
