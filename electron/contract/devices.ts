import { z } from 'zod';
import { lightingProfile, lightingScene } from './lighting.ts';
import { fixation, mirrorAxis } from './protocol.ts';
import { neutralSettings, settingNames, settingResult } from './settings.ts';

/** Bytes as they cross a process boundary: structured clone keeps them, JSON never carries them. */
const bytes = z.instanceof(Uint8Array);
const nothing = z.object({});
/** Marks one shot across processes. Devices see this and never a patient. */
export const shotId = z.string().regex(/^[0-9a-f-]{36}$/);

export const cameraIdentity = z.object({
  manufacturer: z.string(),
  model: z.string(),
  serial: z.string().optional(),
  /** Settings the body offers: presence is capability. */
  settings: z.array(z.enum(settingNames)),
  liveView: z.boolean(),
  /** Long side of the largest picture that the body makes, where it says so or its model is known. */
  sensorWidthPx: z.number().int().positive().optional(),
  /** What can be done while live view runs. */
  tools: z.object({
    /** Magnifications that the body itself offers, smallest first; empty where it has none. */
    zoom: z.array(z.number().positive()),
    /** Turning the lens's focus by steps. */
    focus: z.boolean(),
    autofocus: z.boolean(),
    /** Whether live view can be told not to imitate the exposure, so that it stays bright before a flash. */
    exposureSimulation: z.boolean(),
  }),
});
export type CameraIdentity = z.infer<typeof cameraIdentity>;

export const cameraStatus = z.object({
  batteryPercent: z.number().min(0).max(100).optional(),
  shotsLeft: z.number().int().nonnegative().optional(),
  /** Where the body says what became of its card. */
  card: z.enum(['ready', 'full', 'none', 'unusable']).optional(),
  lens: z.string().optional(),
});
export type CameraStatus = z.infer<typeof cameraStatus>;

/**
 * Tells one picture on one camera from all others that were ever on it; one that lies on two cards is one. Opaque outside
 * the camera's process.
 */
export const cameraSource = z.string().min(1).max(512);

/** A picture in the vault that lies on its camera's card as well; the hash tells it from another under its name. */
export const cardCopy = z.object({ source: cameraSource, sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type CardCopy = z.infer<typeof cardCopy>;

/**
 * `deleted`: it was certainly the one that is meant, and has gone · `absent`: no file of that name and size is there, which
 * another card may have · `other`: there is one, which is not it or cannot be read · `refused`: the body would not delete it.
 */
export const copyFate = z.object({ source: cameraSource, fate: z.enum(['deleted', 'absent', 'other', 'refused']) });
export type CopyFate = z.infer<typeof copyFate>;

/** One file of a shot as the camera made it. `name` is the camera's, for support only: ours comes from the shot. */
export const shotFile = z.object({
  name: z.string(),
  source: cameraSource,
  kind: z.enum(['jpeg', 'raw', 'other']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  data: bytes,
});
export type ShotFile = z.infer<typeof shotFile>;

export const shotResult = z.object({
  files: z.array(shotFile),
  /** False when files that the format promises had not come in time: the shot is then visibly incomplete. */
  complete: z.boolean(),
  /** From releasing the shutter to the last byte. */
  ms: z.number().nonnegative(),
});
export type ShotResult = z.infer<typeof shotResult>;

/**
 * A shot that nobody asked for here. `body`: the button on the camera, while it was connected · `found`: it lay on the
 * camera, unsettled, when the connection was made, or is of a release of ours that failed.
 */
export const offeredShot = z.object({ origin: z.enum(['body', 'found']), shot: shotResult });
export type OfferedShot = z.infer<typeof offeredShot>;

/** How live view is shown by the body. */
export const liveViewing = z.object({
  /** One of `identity.tools.zoom`, or 1 for the whole field. */
  zoom: z.number().positive(),
  /** Middle of the magnified part, as shares of the field from its upper left corner. */
  at: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** False keeps the picture bright whatever the exposure is set to: for work with flash. */
  simulateExposure: z.boolean(),
});
export type LiveViewing = z.infer<typeof liveViewing>;

/**
 * One of the body's own settings, for support. What is typed in by hand (the owner's name) is not told: only values that
 * the body itself offers, or counts.
 */
export const configKey = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'range', 'toggle', 'choice', 'date']),
  readOnly: z.boolean(),
  value: z.union([z.string(), z.number()]).optional(),
  choices: z.array(z.string()).optional(),
});
export type ConfigKey = z.infer<typeof configKey>;

