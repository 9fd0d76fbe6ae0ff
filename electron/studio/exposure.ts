import type { ShotResult } from '../contract/devices.ts';
import { CodedError } from '../contract/errors.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { SettingResult } from '../contract/settings.ts';
import type { CameraPort, CamerasPort, TriggerPort } from './ports.ts';
import { poseFor } from './pose.ts';

export type ExposureDeps = {
  camera: CameraPort;
  cameras: Pick<CamerasPort, 'settings'>;
  trigger: TriggerPort;
  scenes: ReadonlyMap<string, LightingScene>;
  /** Logs what was not foreseen and returns its reference. */
  unexpected(error: unknown, during: string): string;
};

/** How a shot was lit: `manual` where nothing is connected, and whether a flash was reported. */
export type ShotLight = { scene: string; mode: 'trigger' | 'manual'; fired: 'yes' | 'no' | 'unknown' };

export type Exposed = {
  settings: SettingResult[];
  light: ShotLight;
  result: ShotResult;
  /** A light that went away after the picture was made; the picture counts. */
  lightProblem?: { error: unknown };
};

/** How long a body may take from the shutter to the last byte of a 24-megapixel RAW+JPEG pair over Wi-Fi. */
const shotTimeoutMs = 30_000;

/** A press that comes while camera or light are still coming, or coming back, waits this long for them. */
const connectMs = 15_000;

/**
 * One picture of a step: settings applied, read back and compared, the scene set and ready, then the shutter. Throws
 * `camera-*`, `trigger-*`, `scene-unknown`, and `camera-setting-refused` where a demanded setting does not stand; the
 * lights are then safe.
 */
export async function expose(
  deps: ExposureDeps,
  step: PlannedStep,
  shot: string,
  enter: (phase: 'preparing' | 'exposing') => void,
): Promise<Exposed> {
  const { camera, trigger, scenes } = deps;
  const scene = scenes.get(step.scene);
  if (!scene) throw new CodedError('scene-unknown', { scene: step.scene });
  enter('preparing');
  for (const device of [camera, trigger]) {
    if (device.state === 'connecting' || device.state === 'recovering') await device.whenReady(connectMs);
  }
  await camera.pose(poseFor(step, deps.cameras.settings));
  const settings = await camera.apply(step.settings);
  const refused = refusedDemand(settings, step);
  if (refused) throw refused;
  if (trigger.address === 'none') {
    enter('exposing');
    const result = await camera.shoot(shot, shotTimeoutMs);
    return { settings, light: { scene: scene.id, mode: 'manual', fired: 'unknown' }, result };
  }
  await trigger.prepare(scene);
  const result = await shootSafely(deps, shot, enter);
  const light = { scene: scene.id, mode: 'trigger' } as const;
  try {
    return { settings, light: { ...light, fired: await trigger.finish() }, result };
  } catch (error) {
    return { settings, light: { ...light, fired: 'unknown' }, result, lightProblem: { error } };
  }
}

/** Leaves no armed flash behind when the camera fails. */
async function shootSafely(
  { camera, trigger, unexpected }: ExposureDeps,
  shot: string,
  enter: (phase: 'exposing') => void,
): Promise<ShotResult> {
  try {
    enter('exposing');
    return await camera.shoot(shot, shotTimeoutMs);
  } catch (error) {
    await trigger.safe().catch((later: unknown) => unexpected(later, 'safe'));
    throw error;
  }
}

/** Comparable pictures need the settings that the protocol demands: without them the shutter stays closed. */
export function refusedDemand(results: readonly SettingResult[], step: PlannedStep): CodedError | undefined {
  const refused = results.find(({ setting, outcome }) => {
    return step.demanded.includes(setting) && outcome !== 'same' && outcome !== 'set';
  });
  if (!refused) return undefined;
  const { setting, asked, got, outcome } = refused;
  return new CodedError('camera-setting-refused', { setting, asked, got: got ?? '–', outcome });
}
