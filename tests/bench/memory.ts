import { slopePerThousand } from './figures.ts';
import { usageOf } from './process-cost.ts';
import type { StudioCamera } from './studio-camera.ts';

/** More than this, for each thousand, is a leak: at thirty frames a second an hour would add 7 MB. */
const flatBytesPerThousand = 64 * 1024;

export type MemoryRun = { line: string; flat: boolean };

/**
 * Does something `count` times and looks at the memory of the camera's process and of this one, after a warm-up of a
 * quarter; flat is a line without slope, whatever height it has.
 */
export async function memoryOver(
  camera: StudioCamera,
  what: string,
  count: number,
  once: () => Promise<void>,
): Promise<MemoryRun> {
  const every = Math.max(1, Math.floor(count / 200));
  const samples: { at: number; child: number; parent: number }[] = [];
  for (let done = 1; done <= count; done += 1) {
    await once();
    if (done % every !== 0 || done < count / 4) continue;
    // What nobody holds any more is no leak.
    globalThis.gc?.();
    samples.push({ at: done, child: usageOf(camera.pid).rssBytes, parent: process.memoryUsage.rss() });
  }
  const child = slopePerThousand(samples.map(({ at, child: bytes }) => ({ at, bytes })));
  const parent = slopePerThousand(samples.map(({ at, parent: bytes }) => ({ at, bytes })));
  // Few, large steps weigh more in a short run: what counts is what the whole run has added.
  const limit = Math.max(flatBytesPerThousand, (4 * 1024 * 1024 * 1000) / count);
  const flat = child <= limit && parent <= limit;
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
