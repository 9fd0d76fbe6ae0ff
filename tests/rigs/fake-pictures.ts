import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '../../electron/contract/errors.ts';
import type { PlannedStep } from '../../electron/contract/protocol.ts';
import type { FrameWire } from '../../electron/studio/live-view.ts';
import type { PictureSource } from '../../electron/studio/picture-handler.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { sheet } from './eye-picture.ts';
import type { Artist } from './fake-artists.ts';

type Scene = {
  artist: Artist;
  sessions: ReadonlyMap<string, SessionState>;
  /** The step that the drawn subject follows. */
  looking(): PlannedStep | undefined;
  live(): boolean;
  clipped(): boolean;
  signal: AbortSignal;
};

const frameMs = 60;

/** Drawn pictures, composites and live frames for the fake studio; each looks where its step asks. */
export function fakePictures(scene: Scene): PictureSource & { attachFrames(wire: FrameWire): void } {
  const { artist, sessions, signal } = scene;

  const preview = (shot: string, widthPx: number): Promise<Buffer> => {
    for (const { shots, steps } of sessions.values()) {
      const found = shots.find(({ id }) => id === shot);
      const step = steps.find(({ plan }) => plan.id === found?.step);
      if (step) return artist.preview(step.plan, widthPx);
    }
    throw new CodedError('session-unknown');
  };

  const composite = async (session: string, widthPx: number): Promise<Buffer> => {
    const shown = sessions.get(session);
    if (!shown) throw new CodedError('session-unknown');
    const cell = (step: string | null): Promise<Buffer> | null => {
      const found = shown.steps.find(({ plan, state }) => plan.id === step && state === 'accepted');
      return found?.shot === undefined ? null : preview(found.shot, 480);
    };
    const { rows } = shown.opened.composite;
    return await sheet(await Promise.all(rows.map((row) => Promise.all(row.map(cell)))), widthPx);
  };

  const contactSheet = async (session: string, widthPx: number): Promise<Buffer> => {
    const shown = sessions.get(session)?.steps.map(({ shot }) => (shot === undefined ? null : preview(shot, 480)));
    if (!shown) throw new CodedError('session-unknown');
    return await sheet([await Promise.all(shown)], widthPx);
  };

  const attachFrames = (wire: FrameWire): void => {
    let sequence = 0;
    wire.onNext(() => {
      if (!scene.live()) return;
      sequence += 1;
      const made = artist.frame(scene.looking(), sequence, scene.clipped());
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
