import { z } from 'zod';
import { finding } from '../../contract/findings.ts';
import { check, mirrorAxis } from '../../contract/protocol.ts';

/** Bytes as they cross to the quality process: structured clone keeps them. */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const widthPx = z.number().int().min(16).max(8192);

const sheetCell = z.object({
  jpeg: bytes.nullable(),
  label: z.string(),
  note: z.string(),
  struck: z.boolean(),
  orientation: z.enum(['landscape', 'portrait']),
});

export const contactSheet = z.object({
  /** Words over the pictures; the caller decides whether they name the patient. Empty leaves no room for them. */
  title: z.string(),
  lines: z.array(z.string()),
  /** Row by row as the examiner sees them: the patient's right comes first. Null leaves a place empty. */
  rows: z.array(z.array(sheetCell.nullable()).min(1)).min(1),
  cellWidthPx: z.number().int().min(64).max(2048),
  /** Small print under the pictures. */
  footer: z.string(),
});
export type ContactSheet = z.infer<typeof contactSheet>;

/** The process that looks at pixels. It keeps nothing and knows nobody: bytes and words come in, bytes and numbers go out. */
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
    /** Pictures side by side as one JPEG. Throws `picture-unsupported`. */
    contactSheet: { input: contactSheet, output: z.object({ jpeg: bytes }) },
  },
  events: {},
} as const;
