import { z } from 'zod';
import { uid } from './journal.ts';
import type { Code, PlannedStep } from './protocol.ts';

/** What an object in an archive says of the picture in it, as far as a ghost or a comparison needs it. */
export const priorFacts = z.object({
  /** As the archive writes them, to be compared with the patient on screen; texts are empty where it says nothing. */
  patient: z.object({ patientId: z.string(), issuer: z.string().optional(), name: z.string(), birthDate: z.string() }),
  /** ISO 8601 with an offset. */
  takenAt: z.string(),
  /** Our own code of the view, where we have made it. */
  view: z.string().optional(),
  /** What it shows in standard codes; see `codedView`. */
  coding: z.array(z.string()),
  /** The field along the picture's long side, where it is known: without it there is no true scale. */
  fieldWidthMm: z.number().positive().optional(),
  simulated: z.boolean(),
  /** Made from other objects: upright, and turned round where it was taken in a mirror. */
  derived: z.boolean(),
  sources: z.array(uid),
  /** Directions of its rows and columns, `L\F`. */
  orientation: z.string(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
});
export type PriorFacts = z.infer<typeof priorFacts>;

/** Where one object lies in an archive. */
export const priorPlace = z.object({ studyUid: uid, seriesUid: uid, sopInstanceUid: uid });
export type PriorPlace = z.infer<typeof priorPlace>;

/** The parts of a view's coding that two pictures of the same view have in common. */
type ViewParts = {
  region: Pick<Code, 'value' | 'scheme'> | undefined;
  view: Pick<Code, 'value' | 'scheme'> | undefined;
  viewModifiers: readonly Pick<Code, 'value' | 'scheme'>[];
  laterality: string;
  /** Concept and its value: a code, or a number. */
  context: readonly { name: Pick<Code, 'value' | 'scheme'>; value: Pick<Code, 'value' | 'scheme'> | number }[];
};

/**
 * A view in standard codes as words that are equal where the views are. Empty where nothing says which view of its region it
 * is: neither a view code nor an acquisition context.
 */
export function codedView({ region, view, viewModifiers, laterality, context }: ViewParts): string[] {
  if (!region || (!view && context.length === 0)) return [];
  return [
    `region ${word(region)}`,
    `laterality ${laterality}`,
    ...(view ? [`view ${word(view)}`] : []),
    ...viewModifiers.map((code) => `modifier ${word(code)}`),
    ...context.map(({ name, value }) => `${word(name)}=${typeof value === 'number' ? value : word(value)}`),
  ].sort();
}

/** The directions of a gaze, as Acquisition Context has them. */
export const gazeConcepts = {
  horizontal: { value: 'GAZE-H', scheme: '99INCIDENCE', meaning: "Gaze angle toward patient's left" },
  vertical: { value: 'GAZE-V', scheme: '99INCIDENCE', meaning: 'Gaze angle upward' },
} as const;

/** The same of a step that is to be photographed. */
export function codedStep({ coding, fixation }: Pick<PlannedStep, 'coding' | 'fixation'>): string[] {
  const { region, view, viewModifiers, laterality, context } = coding;
  const gaze = fixation
    ? [
        { name: gazeConcepts.horizontal, value: fixation.leftDeg },
        { name: gazeConcepts.vertical, value: fixation.upDeg },
      ]
    : [];
  return codedView({ region, view, viewModifiers, laterality, context: [...context, ...gaze] });
}

function word({ value, scheme }: Pick<Code, 'value' | 'scheme'>): string {
  return `${value}@${scheme}`;
}
