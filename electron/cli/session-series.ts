import { CodedError, hasCode } from '../contract/errors.ts';
import type { Patient } from '../contract/patient.ts';
import type { FoldedShot, SessionState } from '../studio/session-fold.ts';
import type { Studio } from '../studio/studio.ts';

export type SeriesOptions = {
  studio: Studio;
  /** Resolves when the camera is there again, or rejects with its code. */
  cameraReady(timeoutMs: number): Promise<void>;
  patient: Patient;
  protocol: string;
  steps: readonly string[] | undefined;
  /** Takes a blocked picture again by itself; otherwise the first block ends the run. */
  unattended: boolean;
  /** Asks a person after each picture; absent where nobody is there to ask. */
  decide?: ((shot: FoldedShot) => Promise<'accept' | 'retake'>) | undefined;
  onStep(title: { fr: string; en: string }, index: number, of: number): void;
  onShot(shot: FoldedShot): void;
  onRecovery(error: CodedError): void;
};

const retakesWhenBlocked = 2;
const recoveriesPerStep = 2;
const recoveryMs = 8_000;
/** What may be gone a moment later; the same step is then taken again. */
const passing = ['camera-gone', 'camera-stalled', 'camera-busy', 'process-lost', 'shot-incomplete'] as const;

/** Photographs every step of a series. On return each one is accepted; the session is still open. */
export async function photographSeries(options: SeriesOptions): Promise<SessionState> {
  const { studio, patient, protocol, steps } = options;
  await studio.openSession({ patient, protocol, ...(steps ? { steps } : {}) });
  const { runner } = studio;
  for (let step = runner.step; step; step = runner.step) {
    options.onStep(step.title, step.index, runner.state.steps.length);
    await photographStep(options);
  }
  return runner.state;
}

async function photographStep(options: SeriesOptions): Promise<void> {
  const { runner } = options.studio;
  for (let retakes = 0; ; ) {
    await takeThroughLosses(options);
    const shot = runner.state.shots.at(-1);
    if (!shot) return;
    options.onShot(shot);
    const decision = await decideOn(shot, options, retakes);
    if (decision === 'accept') return await runner.accept();
    await runner.retake();
    retakes += 1;
  }
}

async function decideOn(shot: FoldedShot, options: SeriesOptions, retakes: number): Promise<'accept' | 'retake'> {
  if (options.decide) return await options.decide(shot);
  const blocking = shot.findings.find(({ level }) => level === 'block');
  if (!blocking) return 'accept';
  if (options.unattended && retakes < retakesWhenBlocked) return 'retake';
  throw new CodedError('quality-blocked', { finding: blocking.code });
}

/** A lost camera is waited for; the step is then taken again. What was saved before stays saved. */
async function takeThroughLosses(options: SeriesOptions): Promise<void> {
  for (let recoveries = 0; ; recoveries += 1) {
    try {
      return await options.studio.runner.take();
    } catch (error) {
      if (!hasCode(error, ...passing) || recoveries >= recoveriesPerStep) throw error;
      options.onRecovery(error);
      try {
        await options.cameraReady(recoveryMs);
      } catch {
        throw error;
      }
    }
  }
}
