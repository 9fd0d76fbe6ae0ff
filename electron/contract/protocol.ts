import { z } from 'zod';
import { neutralSettings, settingNames } from './settings.ts';
import { dataId, localText } from './text.ts';

/** A coded concept as DICOM carries it: value, scheme, meaning (English, as the scheme publishes it). */
export const code = z.strictObject({
  value: z.string().min(1).max(16),
  scheme: z.string().min(1).max(16),
  meaning: z.string().min(1).max(64),
});
export type Code = z.infer<typeof code>;

/** Where the patient looks, in degrees from straight ahead: positive to the patient's left, positive up. */
export const fixation = z.strictObject({
  leftDeg: z.number().min(-60).max(60),
  upDeg: z.number().min(-60).max(60),
});
export type Fixation = z.infer<typeof fixation>;

/**
 * One quality check: `block` stops the step until the picture is taken again or skipped with a reason, `advise` only
 * says. Thresholds are the protocol's, their meaning is the check's:
 * `exposure` share (0–1) of clipped pixels · `flash` EV under the unlit reference · `sharpness` mean gradient energy of
 * the sharpest tenth relative to the picture's contrast · `size` share of the sensor's pixels that must be there ·
 * `orientation` none: upright, the picture is as the step asks.
 */
export const check = z.strictObject({
  kind: z.enum(['exposure', 'flash', 'sharpness', 'size', 'orientation']),
  level: z.enum(['advise', 'block']),
  threshold: z.number().default(0),
});
export type Check = z.infer<typeof check>;

/** How a view is coded in DICOM. `context` becomes Acquisition Context items: concept name → concept code. */
export const viewCoding = z
  .strictObject({
    /** Where in the body, and what says more of it: the side, where there are two. */
    region: code,
    regionModifiers: z.array(code).default([]),
    structure: code.optional(),
    structureModifiers: z.array(code).default([]),
    /** The projection, and what modifies it: View Code Sequence and its modifiers. */
    view: code.optional(),
    viewModifiers: z.array(code).default([]),
    /** Mirror, retractor, ruler: Device Sequence. */
    devices: z.array(code).default([]),
    laterality: z.enum(['R', 'L', 'B', 'U']),
    /** Of the upright picture that nobody has flipped: in a mirror, of the mirror's picture. */
    patientOrientation: z.tuple([z.string().regex(/^[APRLHF]{1,3}$/), z.string().regex(/^[APRLHF]{1,3}$/)]),
    context: z.array(z.strictObject({ name: code, value: code })).default([]),
  })
  // DICOM nests a modifier in what it modifies.
  .refine(({ view, viewModifiers }) => view || viewModifiers.length === 0, {
    path: ['viewModifiers'],
    message: 'modifiers of a view that is not named',
  })
  .refine(({ structure, structureModifiers }) => structure || structureModifiers.length === 0, {
    path: ['structureModifiers'],
    message: 'modifiers of a structure that is not named',
  });

/** Words for the operator, and the code that DICOM carries where there is one. */
export const codedText = z.strictObject({ text: localText, code: code.optional() });

/** How a mirror turns the picture round: what the screen undoes, never the original. */
export const mirrorAxis = z.enum(['none', 'left-right', 'top-bottom']);
export type MirrorAxis = z.infer<typeof mirrorAxis>;

const stepDefaults = {
  scene: dataId,
  /** The room's camera for this view, by its role (`face`, `intra-oral`); the room's first one where it has no such role. */
  camera: dataId.optional(),
  settings: neutralSettings,
  /** Settings that must stand exactly, or the shutter is not released. Others are asked for and reported. */
  demanded: z.array(z.enum(settingNames)),
  /** Width of the field at the focal plane, along the sensor's long side. */
  fieldWidthMm: z.number().positive(),
  /**
   * By what that width is held exactly, in English: a locked focus, a stand. The picture can then be measured in. Absent, the width is what
   * the operator aims at.
   */
  calibrated: z.string().trim().min(1).max(64).optional(),
  orientation: z.enum(['landscape', 'portrait']),
  mirror: mirrorAxis,
  guide: dataId,
  checks: z.array(check),
  coding: viewCoding,
};

/** The view's code as the field writes it: EV15, IV07, GAZE-UR. */
const viewName = z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,15}$/, 'capital letters, digits and hyphens');

export const protocolStep = z.strictObject({
  id: dataId,
  view: viewName,
  title: localText,
  instruction: localText,
  required: z.boolean().default(true),
  fixation: fixation.optional(),
  /** What the face does: lips at rest, smile. */
  expression: codedText.optional(),
  /** What is in the picture or held for it: mirror, retractor, ruler, head rest. */
  accessories: z.array(codedText).default([]),
  ...z.object(stepDefaults).partial().shape,
});

/** A protocol file. `defaults` holds for each step that does not say otherwise; unknown keys are errors. */
export const protocol = z
  .strictObject({
    id: dataId,
    version: z.number().int().positive(),
    title: localText,
    description: localText,
    /** Its series prove something: each is on legal hold from the beginning. */
    forensic: z.literal(true).optional(),
    defaults: z.strictObject(stepDefaults),
    steps: z.array(protocolStep).min(1),
    /** Views that an operator can add to a session; the same rules hold for them. */
    extras: z.array(protocolStep).default([]),
    /** The composite, row by row as the examiner sees it; null leaves a cell empty. */
    composite: z.strictObject({ title: localText, rows: z.array(z.array(dataId.nullable()).min(1)).min(1) }),
  })
  .superRefine((value, context) => {
    const seen = new Set<string>();
    for (const list of ['steps', 'extras'] as const) {
      value[list].forEach((step, index) => {
        if (seen.has(step.id)) {
          context.addIssue({ code: 'custom', path: [list, index, 'id'], message: `duplicate step id "${step.id}"` });
        }
        seen.add(step.id);
      });
    }
    value.composite.rows.forEach((row, rowIndex) => {
      row.forEach((id, columnIndex) => {
        if (id === null || seen.has(id)) return;
        const path = ['composite', 'rows', rowIndex, columnIndex];
        context.addIssue({ code: 'custom', path, message: `no step has the id "${id}"` });
      });
    });
  });
export type Protocol = z.infer<typeof protocol>;

/** One step with its protocol's defaults applied: what the runner, the devices and DICOM work from. */
export const plannedStep = z.strictObject({
  index: z.number().int().nonnegative(),
  id: dataId,
  view: viewName,
  title: localText,
  instruction: localText,
  required: z.boolean(),
  fixation: fixation.optional(),
  expression: codedText.optional(),
  accessories: z.array(codedText).default([]),
  ...stepDefaults,
  /** Journals before the axis was named say only whether there was a mirror. */
  mirror: z.union([mirrorAxis, z.boolean().transform((on): MirrorAxis => (on ? 'left-right' : 'none'))]),
});
export type PlannedStep = z.infer<typeof plannedStep>;
