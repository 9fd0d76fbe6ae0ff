import { CodedError, hasCode } from '../contract/errors.ts';
import type { Order } from '../contract/order.ts';
import type { Patient } from '../contract/patient.ts';
import { shotUnderReview } from '../studio/session-fold.ts';
import type { SessionRunner } from '../studio/session-runner.ts';
import type { FoldedShot, SessionState } from '../studio/session-state.ts';
import type { Studio } from '../studio/studio.ts';

export type SeriesOptions = {
  studio: Studio;
  /** Resolves when the camera is there again, or rejects with its code. */
  cameraReady(timeoutMs: number): Promise<void>;
  patient: Patient;
  order?: Order | undefined;
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
/** A camera that is back looks through its card beside the work: what a lost shot left there spares another flash. */
const findMs = 5_000;
/** What may be gone a moment later; the same step is then taken again. */
const passing = ['camera-gone', 'camera-stalled', 'camera-busy', 'process-lost', 'shot-incomplete'] as const;

/** Photographs every step of a series. On return each one is accepted; the session is still open. */
export async function photographSeries(options: SeriesOptions): Promise<SessionState> {
  const { studio, patient, order, protocol, steps } = options;
  await studio.openSession({ patient, order, protocol, ...(steps ? { steps } : {}) });
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
    const shot = shotUnderReview(runner.state);
    if (!shot) return;
    options.onShot(shot);
    const decision = await decideOn(shot, options, retakes);
    if (decision === 'accept') return await inTurn(runner, () => runner.accept());
    await inTurn(runner, () => runner.retake());
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

/** A lost camera is waited for; its picture is found, or the step is taken again. What was saved before stays saved. */
async function takeThroughLosses({ studio, cameraReady, onRecovery }: SeriesOptions): Promise<void> {
  const { runner } = studio;
  for (let recoveries = 0; ; recoveries += 1) {
    try {
      return await inTurn(runner, () => runner.take());
    } catch (error) {
      if (!hasCode(error, ...passing) || recoveries >= recoveriesPerStep) throw error;
      onRecovery(error);
      try {
        await cameraReady(recoveryMs);
      } catch {
        throw error;
      }
      if (runner.state.shots.at(-1)?.awaited && (await isFound(studio))) return;
    }
  }
}

/** Waits for the picture of the last shot; false when it does not come. */
async function isFound(studio: Studio): Promise<boolean> {
  const { runner } = studio;
  return await new Promise((resolve) => {
    const stop = studio.watch(() => {
      if (runner.phase === 'review') end();
    });
    const late = setTimeout(end, findMs);
    function end(): void {
      clearTimeout(late);
      stop();
      resolve(runner.phase === 'review');
    }
    if (runner.phase === 'review') end();
  });
}

/** A picture that exists already may be taken in at this moment: a command then waits for its turn. */
async function inTurn(runner: SessionRunner, command: () => Promise<void>): Promise<void> {
  for (;;) {
    await runner.idle();
    try {
      return await command();
    } catch (error) {
      const resting = ['ready', 'review', 'complete', 'closed'].includes(runner.phase);
      if (resting || !hasCode(error, 'not-now')) throw error;
    }
  }
}
