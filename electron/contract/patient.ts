import { z } from 'zod';

const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD')
  .refine((text) => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }, 'a day that exists');

/** A DICOM person name, `FAMILY^Given`; a backslash would become a second value, control characters a broken file. */
const personName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\\\p{Cc}]+$/u, 'no backslash or control character');
const shortText = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\\\p{Cc}]+$/u, 'no backslash or control character');

/** The patient as the hospital identifies them; the form that `run --patient FILE` reads. */
export const patient = z.strictObject({
  patientId: shortText,
  name: personName,
  birthDate: isoDate,
  sex: z.enum(['F', 'M', 'O']),
  issuer: shortText.optional(),
  /** The French national identity. Only a *qualified* one may serve as matricule (REQ-1). */
  ins: z
    .strictObject({
      matricule: z.string().regex(/^\d{15}$/),
      oid: z.string().regex(/^[0-9.]+$/),
      qualified: z.boolean(),
    })
    .optional(),
});
export type Patient = z.infer<typeof patient>;
