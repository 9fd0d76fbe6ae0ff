import { z } from 'zod';
import { CodedError } from '../../contract/errors.ts';
import quirksFile from './quirks.json' with { type: 'json' };
import { type Make, makes } from './settings/settings-map.ts';

/** What may differ from body to body. All are optional in a quirk; `usual` holds otherwise. */
const traits = z.strictObject({
  /** Silence that must have passed before the shutter is released. */
  quietBeforeMs: z.number().int().min(1).max(2000),
  /** Silence after the last expected file before a shot is called complete. */
  quietAfterMs: z.number().int().min(1).max(2000),
  /** Least time from the end of one shot to the next release. */
  shotGapMs: z.number().int().min(0).max(30_000),
  /** A release throws away what the body has announced and nobody has taken yet. */
  releaseDropsEvents: z.boolean(),
  /** Live view is switched off before each release. */
  liveViewOffToShoot: z.boolean(),
  /** Live view is switched off before the body focuses by itself. */
  liveViewOffToFocus: z.boolean(),
  /** The shutter focuses by itself, unless the lens is set to manual. */
  shutterFocuses: z.boolean(),
  /** Magnifications of live view where the body takes a number and offers no choices. */
  zoom: z.array(z.number().gt(1)),
  /** Pixels by which the body counts places in the field of live view, where it does not tell. */
  field: z.strictObject({ widthPx: z.number().int().positive(), heightPx: z.number().int().positive() }).optional(),
});
export type BodyTraits = z.infer<typeof traits>;

const usual: BodyTraits = {
  quietBeforeMs: 10,
  quietAfterMs: 15,
  shotGapMs: 0,
  releaseDropsEvents: false,
  liveViewOffToShoot: false,
  liveViewOffToFocus: false,
  shutterFocuses: false,
  zoom: [],
};

const quirk = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  /** Both must fit where both are given; `model` is a pattern, found anywhere in the model's name, case ignored. */
  match: z.strictObject({ make: z.enum(makes).optional(), model: z.string().min(1).optional() }),
  why: z.string().min(1),
  evidence: z.string().min(1),
  set: traits.partial(),
});

const quirks = z.strictObject({ version: z.literal(1), quirks: z.array(quirk) }).superRefine((file, context) => {
  const seen = new Set<string>();
  for (const [index, { id }] of file.quirks.entries()) {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: ['quirks', index, 'id'], message: `duplicate id ${id}` });
    seen.add(id);
  }
});
export type Quirks = z.infer<typeof quirks>['quirks'];

/** Throws `data-broken` with the place: a broken file stops the start. */
export function parseQuirks(data: unknown): Quirks {
  const parsed = quirks.safeParse(data);
  if (parsed.success) return parsed.data.quirks;
  const issue = parsed.error.issues[0];
  throw new CodedError('data-broken', {
    file: 'quirks.json',
    at: issue?.path.join('.') ?? '',
    problem: issue?.message ?? '',
  });
}

/** The quirks that ship with the studio. */
export function knownQuirks(): Quirks {
  return parseQuirks(quirksFile);
}

/** Later entries win over earlier ones. */
export function traitsOf(body: { make: Make; model: string }, known: Quirks): BodyTraits {
  const fitting = known.filter(({ match }) => {
    const makeFits = match.make === undefined || match.make === body.make;
    return makeFits && (match.model === undefined || new RegExp(match.model, 'i').test(body.model));
  });
  return Object.assign({}, usual, ...fitting.map(({ set }) => definedOf(set)));
}

function definedOf(set: Partial<BodyTraits>): Partial<BodyTraits> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}
