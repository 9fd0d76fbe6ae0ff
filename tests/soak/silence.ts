import type { Station } from './station.ts';

/** For so long the interface may show that all is well although something is not. */
const longestMs = 8000;
const lookMs = 100;

export type Silence = {
  /** What took longer than the interface said. */
  readonly found: string[];
  /** From here to `rest` somebody waits for a picture. */
  wait(what: string): void;
  rest(): void;
  stop(): void;
};

/**
 * Looks at what the interface shows, ten times a second: whoever waits for a picture, or for live view, for longer than
 * eight seconds must have been told why: a state of the camera or of its
 * card, a problem, that the picture is late, or how far a download has come.
 */
export function watchSilence(station: Station): Silence {
  const found: string[] = [];
  const { studio } = station.assembly;
  let waiting: { what: string; saidMs: number; told: boolean } | null = null;
  let liveToldMs = performance.now();
  let liveReported = false;

  const look = setInterval(() => {
    const now = performance.now();
    const { camera, live, session } = studio.snapshot();
    const well = camera.state === 'ready' || camera.state === 'busy';
    if (waiting) {
      const cardSaid = camera.card !== undefined && camera.card !== 'ready';
      if (!well || cardSaid || camera.late || camera.progress !== undefined || session?.problem) waiting.saidMs = now;
      if (now - waiting.saidMs > longestMs && !waiting.told) {
        waiting.told = true;
        found.push(`${waiting.what}: ${session?.phase}, camera ${camera.state}, and nothing else said`);
      }
    }
    if (!well || live.error || station.lastFrameMs() > liveToldMs) {
      liveToldMs = now;
      liveReported = false;
    }
    if (now - liveToldMs > longestMs && !liveReported) {
      liveReported = true;
      found.push(`no live frame: camera ${camera.state}, phase ${session?.phase}, and nothing else said`);
    }
  }, lookMs);

  return {
    found,
    wait(what) {
      waiting = { what, saidMs: performance.now(), told: false };
    },
    rest() {
      waiting = null;
    },
    stop: () => clearInterval(look),
  };
}
