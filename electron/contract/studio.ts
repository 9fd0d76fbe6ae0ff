import { z } from 'zod';
import { auditEntry } from './audit.ts';
import { connectionCheck, connectionsChange, connectionsView } from './connections.ts';
import { department, departmentChange, retentionView, vaultView } from './department.ts';
import { shotId } from './devices.ts';
import { errorCodes } from './errors.ts';
import { finding } from './findings.ts';
import { confirmation, decisionKinds, objectKinds, rejections } from './journal.ts';
import { accessView, operatorChange, password, pin, token } from './operators.ts';
import { order, worklistItem } from './order.ts';
import { patient } from './patient.ts';
import { preferences } from './preferences.ts';
import { codedText, fixation, mirrorAxis } from './protocol.ts';
import { roomChange, roomSettings } from './room.ts';
import { settingResult } from './settings.ts';
import { dataId, localText } from './text.ts';

const nothing = z.object({});
const errorData = z.object({
  code: z.enum(errorCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  reference: z.string().optional(),
});

/** A device's life as the operator sees it. `failed` has a button, the others mend themselves. */
export const deviceState = z.enum(['none', 'connecting', 'ready', 'busy', 'lost', 'recovering', 'failed']);
export type DeviceState = z.infer<typeof deviceState>;

/** One of the room's cameras as the operator sees it. */
export const cameraView = z.object({
  role: dataId,
  state: deviceState,
  address: z.string(),
  model: z.string().optional(),
  serial: z.string().optional(),
  simulated: z.boolean(),
  batteryPercent: z.number().optional(),
  shotsLeft: z.number().optional(),
  card: z.enum(['ready', 'full', 'none', 'unusable']).optional(),
  lens: z.string().optional(),
  tools: z
    .object({
      zoom: z.array(z.number()),
      focus: z.boolean(),
      autofocus: z.boolean(),
      exposureSimulation: z.boolean(),
    })
    .optional(),
  /** The picture that was asked for takes longer than one usually does. */
  late: z.boolean().optional(),
  /** How far a download that takes its time has come, 0 to 1. */
  progress: z.number().min(0).max(1).optional(),
  /** Pictures that belong to no session and were left on the camera. */
  strays: z.number().int().nonnegative(),
  error: errorData.optional(),
});
export type CameraView = z.infer<typeof cameraView>;

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

export const deliveryView = z.object({
  id: z.string(),
  session: z.string(),
  series: z.string(),
  store: z.string(),
  /** The store's name, where the department has given it one, and what it is for. */
  storeName: z.string().optional(),
  purpose: z.enum(['archive', 'copy']).optional(),
  urgent: z.literal(true).optional(),
  state: z.enum(['queued', 'sending', 'confirmed', 'parked', 'withdrawn']),
  attempts: z.number().int(),
  /** When it is tried next by itself; absent where it is not waiting for that. */
  nextAt: z.string().optional(),
  confirmed: z.number().int(),
  of: z.number().int(),
  /** Every object, the pictures first. */
  pictures: z.array(
    z.object({
      /** Absent: a photograph. */
      kind: z.enum(objectKinds).optional(),
      shot: z.string().optional(),
      state: z.enum(['waiting', 'sending', 'stored', 'confirmed', 'failed']),
      /** How much of it has left, 0 to 1, while it is being sent. */
      sent: z.number().min(0).max(1).optional(),
      confirmation: confirmation.optional(),
    }),
  ),
  receipt: z.object({ at: z.string(), sha256: z.string().optional() }).optional(),
  lastError: errorData.optional(),
  updatedAt: z.string(),
});
export type DeliveryView = z.infer<typeof deliveryView>;

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

/** Everything a page shows, whole. `revision` grows by one for each snapshot that is sent, whole or as a change. */
export const snapshot = z.object({
  revision: z.number().int(),
  station: z.object({
    version: z.string(),
    operator: z.string(),
    /** Preferences that could not be read, by the name under which they were set aside: all are as on a new station. */
    setAside: z.string().optional(),
  }),
  access: accessView,
  vault: vaultView,
  department,
  /** The operator's own; see `preferences.set`. */
  preferences,
  /** The camera that the next picture is taken with. */
  camera: cameraView,
  /** The room: all its cameras, the one for views that name none first. */
  room: z.object({
    cameras: z.array(cameraView),
    /** Roles that the protocols name. */
    roles: z.array(dataId),
    settings: roomSettings,
    /** Where a tablet finds the fixation display, one address for each network; absent while it is not served. */
    tabletUrls: z.array(z.string()).optional(),
  }),
  live: z.object({
    zoom: z.number().positive(),
    at: z.object({ x: z.number(), y: z.number() }),
    /** Why frames do not come although they are wanted, until they do. */
    error: errorData.optional(),
  }),
  trigger: z.object({
    state: deviceState,
    address: z.string(),
    name: z.string().optional(),
    /** A press fires at once. */
    armed: z.boolean(),
    /** Disarmed because nothing was done for a while: the next press wakes it, or any other step. */
    asleep: z.boolean(),
    error: errorData.optional(),
  }),
  /** Room for pictures where the vault lies: `low` warns, `full` keeps sessions from being opened. */
  disk: z.object({ state: z.enum(['ok', 'low', 'full']), freeBytes: z.number().nonnegative() }),
  /** The session that was on screen when the studio was last cut off, until it is taken up or left. */
  interrupted: z.object({ session: z.string(), saved: z.number().int() }).nullable(),
  store: z.object({ address: z.string(), state: z.enum(['unknown', 'ready', 'failed']), error: errorData.optional() }),
  /** What is planned for today and what was known of it before, for when the RIS is down. */
  worklist: z.object({
    state: z.enum(['unset', 'unknown', 'asking', 'ready', 'failed']),
    /** When the RIS last answered. */
    at: z.string().optional(),
    items: z.array(worklistItem),
    /** So many lines of the RIS could not be understood, and are missing. */
    broken: z.number().int().positive().optional(),
    /** The RIS has more than was taken. */
    more: z.literal(true).optional(),
    error: errorData.optional(),
  }),
  /** For whoever may not configure, empty of all but the stores, and of those nothing about how they are reached with which keys. */
  connections: connectionsView,
  outbox: z.object({ paused: z.boolean() }),
  protocols: z.array(
    z.object({ id: dataId, version: z.number(), title: localText, description: localText, steps: z.number().int() }),
  ),
  session: sessionView.nullable(),
  sessions: z.array(sessionSummary),
  deliveries: z.array(deliveryView),
});
export type Snapshot = z.infer<typeof snapshot>;

/** What became of a list: rows that are gone, and those that are new or other, each with its place in the list as it is now. */
const listChange = <Row extends z.ZodType>(row: Row) =>
  z.object({ gone: z.array(z.string()), put: z.array(z.object({ at: z.number().int().nonnegative(), row })) });

/** The next snapshot after one that was sent: all of it, but of the long lists only what is not as it was. */
export const snapshotChange = snapshot.omit({ sessions: true, deliveries: true, worklist: true }).extend({
  sessions: listChange(sessionSummary),
  deliveries: listChange(deliveryView),
  worklist: snapshot.shape.worklist.extend({ items: listChange(worklistItem) }),
});
export type SnapshotChange = z.infer<typeof snapshotChange>;

/**
 * Renderer ↔ studio. Calls command, the snapshot tells. Pictures are not here: they are URLs with ids,
 * `/pictures/<shot>?width=N` (upright, and as the corrected live view shows a mirror), `/composites/<session>?width=N&language=fr`,
 * `/contact-sheets/<session>?width=N&language=fr&tries=yes` (`tries` shows the rejected ones too), `/guides/<guide>.svg`.
 */
export const studioContract = {
  calls: {
    /** With `order` as the worklist gave it, or as an encounter was typed in; see `WorklistItem`. */
    'session.open': {
      input: z.object({ patient, protocol: dataId, order: order.optional() }),
      output: z.object({ session: z.string() }),
    },
    'session.resume': { input: z.object({ session: z.uuid() }), output: nothing },
    /** Puts a series on legal hold or takes it off, whether or not it is on screen. */
    'session.hold': {
      input: z.object({ session: z.uuid(), on: z.boolean(), reason: z.string().trim().min(1).max(200) }),
      output: nothing,
    },
    /** Leaves the session as it is; it can be resumed. */
    'session.pause': { input: nothing, output: nothing },
    /** Ends the session though required views are missing: what was accepted is sent, the RIS hears `discontinued`. */
    'session.discontinue': {
      input: z.object({ reason: z.string().trim().min(1).max(200) }),
      output: z.object({ job: z.string().nullable() }),
    },
    /**
     * Whose pictures a session's are: corrected, or brought together with another patient's. Each session is corrected by itself,
     * sent or not; see the record `patient-corrected`. Throws `correction-empty` where nothing would change.
     */
    'patient.correct': {
      input: z.object({
        sessions: z.array(z.uuid()).min(1).max(100),
        patient,
        /** `null` takes it away; absent, each session keeps its own. */
        order: order.nullable().optional(),
        reason: z.enum(['details', 'wrong-patient', 'wrong-item', 'merged']),
      }),
      output: z.object({ resent: z.number().int() }),
    },
    /** A signed consent as PDF, for the session on screen. Throws `document-invalid`. */
    'document.attach': {
      input: z.object({
        title: z.string().trim().min(1).max(64),
        /** Base64. At most 10 MiB of PDF. */
        pdf: z.string().min(1).max(14_000_000),
      }),
      output: nothing,
    },
    /** What closing the session on screen would send, object by object, before it is sent (REQ-49). */
    'session.contents': {
      input: nothing,
      output: z.object({
        objects: z.array(
          z.object({
            kind: z.enum(objectKinds),
            step: dataId.optional(),
            shot: z.string().optional(),
            title: localText,
            bytes: z.number().optional(),
          }),
        ),
        stores: z.array(z.string()),
      }),
    },
    /** Asks the RIS now. Throws `worklist-unset`; what the RIS says, or does not, is in the snapshot. */
    'worklist.refresh': { input: nothing, output: nothing },
    /**
     * What the RIS has of one patient on whatever day, by number or name: orders, or the stay alone (IHE RAD-130). Throws
     * `worklist-unset`, `worklist-unreachable`, `worklist-refused`.
     */
    'worklist.find': {
      input: z.object({ patient: z.string().trim().min(1).max(64) }),
      output: z.object({ items: z.array(worklistItem) }),
    },
    /** Changes what is given and keeps the rest; see `connectionsChange`. */
    'connections.set': { input: connectionsChange, output: nothing },
    /** Asks a store (by its id), the worklist (`worklist`) or the progress receiver (`mpps`) whether it is there. Never throws for what it says. */
    'connections.check': { input: z.object({ which: dataId }), output: connectionCheck },
    /** Sends a closed series to a `copy` store. Throws `store-unknown`, `session-unknown`, `not-now`. */
    'delivery.send': { input: z.object({ session: z.uuid(), store: dataId }), output: z.object({ job: z.string() }) },
    'delivery.urgent': { input: z.object({ job: z.uuid(), on: z.boolean() }), output: nothing },
    /** Nothing new is sent while it is paused; what is on its way comes to its end. Kept over a restart. */
    'outbox.pause': { input: z.object({ on: z.boolean() }), output: nothing },
    /** Saves the outbox job, then closes. Refused with `session-not-finished` while a required step is open. */
    'session.close': { input: nothing, output: z.object({ job: z.string().nullable() }) },
    /** Takes the current step. In review, a picture without a blocking finding is accepted first (one pedal suffices). */
    'shot.take': { input: nothing, output: nothing },
    'shot.accept': { input: nothing, output: nothing },
    /** Rejects the last picture, which stays in the vault, and makes its step the current one again. */
    'shot.retake': { input: nothing, output: nothing },
    /**
     * Accepts an earlier try of a step instead of the one that stands for it: the best is kept. Another step than the
     * current one is decided without leaving that. Throws `quality-blocked`.
     */
    'shot.choose': { input: z.object({ shot: shotId }), output: nothing },
    /**
     * Takes back the last decision, as `session.undo` of the snapshot names it; the next call the one before. Nothing that was
     * shot disappears: an undone picture is rejected, and stays. Refused with `not-now` while a picture is being made.
     */
    'session.undo': { input: nothing, output: nothing },
    /**
     * One more view: one of the protocol's extras, or a step of the session once more. It is the next one. A picture under
     * review that nothing blocks is accepted first, as by the next press.
     */
    'step.add': {
      input: z.union([z.object({ extra: dataId }), z.object({ like: dataId })]),
      output: z.object({ step: dataId }),
    },
    'step.select': { input: z.object({ step: dataId }), output: nothing },
    'step.skip': { input: z.object({ reason: z.string().trim().min(1).max(200) }), output: nothing },
    'step.defer': { input: nothing, output: nothing },
    /** The camera of that role, else the one in use. */
    'camera.reconnect': { input: z.object({ role: dataId.optional() }), output: nothing },
    /** Ends another program's hold on that camera, then connects. Throws `camera-claimed` when it will not let go. */
    'camera.free': { input: z.object({ role: dataId.optional() }), output: nothing },
    /** Turns the focus of the camera in use; see the devices' `focus`. */
    'camera.focus': {
      input: z.object({ steps: z.number().int().min(-3).max(3) }),
      output: z.object({ end: z.boolean() }),
    },
    'camera.autofocus': { input: nothing, output: nothing },
    /** Magnifies live view on the body. 1 is the whole field. */
    'camera.zoom': {
      input: z.object({
        zoom: z.number().positive(),
        at: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
      }),
      output: nothing,
    },
    /** What could be tethered now. */
    'room.detect': {
      input: nothing,
      output: z.object({
        cameras: z.array(z.object({ address: z.string(), model: z.string(), simulated: z.boolean() })),
      }),
    },
    /** Which camera has a role from now on; kept for this room. An empty address takes the role away. */
    'room.assign': { input: z.object({ role: dataId, address: z.string().max(200) }), output: nothing },
    /** Changes what is given and keeps the rest, for this room. */
    'room.set': { input: roomChange, output: nothing },
    /** For the operator who is at work. */
    'preferences.set': { input: preferences, output: nothing },
    'trigger.reconnect': { input: nothing, output: nothing },
    'outbox.retry': { input: z.object({ job: z.uuid() }), output: nothing },
    /**
     * Begins a shift, or takes over from whoever is at work. `who` is an operator's id or what the badge reader typed. Throws
     * `sign-in-refused` and, after too many of those, `sign-in-slowed`.
     */
    'operator.sign-in': {
      input: z.union([
        z.strictObject({ who: z.string().trim().min(1).max(64), password: z.string().max(200) }),
        z.strictObject({ token }),
      ]),
      output: nothing,
    },
    /**
     * Goes on after a lock: by the PIN within the shift, else by what signs in. Three wrong PINs, or one too late, throw
     * `password-needed`.
     */
    'operator.unlock': {
      input: z.union([
        z.strictObject({ pin }),
        z.strictObject({ password: z.string().max(200) }),
        z.strictObject({ token }),
      ]),
      output: nothing,
    },
    'operator.lock': { input: nothing, output: nothing },
    'operator.sign-out': { input: nothing, output: nothing },
    /** Somebody is there: said now and then while keys are pressed or the pointer moves. */
    'operator.active': { input: nothing, output: nothing },
    'operator.sign-charter': { input: z.object({ version: z.number().int() }), output: nothing },
    /**
     * Adds an operator or changes one. The first one must be a department head, and becomes the end of the station's own
     * rights. Throws `department-head-needed` rather than leave a station that nobody can configure.
     */
    'operator.save': { input: operatorChange, output: nothing },
    /** One's own secrets, for one's password. */
    'operator.secrets': {
      input: z.object({
        password: z.string().max(200),
        newPassword: password.optional(),
        pin: z.union([pin, z.literal('')]).optional(),
      }),
      output: nothing,
    },
    /**
     * The recovery key, as long as nobody has shown that it is kept and this run has made it; else null. It is the only way
     * into the vault when the station's key is lost.
     */
    'recovery.show': { input: nothing, output: z.object({ key: z.string().nullable(), recipient: z.string() }) },
    /** The key as it was written down. Throws `recovery-key-wrong`. From then on it is shown no more. */
    'recovery.confirm': { input: z.object({ key: z.string().max(200) }), output: nothing },
    /** Changes what is given and keeps the rest, for all that work here. */
    'department.set': { input: departmentChange, output: nothing },
    /** What would leave the vault and what stays, and why. */
    'retention.list': { input: nothing, output: z.object({ sessions: z.array(retentionView) }) },
    /** Lets go of all that is due now, and of what is confirmed where the department has set no delay. */
    'retention.purge': { input: nothing, output: z.object({ originals: z.number().int() }) },
    /** The newest entries, or those before the `before`th. */
    'audit.read': {
      input: z.object({ before: z.number().int().positive().optional(), limit: z.number().int().min(1).max(500) }),
      output: z.object({
        entries: z.array(auditEntry),
        intact: z.boolean(),
        /** The first entry that does not hold, where one does not. */
        brokenAt: z.number().int().optional(),
      }),
    },
    /** Asks the store whether it is there. */
    'store.check': { input: nothing, output: nothing },
    /** Live view runs while at least one page wants it. */
    'liveview.want': { input: z.object({ on: z.boolean() }), output: nothing },
  },
  /** `snapshot` first; a `change` goes on from what was sent before it. `followSnapshots` makes snapshots of both. */
  events: { snapshot, change: snapshotChange },
} as const;
