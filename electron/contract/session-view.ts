import { z } from 'zod';
import { errorData } from './error-data.ts';
import { finding } from './findings.ts';
import { decisionKinds, rejections } from './journal.ts';
import { order } from './order.ts';
import { patient } from './patient.ts';
import { codedText, fixation, mirrorAxis } from './protocol.ts';
import { settingResult } from './settings.ts';
import { dataId, localText } from './text.ts';

export const stepState = z.enum(['pending', 'taken', 'accepted', 'skipped', 'deferred']);
/** `ready` for the next picture · `preparing` settings and light · `exposing` · `saving` · `checking` · `review` the
 * operator decides · `complete` no step is left · `closed` handed to the outbox. */
export const phase = z.enum(['ready', 'preparing', 'exposing', 'saving', 'checking', 'review', 'complete', 'closed']);
export type Phase = z.infer<typeof phase>;

export const shotView = z.object({
  id: z.string(),
  step: dataId,
  number: z.number().int(),
  sopInstanceUid: z.string(),
  takenAt: z.string(),
  state: z.enum(['started', 'saved', 'checked', 'accepted', 'rejected', 'failed']),
  origin: z.enum(['studio', 'body', 'found']).optional(),
  /** The JPEG's size and hash once saved. */
  bytes: z.number().optional(),
  sha256: z.string().optional(),
  ms: z.number().optional(),
  /** Why a rejected picture was. `undone`: it was taken back · `found-later`: a later one stood already. */
  rejected: z.enum(rejections).optional(),
  complete: z.boolean().optional(),
  /** Its original has left the vault: it is in the hospital's store, and cannot be shown from here. */
  purged: z.literal(true).optional(),
  settings: z.array(settingResult).optional(),
  findings: z.array(finding),
  error: errorData.optional(),
});
export type ShotView = z.infer<typeof shotView>;

/** An earlier picture of the same view of the same patient: what a ghost is made of. */
export const priorView = z.object({
  shot: z.string(),
  session: z.string(),
  takenAt: z.string(),
  /** Absent where the store's picture does not tell its scale: it is compared, and never laid over live view. */
  fieldWidthMm: z.number().optional(),
  /** It came back from the hospital's store; `shot` names it in picture addresses all the same. */
  retrieved: z.literal(true).optional(),
});
export type PriorView = z.infer<typeof priorView>;

export const stepView = z.object({
  id: dataId,
  view: z.string(),
  title: localText,
  instruction: localText,
  required: z.boolean(),
  guide: dataId,
  scene: dataId,
  camera: dataId.optional(),
  fieldWidthMm: z.number(),
  orientation: z.enum(['landscape', 'portrait']),
  mirror: mirrorAxis,
  fixation: fixation.optional(),
  expression: codedText.optional(),
  accessories: z.array(codedText),
  /** Added by the operator. */
  extra: z.boolean(),
  /** Newest first: earlier visits' accepted pictures, and this session's own accepted one. */
  priors: z.array(priorView),
  state: stepState,
  reason: z.string().optional(),
  /** The picture that stands for the step: the accepted one, else the last one that was saved. */
  shot: z.string().optional(),
});
export type StepView = z.infer<typeof stepView>;

export const sessionView = z.object({
  id: z.string(),
  openedAt: z.string(),
  patient,
  protocol: z.object({ id: dataId, version: z.number(), title: localText }),
  composite: z.object({ title: localText, rows: z.array(z.array(dataId.nullable())) }),
  studyUid: z.string(),
  seriesUid: z.string(),
  operator: z.string(),
  simulated: z.boolean(),
  order: order.optional(),
  /** What goes with the pictures. */
  documents: z.array(z.object({ document: z.enum(['consent']), title: z.string(), at: z.string(), bytes: z.number() })),
  /** Looking for earlier pictures at the hospital's store; absent where there is none to ask. */
  priors: z.object({ state: z.enum(['looking', 'done', 'failed']), error: errorData.optional() }).optional(),
  /** On legal hold: its originals never leave the vault. */
  held: z.boolean(),
  phase,
  /** The step that the next picture belongs to; null when none is left. */
  current: dataId.nullable(),
  steps: z.array(stepView),
  shots: z.array(shotView),
  /** The shot under review, or the last one. */
  lastShot: z.string().optional(),
  /** Views of the protocol that can still be added. */
  extras: z.array(z.object({ id: dataId, title: localText })),
  /** What `session.undo` would take back; absent where there is nothing. */
  undo: z
    .object({
      what: z.enum(decisionKinds),
      step: dataId,
    })
    .optional(),
  /** Why the last call did not go through, until the next one does. */
  problem: errorData.optional(),
  job: z.string().optional(),
});
export type SessionView = z.infer<typeof sessionView>;

/** One line of the catalogue: a session folded to what lists show. */
export const sessionSummary = z.object({
  id: z.string(),
  openedAt: z.string(),
  patient,
  protocol: z.object({ id: dataId, version: z.number(), title: localText }),
  state: z.enum(['open', 'closed']),
  accepted: z.number().int(),
  of: z.number().int(),
  seriesUid: z.string(),
  simulated: z.boolean(),
  held: z.boolean(),
  accessionNumber: z.string().optional(),
  discontinued: z.string().optional(),
});
export type SessionSummary = z.infer<typeof sessionSummary>;
