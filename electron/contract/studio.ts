import { z } from 'zod';
import { auditEntry } from './audit.ts';
import { connectionCheck, connectionsChange } from './connections.ts';
import { departmentChange, retentionView } from './department.ts';
import { shotId } from './devices.ts';
import { objectKinds } from './journal.ts';
import { operatorChange, password, pin, token } from './operators.ts';
import { order, worklistItem } from './order.ts';
import { patient } from './patient.ts';
import { preferences } from './preferences.ts';
import { roomChange } from './room.ts';
import { snapshot, snapshotChange } from './snapshot.ts';
import { dataId, localText } from './text.ts';

const nothing = z.object({});

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
