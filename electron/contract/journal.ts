import { z } from 'zod';
import { auditHead } from './audit.ts';
import { cameraSource, cardCopy, shotId } from './devices.ts';
import { errorData } from './error-data.ts';
import { finding } from './findings.ts';
import { roles } from './operators.ts';
import { order } from './order.ts';
import { patient } from './patient.ts';
import { plannedStep, protocol } from './protocol.ts';
import { settingResult } from './settings.ts';
import { dataId, localText } from './text.ts';

/** A DICOM UID made once and kept. */
export const uid = z
  .string()
  .regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/)
  .max(64);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const at = z.iso.datetime({ offset: true });

/** One file of a shot in the vault. `name` is relative to the session and made from the shot's own number. */
export const storedFile = z.object({
  name: z.string().regex(/^[a-z0-9-]+\.[a-z0-9]+$/),
  kind: z.enum(['jpeg', 'raw', 'other', 'pdf']),
  bytes: z.number().int().nonnegative(),
  sha256,
});
export type StoredFile = z.infer<typeof storedFile>;

/** What an operator decides, and can take back. `taken` is a picture that came under review. */
export const decisionKinds = ['taken', 'accepted', 'rejected', 'skipped', 'deferred', 'selected', 'added'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** Why a picture is not sent. Older journals may know others; they count as `retake`. */
export const rejections = ['retake', 'replaced', 'undone', 'found-later'] as const;
export type Rejection = (typeof rejections)[number];

/**
 * What happened in a session, in the order in which it happened. Append-only: nothing is ever changed, a later record
 * says so instead. Everything shown of a session is a fold of these.
 */
export const sessionRecord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session-opened'),
    version: z.literal(1),
    at,
    session: z.uuid(),
    patient,
    protocol: z.object({ id: dataId, version: z.number(), title: localText }),
    composite: protocol.shape.composite,
    steps: z.array(plannedStep),
    studyUid: uid,
    seriesUid: uid,
    operator: z.string(),
    /** As they were then; absent where nobody had been defined. */
    operatorName: z.string().optional(),
    operatorRole: z.enum(roles).optional(),
    /** True as soon as anything that makes pictures is simulated. */
    simulated: z.boolean(),
    /** Why they are photographed, as the hospital's systems say; absent for somebody entered by hand. */
    order: order.optional(),
    /** The performed procedure step's own UID, where its progress is to be told. */
    mppsUid: uid.optional(),
    /** Older journals have it here instead of in the order. */
    accessionNumber: z.string().optional(),
    /** On legal hold from the beginning, as its protocol says. */
    held: z.literal(true).optional(),
    /** Its comings and goings are journalled; older journals do not say how a session was left. */
    tracked: z.literal(true).optional(),
  }),
  z.object({ type: z.literal('step-selected'), at, step: dataId }),
  z.object({ type: z.literal('step-skipped'), at, step: dataId, reason: z.string().min(1) }),
  z.object({ type: z.literal('step-deferred'), at, step: dataId }),
  z.object({
    type: z.literal('shot-started'),
    at,
    shot: shotId,
    step: dataId,
    number: z.number().int().positive(),
    sopInstanceUid: uid,
    /** Who released it; absent means the studio. `found`: its files lay on the camera when the connection was made. */
    origin: z.enum(['studio', 'body', 'found']).optional(),
    /** Who was at work, where that is somebody else than who opened the session; name and role as they were then. */
    operator: z.string().optional(),
    operatorName: z.string().optional(),
    operatorRole: z.enum(roles).optional(),
  }),
  z.object({
    type: z.literal('shot-captured'),
    at,
    shot: shotId,
    files: z.array(storedFile).min(1),
    complete: z.boolean(),
    settings: z.array(settingResult),
    camera: z.object({
      manufacturer: z.string(),
      model: z.string(),
      serial: z.string().optional(),
      sensorWidthPx: z.number().int().positive().optional(),
    }),
    light: z.object({ scene: dataId, mode: z.enum(['trigger', 'manual']), fired: z.enum(['yes', 'no', 'unknown']) }),
    ms: z.number(),
    /** How its JPEG has to be turned to stand upright, as EXIF numbers it (2–8); absent, it stands, or the journal is older. */
    turn: z.number().int().min(2).max(8).optional(),
    /** What stays on that camera's card until the store has confirmed the session; older journals do not say. */
    copies: z.array(cardCopy).optional(),
  }),
  z.object({
    type: z.literal('shot-failed'),
    at,
    shot: shotId,
    error: errorData,
    /** False when the shutter was surely not released: no picture of it will ever be found. Absent where nobody knows. */
    released: z.boolean().optional(),
  }),
  z.object({ type: z.literal('shot-checked'), at, shot: shotId, findings: z.array(finding) }),
  /** It stands for its step from now on; every other picture of the step is rejected as `replaced`. */
  z.object({ type: z.literal('shot-accepted'), at, shot: shotId }),
  z.object({ type: z.literal('shot-rejected'), at, shot: shotId, reason: z.string() }),
  /**
   * The last decision that was not taken back yet is: all decisions are what they were before it. `what`, `step` and `shot`
   * say which one it was. One record, so that no cut leaves half of it undone.
   */
  z.object({ type: z.literal('undone'), at, what: z.enum(decisionKinds), step: dataId, shot: shotId.optional() }),
  /** One more view, behind the step `after`. */
  z.object({ type: z.literal('step-added'), at, step: plannedStep, after: dataId }),
  /** It left the screen in good order. A tracked, open session without this as its last coming or going was interrupted. */
  z.object({ type: z.literal('session-paused'), at }),
  z.object({ type: z.literal('session-resumed'), at }),
  z.object({
    type: z.literal('session-closed'),
    at,
    /** The upload to the first archive, and all of them. */
    job: z.uuid().optional(),
    jobs: z.array(z.uuid()).optional(),
    /** Why it ends before all required views are there. */
    discontinued: z.string().min(1).optional(),
    /** The end of the audit trail at this moment: it cannot be shortened behind it without showing. */
    audit: auditHead.optional(),
  }),
  /** The RIS has taken note of how far the procedure is (MPPS); it is told until it has. */
  z.object({
    type: z.literal('progress-told'),
    at,
    progress: z.enum(['in-progress', 'completed', 'discontinued']),
    /** Of which step, where that is one that a correction has given up: see `patient-corrected`. */
    mppsUid: uid.optional(),
    /** Said once and for all: the RIS does not want to hear it. */
    refused: errorData.optional(),
  }),
  /** A document that goes with the series: a signed consent. It is delivered as an Encapsulated PDF. */
  z.object({
    type: z.literal('document-attached'),
    at,
    file: storedFile,
    document: z.enum(['consent']),
    title: z.string().min(1).max(64),
    sopInstanceUid: uid,
  }),
  /**
   * Whose pictures these are was wrong, or wrongly written. From here on the patient is this one, and the order. Where something
   * may have reached a store already, all objects have new UIDs from here on, and what went out under the old ones is
   * rejected there by a Key Object note.
   */
  z.object({
    type: z.literal('patient-corrected'),
    at,
    patient,
    order: order.nullable(),
    reason: z.enum(['details', 'wrong-patient', 'wrong-item', 'merged']),
    /** Absent: nothing had gone out, the UIDs stay. Of the same series: nothing had, but it belongs to another study. */
    uids: z
      .object({
        studyUid: uid,
        seriesUid: uid,
        /** By shot, and by the attached document's file name. */
        shots: z.record(z.string(), uid),
        documents: z.record(z.string(), uid),
      })
      .optional(),
    /**
     * Another item was meant: its progress is told of under this from here on, and the step that was begun under the one before
     * is discontinued. `null`: none was.
     */
    mppsUid: uid.nullable().optional(),
    operator: z.string(),
    operatorName: z.string().optional(),
  }),
  /** A legal hold, or its end: what is held never leaves the vault. */
  z.object({ type: z.literal('session-held'), at, on: z.boolean(), reason: z.string().min(1) }),
  /** From here on these files are gone; whatever still lies there is removed. Their hashes stay known. */
  z.object({ type: z.literal('originals-purged'), at, files: z.array(storedFile.shape.name).min(1) }),
  /** These copies are looked for no more: deleted on the card, or, `missed` of them, not found there for too long. */
  z.object({
    type: z.literal('card-cleared'),
    at,
    sources: z.array(cameraSource).min(1),
    missed: z.number().int().nonnegative(),
  }),
]);
export type SessionRecord = z.infer<typeof sessionRecord>;

