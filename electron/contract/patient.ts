import { z } from 'zod';

const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD')
  .refine((text) => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }, 'a day that exists');

/** What DICOM takes as one short value: a backslash would make two, half a surrogate pair or a control breaks the file. */
const shortText = z
  .string()
  .trim()
  .min(1, 'not empty')
  .regex(/^[^\\\p{Cc}\p{Cs}]+$/u, 'no backslash, control or broken character')
  .refine((text) => [...text].length <= 64, 'at most 64 characters');

/** A DICOM person name: up to three groups (alphabetic=ideographic=phonetic) of `FAMILY^Given^Middle^Prefix^Suffix`. */
export const personName = z
  .string()
  .trim()
  .regex(/^[^\\\p{Cc}\p{Cs}]+$/u, 'no backslash, control or broken character')
  .regex(/[^^=\s]/, 'not empty')
  .refine((text) => text.split('=').length <= 3, 'at most three groups separated by =')
  .refine((text) => text.split('=').every((group) => [...group].length <= 64), 'at most 64 characters')
  .refine(
    (text) => text.split('=').every((group) => group.split('^').length <= 5),
    'at most five parts separated by ^',
  );

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
      oid: z
        .string()
        .max(64)
        .regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'an OID'),
      qualified: z.boolean(),
    })
    .optional(),
});
export type Patient = z.infer<typeof patient>;
