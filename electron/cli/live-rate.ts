import type { CameraLink } from '../devices/camera/camera-link.ts';

export type LiveRate = {
  frames: number;
  fps: number;
  bytesPerFrame: number;
  p95GapMs: number;
  longestGapMs: number;
  last: Uint8Array;
};

/** Asks for frames for so long, as fast as they come or at most `fps` a second. Live view goes on afterwards. */
export async function measureLiveView(
  camera: CameraLink,
  options: { seconds: number; fps?: number },
): Promise<LiveRate> {
  let last = await camera.frame();
  const begun = performance.now();
  const arrivals = [begun];
  let bytes = 0;
  while (performance.now() - begun < options.seconds * 1000) {
    if (options.fps !== undefined) await until(begun + (arrivals.length * 1000) / options.fps);
    last = await camera.frame();
    arrivals.push(performance.now());
    bytes += last.byteLength;
  }
  const frames = arrivals.length - 1;
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
  gaps.sort((a, b) => a - b);
  const seconds = (performance.now() - begun) / 1000;
  return {
    frames,
    fps: Number((frames / seconds).toFixed(1)),
    bytesPerFrame: Math.round(bytes / Math.max(1, frames)),
    p95GapMs: Number((gaps[Math.floor(gaps.length * 0.95)] ?? 0).toFixed(1)),
    longestGapMs: Number((gaps.at(-1) ?? 0).toFixed(1)),
    last,
  };
}

async function until(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 0) await new Promise((resolvePause) => setTimeout(resolvePause, ms));
}