/** The process that owns one camera. Calls are served one at a time in the order shutter, settings, preview, status. */
export const cameraContract = {
  calls: {
    /** `port` is libgphoto2's own port path: `ptpip:IP:PORT:EVENTPORT` or `usb:BBB,DDD`. */
    open: { input: z.object({ port: z.string() }), output: cameraIdentity },
    /** USB bodies that libgphoto2 sees. */
    detect: {
      input: nothing,
      output: z.object({ cameras: z.array(z.object({ model: z.string(), port: z.string() })) }),
    },
    close: { input: nothing, output: nothing },
    /**
     * Once after each `open`: looks through the card. `known` are the sources that were settled before; null, for a camera
     * that was never met, settles all that is there. The rest is offered as `found`, oldest first. Returns what is on the
     * card and settled, so that the caller can forget the others.
     */
    reconcile: {
      input: z.object({ known: z.array(cameraSource).nullable() }),
      output: z.object({ settled: z.array(cameraSource) }),
    },
    /**
     * The caller has these for good, or will never want them: they are not offered again. `discard` also deletes them on the
     * camera. Pictures in the camera's memory are always deleted: it is small, and its next start empties it.
     */
    settle: { input: z.object({ sources: z.array(cameraSource), discard: z.boolean() }), output: nothing },
    /**
     * Deletes copies on the card for which nobody waits, one at a time and only while nobody photographs. What is not
     * answered was not come to. A copy is deleted where name, size and time are what they were, or else its contents.
     */
    clear: { input: z.object({ copies: z.array(cardCopy) }), output: z.object({ fates: z.array(copyFate) }) },
    /** Ends another program's hold on a USB body, as far as the system lets us. Throws `camera-claimed` with the holder. */
    free: { input: z.object({ port: z.string() }), output: nothing },
    status: { input: nothing, output: cameraStatus },
    /** Writes what differs, drains, reads back and compares. Never throws for a value the body will not take: it says so. */
    apply: { input: z.object({ settings: neutralSettings }), output: z.object({ results: z.array(settingResult) }) },
    /** Raw config keys, for `shoot --set` and support. Throws `camera-setting-refused`. */
    configure: { input: z.object({ key: z.string(), value: z.string() }), output: nothing },
    /** All that can be configured, and with which library. Takes as long as the body needs to tell each. */
    inspect: { input: nothing, output: z.object({ library: z.string(), keys: z.array(configKey) }) },
    /** Drains to quiet, releases, collects, downloads. The files stay on the camera until they are settled. */
    shoot: { input: z.object({ shotId, timeoutMs: z.number().int().positive() }), output: shotResult },
    /** The next live frame; starts live view if need be. One call, one frame: the asking is the acknowledgement. */
    frame: { input: nothing, output: z.object({ jpeg: bytes, sequence: z.number().int() }) },
    stopLiveView: { input: nothing, output: nothing },
    /** How live view looks from the next frame on. What the body lacks is left as it is. Returns what stands. */
    view: { input: liveViewing, output: liveViewing },
    /**
     * Turns the focus while live view runs: negative is nearer; 1 is the finest step, 3 the coarsest. `end` when the lens
     * came to its stop. Throws `camera-tool-missing`.
     */
    focus: { input: z.object({ steps: z.number().int().min(-3).max(3) }), output: z.object({ end: z.boolean() }) },
    /** Lets the body focus by itself. Throws `camera-focus-failed`, `camera-tool-missing`. */
    autofocus: { input: nothing, output: nothing },
  },
  events: {
    /** A shot that nobody asked for here; settle it when it is safe. Of many, only so much comes before that. */
    offered: offeredShot,
    /** How far the download under way has come, about twice a second, from its second half-second on. */
    progress: z.object({ bytes: z.number().int().nonnegative(), of: z.number().int().positive() }),
    /** Settings were changed by hand on the body. */
    turned: z.object({ settings: z.array(z.enum(settingNames)) }),
    /** The body is gone: -1/-7/-10 after an I/O error. Everything pending has failed; close and open again. */
    gone: z.object({ detail: z.string() }),
  },
} as const;

