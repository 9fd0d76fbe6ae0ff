import { z } from 'zod';
import { lightingProfile, lightingScene } from './lighting.ts';
import { fixation } from './protocol.ts';
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
});
export type CameraIdentity = z.infer<typeof cameraIdentity>;

export const cameraStatus = z.object({
  batteryPercent: z.number().min(0).max(100).optional(),
  shotsLeft: z.number().int().nonnegative().optional(),
});
export type CameraStatus = z.infer<typeof cameraStatus>;

/** One file of a shot as the camera made it. `name` is the camera's, for support only: ours comes from the shot. */
export const shotFile = z.object({
  name: z.string(),
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
    status: { input: nothing, output: cameraStatus },
    /** Writes what differs, drains, reads back and compares. Never throws for a value the body will not take: it says so. */
    apply: { input: z.object({ settings: neutralSettings }), output: z.object({ results: z.array(settingResult) }) },
    /** Raw config keys, for `shoot --set` and support. Throws `camera-setting-refused`. */
    configure: { input: z.object({ key: z.string(), value: z.string() }), output: nothing },
    /** Drains to quiet, releases, collects, downloads. The files stay on the camera. */
    shoot: { input: z.object({ shotId, timeoutMs: z.number().int().positive() }), output: shotResult },
    /** The next live frame; starts live view if need be. One call, one frame: the asking is the acknowledgement. */
    frame: { input: nothing, output: z.object({ jpeg: bytes, sequence: z.number().int() }) },
    stopLiveView: { input: nothing, output: nothing },
  },
  events: {
    /** The body is gone: -1/-7/-10 after an I/O error. Everything pending has failed; close and open again. */
    gone: z.object({ detail: z.string() }),
  },
} as const;

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
          z.object({ kind: z.literal('sim'), controlPort: z.number().int().optional() }),
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
      }),
      /** `controlPort` takes JSON lines: light, fixation and faults (see `electron/simulator/README.md`). */
      output: z.object({ port: z.string(), controlPort: z.number().int() }),
    },
    /** Where the drawn subject looks; null is straight ahead. */
    look: { input: z.object({ fixation: fixation.nullable() }), output: nothing },
    stop: { input: nothing, output: nothing },
  },
  events: {},
} as const;
