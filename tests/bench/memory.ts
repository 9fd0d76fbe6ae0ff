import { slopePerThousand } from './figures.ts';
import { usageOf } from './process-cost.ts';
import type { StudioCamera } from './studio-camera.ts';

/**
 * What a run may add to a process. V8 clears away when it likes: a camera process that shows live view climbs by up to 16 MB
 * over sixty thousand frames and falls back. Anything kept of each preview, or of each shot, is far more.
 */
const mostRiseBytes = 16e6;

export type MemoryRun = { line: string; flat: boolean };

/**
 * Does something `count` times and looks at the memory of the camera's process and of this one, after a warm-up of as many;
 * flat is a line that does not climb, whatever height it has.
 */
export async function memoryOver(
  camera: StudioCamera,
  what: string,
  count: number,
  once: () => Promise<void>,
): Promise<MemoryRun> {
  const every = Math.max(1, Math.floor(count / 200));
  const samples: { at: number; child: number; parent: number }[] = [];
  for (let done = 0; done < count; done += 1) await once();
  for (let done = 1; done <= count; done += 1) {
    await once();
    if (done % every !== 0) continue;
    // What nobody holds any more is no leak.
    globalThis.gc?.();
    samples.push({ at: done, child: usageOf(camera.pid).rssBytes, parent: process.memoryUsage.rss() });
  }
  const child = slopePerThousand(samples.map(({ at, child: bytes }) => ({ at, bytes })));
  const parent = slopePerThousand(samples.map(({ at, parent: bytes }) => ({ at, bytes })));
  const flat = Math.max(child, parent) * (count / 1000) <= mostRiseBytes;
  const last = samples.at(-1);
  const words = [
    `memory over ${count} ${what}:`,
    `camera process ${megabytes(last?.child)}, ${perThousand(child)};`,
    `this process ${megabytes(last?.parent)}, ${perThousand(parent)}`,
    `  flat: ${flat ? 'yes' : 'NO'}`,
  ];
  return { line: words.join(' '), flat };
}

function megabytes(bytes = 0): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function perThousand(bytes: number): string {
  return `${bytes >= 0 ? '+' : ''}${(bytes / 1024).toFixed(0)} KiB per thousand`;
}