/** What stands before the camera and how the body is held: what a simulated patient needs to know to be photographed. */
export const pose = z.strictObject({
  /** The view's code: EV15, IV07, GAZE-UR. */
  view: z.string(),
  look: fixation.nullable(),
  fieldWidthMm: z.number().positive(),
  orientation: z.enum(['landscape', 'portrait']),
  /** Which end of the body is up in portrait. */
  grip: z.enum(['up', 'down']),
  mirror: mirrorAxis,
});
export type Pose = z.infer<typeof pose>;

export const triggerIdentity = z.object({
  /** What the device says of itself, or the profile's title where it says nothing. */
  name: z.string(),
  /** Whether it reports *ready* and *fired* by itself. */
  reportsReady: z.boolean(),
  reportsFired: z.boolean(),
});
export type TriggerIdentity = z.infer<typeof triggerIdentity>;

/** The process that owns the lights. `safe` runs by itself on open, on an error, on close and on exit. */
export const triggerContract = {
  calls: {
    open: {
      input: z.object({
        /** A serial path, or the virtual trigger behind serialport's mock binding. */
        target: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('serial'), path: z.string() }),
          /** It lights every virtual camera whose control port it is given. */
          z.object({ kind: z.literal('sim'), controlPorts: z.array(z.number().int()) }),
        ]),
        profile: lightingProfile,
      }),
      output: triggerIdentity,
    },
    close: { input: nothing, output: nothing },
    /** Sets power and modelling light of a scene for live view, without arming: the flash recycles meanwhile. */
    light: { input: z.object({ scene: lightingScene }), output: nothing },
    /** Sets the scene, waits until the device is ready, arms. On return the shutter may be released. */
    prepare: { input: z.object({ scene: lightingScene }), output: z.object({ ms: z.number() }) },
    /** Whether a flash was reported since `prepare`; `unknown` where the device cannot tell. Disarms. */
    finish: { input: nothing, output: z.object({ fired: z.enum(['yes', 'no', 'unknown']) }) },
    safe: { input: nothing, output: nothing },
  },
  events: {
    fault: z.object({ code: z.string() }),
    gone: z.object({ detail: z.string() }),
  },
} as const;

/** The process that plays a camera. It listens on loopback; stock libgphoto2 connects to `port`. */
export const simulatorContract = {
  calls: {
    start: {
      input: z.object({
        model: z.enum(['nikon', 'canon']),
        /** Makes a run repeatable; absent, no two runs are alike. */
        seed: z.number().int().optional(),
        /** Long side of the pictures; 6016 unless a test wants small files. */
        widthPx: z.number().int().min(640).max(8192).optional(),
        /** Whether the subject is only lit by a trigger; without one the room is bright enough. */
        litByTrigger: z.boolean(),
        /** A flat test card instead of the drawn face: for measuring the way of the bytes, not the drawing. */
        plain: z.boolean().optional(),
      }),
      /** `controlPort` takes JSON lines: light, fixation and faults (see `electron/simulator/CONTROL.md`). */
      output: z.object({ port: z.string(), controlPort: z.number().int() }),
    },
    /** What the drawn subject does; null is both eyes, straight ahead. */
    pose: { input: z.object({ pose: pose.nullable() }), output: nothing },
    stop: { input: nothing, output: nothing },
  },
  events: {},
} as const;
