import { z } from 'zod';
import { cameraView, deviceState } from './camera-view.ts';
import { connectionsView } from './connections.ts';
import { deliveryView } from './delivery-view.ts';
import { department, vaultView } from './department.ts';
import { errorData } from './error-data.ts';
import { accessView } from './operators.ts';
import { worklistItem } from './order.ts';
import { preferences } from './preferences.ts';
import { roomSettings } from './room.ts';
import { sessionSummary, sessionView } from './session-view.ts';
import { dataId, localText } from './text.ts';

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
