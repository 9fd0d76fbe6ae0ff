import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Fixation, PlannedStep, Protocol } from '../../electron/contract/protocol.ts';
import type { FrameWire } from '../../electron/studio/live-view.ts';
import type { PictureSource } from '../../electron/studio/picture-handler.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { eyePicture, sheet } from './eye-picture.ts';

type Scene = {
  protocol: Protocol;
  steps: readonly PlannedStep[];
  sessions: ReadonlyMap<string, SessionState>;
  /** The step that the drawn subject follows. */
  looking(): string | null;
  live(): boolean;
  clipped(): boolean;
  signal: AbortSignal;
};

const frameMs = 60;

/** Drawn pictures, composites and live frames for the fake studio; each looks where its step asks. */
export function fakePictures(scene: Scene): PictureSource & { attachFrames(wire: FrameWire): void } {
  const { protocol, steps, sessions, signal } = scene;
  const fixationOf = (step: string | null): Fixation | undefined => steps.find(({ id }) => id === step)?.fixation;

  const preview = (shot: string, widthPx: number): Promise<Buffer> => {
    const found = [...sessions.values()].flatMap(({ shots }) => shots).find(({ id }) => id === shot);
    if (!found) throw new CodedError('session-unknown');
    return eyePicture({ fixation: fixationOf(found.step), widthPx });
  };

  const composite = async (session: string, widthPx: number): Promise<Buffer> => {
    const shown = sessions.get(session);
    if (!shown) throw new CodedError('session-unknown');
    const cell = (step: string | null): Promise<Buffer> | null => {
      const found = shown.steps.find(({ plan, state }) => plan.id === step && state === 'accepted');
      return found?.shot === undefined ? null : preview(found.shot, 480);
    };
    return await sheet(await Promise.all(protocol.composite.rows.map((row) => Promise.all(row.map(cell)))), widthPx);
  };

  const contactSheet = async (session: string, widthPx: number): Promise<Buffer> => {
    const shown = sessions.get(session)?.steps.map(({ shot }) => (shot === undefined ? null : preview(shot, 480)));
    if (!shown) throw new CodedError('session-unknown');
    return await sheet([await Promise.all(shown)], widthPx);
  };

  const attachFrames = (wire: FrameWire): void => {
    let frame = 0;
    wire.onNext(() => {
      if (!scene.live()) return;
      frame += 1;
      const made = eyePicture({
        fixation: fixationOf(scene.looking()),
        widthPx: 960,
        shiftMm: 0.6 * Math.sin(frame / 6),
        clipped: scene.clipped(),
      });
      const paced = wait(frameMs, undefined, { signal });
      void Promise.all([made, paced]).then(([jpeg]) => wire.send(jpeg), ignoreStop);
    });
  };

  const guide = (id: string): Promise<Buffer> => readFile(new URL(`../../resources/guides/${id}.svg`, import.meta.url));
  return { preview, composite, contactSheet, guide, attachFrames };
}

/** What was waiting when the fake was closed. */
export function ignoreStop(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