/** What an object of an upload is, and so how it is built. */
export const objectKinds = ['photograph', 'derived', 'key-objects', 'rejection', 'report', 'document'] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** VL Photographic Image Storage: what every photograph is sent as. */
export const photographSopClass = '1.2.840.10008.5.1.4.1.1.77.1.4';

/** How a store has shown that it has an object. `peer` is who said so: a URL's origin, an AE title and host, a folder. */
export const confirmation = z.object({
  at,
  how: z.enum(['read-back', 'commitment']),
  peer: z.string(),
  /** Of the storage commitment. */
  transaction: uid.optional(),
});
export type Confirmation = z.infer<typeof confirmation>;

/** One upload, saved before it runs. `confirmed` is the store's proof, never its politeness. */
export const outboxJob = z.object({
  version: z.literal(1),
  id: z.uuid(),
  session: z.uuid(),
  seriesUid: uid,
  studyUid: uid,
  store: z.string(),
  /** The operator said that this store is one for tests: only then do simulated pictures go to a hospital's store. */
  testStore: z.boolean(),
  simulated: z.boolean(),
  createdAt: at,
  /** `withdrawn`: whose pictures these are was corrected before all was sent; nothing more of it leaves, others took its place. */
  state: z.enum(['queued', 'sending', 'confirmed', 'parked', 'withdrawn']),
  attempts: z.number().int().nonnegative(),
  instances: z.array(
    z.object({
      /** Absent: a photograph. */
      kind: z.enum(objectKinds).optional(),
      /** The picture that it is, or was made from; absent for what is about the whole series. */
      shot: shotId.optional(),
      sopInstanceUid: uid,
      /** Absent: the job's. What is of another modality than the pictures lies in a series of its own. */
      seriesUid: uid.optional(),
      /** What it carries as it lies in the vault; absent for what is made when it is sent. */
      file: storedFile.optional(),
      instanceNumber: z.number().int().positive(),
      state: z.enum(['unknown', 'stored', 'confirmed', 'failed']),
      /** Of all but photographs, saved before they are first sent: where it lies and what proves it; see `ObjectIdentity`. */
      payload: z
        .object({
          bytes: z.number().int().nonnegative(),
          sha256,
          sopClassUid: uid,
          studyUid: uid,
          seriesUid: uid,
        })
        .optional(),
      /** Whose it is: the store must not have it under another patient's number. */
      patientId: z.string().optional(),
      /** What the store noted when it took it, `0xB007 Data Set does not match SOP Class`: it has it all the same. */
      warning: z.string().max(100).optional(),
      confirmation: confirmation.optional(),
      error: errorData.optional(),
    }),
  ),
  /** For a `copy` store: it counts for nothing, and nothing leaves the vault by it. */
  copy: z.literal(true).optional(),
  /** It was begun at some time: whatever its instances say, the store may have any of them. */
  begun: z.literal(true).optional(),
  /** An attempt was cut off by a crash or a close: what is `unknown` may have arrived all the same, and is looked for before it is sent. */
  unsure: z.literal(true).optional(),
  /** Goes before what is not urgent. */
  urgent: z.literal(true).optional(),
  /** How many records its session's journal had: the objects are built from these, whatever comes later. */
  records: z.number().int().positive().optional(),
  /** Of a rejection note: which instances it rejects, under the study that they were sent in. */
  rejects: z
    .object({
      studyUid: uid,
      seriesUid: uid,
      /** The title of the note: 113001 quality · 113037 what names the patient was wrong · 113038 wrong worklist item or patient. */
      title: z.enum(['113001', '113037', '113038']),
      /** Without a series of their own they lie in that one. */
      instances: z.array(z.object({ sopClassUid: uid, sopInstanceUid: uid, seriesUid: uid.optional() })).min(1),
    })
    .optional(),
  lastError: errorData.optional(),
  /**
   * Once all is confirmed: when, where the audit trail ended then, and the SHA-256 of what the receipt says (who confirmed
   * which object, when, how, with which hash), which the audit names too.
   */
  receipt: z.object({ at, audit: auditHead.optional(), sha256: sha256.optional() }).optional(),
  updatedAt: at,
});
export type OutboxJob = z.infer<typeof outboxJob>;
