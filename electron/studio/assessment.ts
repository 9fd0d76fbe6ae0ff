import { hasCode } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { SettingResult } from '../contract/settings.ts';
import type { Vault } from '../vault/vault.ts';
import type { QualityPort } from './ports.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

export type AssessmentDeps = {
  vault: Pick<Vault, 'readOriginal'>;
  quality: Pick<QualityPort, 'assess'>;
  scenes: ReadonlyMap<string, LightingScene>;
  /** Throws `picture-unsupported` for a JPEG that DICOM cannot carry unchanged. */
  inspect(jpeg: Uint8Array): void;
  unexpected(error: unknown, during: string): string;
};

/**
 * What there is to say of a picture that the vault has. A check that cannot run is a finding that advises, never a lost
 * picture and never an error.
 */
export async function assessShot(deps: AssessmentDeps, state: SessionState, shot: FoldedShot): Promise<Finding[]> {
  const { vault, quality, scenes } = deps;
  const picture = shot.files.find(({ kind }) => kind === 'jpeg');
  const step = state.steps.find(({ plan }) => plan.id === shot.step)?.plan;
  const light = shot.captured?.light;
  const incomplete = shot.complete === false;
  // The JPEG is what is sent: without it there is nothing to judge.
  if (!picture || !step || !light) return [{ code: incomplete ? 'files-missing' : 'not-readable', level: 'block' }];
  const differing = (shot.settings ?? []).flatMap((result) => settingFinding(result, step));
  const missing: Finding[] = incomplete ? [{ code: 'files-missing', level: 'advise' }] : [];
  // A shot that was asked for explains its picture; another one may show somebody else.
  const explained = shot.origin === 'found' ? 'block' : 'advise';
  const late: Finding[] = shot.foundLater ? [{ code: 'found-later', level: explained }] : [];
  const known = [...late, ...missing, ...differing];
  try {
    const jpeg = await vault.readOriginal(state.opened.session, picture.name, picture.sha256);
    const flash = scenes.get(light.scene)?.flash === true ? 'expected' : 'none';
    const sensorWidthPx = shot.captured?.camera.sensorWidthPx;
    const { orientation } = step;
    const context = { flash, fired: light.fired, lightMode: light.mode, orientation, sensorWidthPx } as const;
    const delivery = deliveryFinding(deps, jpeg);
    return [...delivery, ...(await quality.assess(jpeg, step.checks, context)), ...known];
  } catch (error) {
    deps.unexpected(error, 'assess');
    return [{ code: 'not-readable', level: 'advise' }, ...known];
  }
}

/** The shutter of the keyboard stays closed for a demanded setting; the button on the body asks nobody first. */
function settingFinding({ setting, asked, got, outcome }: SettingResult, { demanded }: PlannedStep): Finding[] {
  if (outcome === 'same' || outcome === 'set') return [];
  const level = demanded.includes(setting) ? 'block' : 'advise';
  return [{ code: 'setting-differs', level, params: { setting, asked, got: got ?? '–' } }];
}

/** Said while the patient is still there, not when the upload is parked. */
function deliveryFinding({ inspect }: AssessmentDeps, jpeg: Uint8Array): Finding[] {
  try {
    inspect(jpeg);
    return [];
  } catch (error) {
    if (!hasCode(error, 'picture-unsupported')) throw error;
    return [{ code: 'not-deliverable', level: 'block' }];
  }
}
