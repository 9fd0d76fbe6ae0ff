import { z } from 'zod';
import { patient, personName } from './patient.ts';
import { code } from './protocol.ts';

/** Text of one short DICOM value, as another system wrote it. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .regex(/^[^\\\p{Cc}\p{Cs}]+$/u, 'no backslash, control or broken character')
    .refine((value) => [...value].length <= most, `at most ${most} characters`);
const uid = z
  .string()
  .regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/)
  .max(64);

/**
 * Why a patient is photographed, as the hospital's systems say. `order`: somebody ordered it, the worklist has it · `encounter`:
 * the patient is there and nobody ordered it (IHE EBIW); the stay or the visit is what the pictures are filed under.
 */
export const order = z.strictObject({
  kind: z.enum(['order', 'encounter']),
  accessionNumber: text(16).optional(),
  /** The study that the order belongs to; without it the studio makes one. */
  studyUid: uid.optional(),
  requestedProcedureId: text(16).optional(),
  requestedProcedure: text(64).optional(),
  requestedProcedureCode: code.optional(),
  scheduledStepId: text(16).optional(),
  scheduledStep: text(64).optional(),
  scheduledStepCodes: z.array(code).default([]),
  referringPhysician: personName.optional(),
  requestingPhysician: personName.optional(),
  priority: z.enum(['routine', 'high', 'stat']).default('routine'),
  /** The stay (Admission ID), and who gave its number. */
  admissionId: text(64).optional(),
  admissionIssuer: text(64).optional(),
  /** Where the patient is in the hospital, and why they are seen. */
  location: text(64).optional(),
  reason: text(64).optional(),
});
export type Order = z.infer<typeof order>;

/** One line of the worklist. What the RIS left out is absent: somebody completes it before the session opens. */
export const worklistItem = z.strictObject({
  /** Made from what names it at the RIS; the same at each query. */
  id: z.string().min(1).max(200),
  patient: patient.partial({ birthDate: true, sex: true }),
  order,
  modality: z.string().max(16).optional(),
  /** ISO 8601 without an offset: the RIS's own clock. */
  scheduledAt: z.string(),
  /** The protocol that the department's table gives it; absent, the operator chooses. */
  protocol: z.string().optional(),
});
export type WorklistItem = z.infer<typeof worklistItem>;
