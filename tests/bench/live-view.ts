import { usageOf } from './process-cost.ts';
import type { Program } from './program.ts';
import type { StudioCamera } from './studio-camera.ts';

/** `fps` and what a frame costs in milliseconds of processor time. */
export type LiveRun = { fps: number; cpuMs: number; parentCpuMs: number };

const startFrames = 200;
const warmUpFrames = 4000;

/** The difference of a short and a long run, so that starting the program counts for nothing. */
export async function programLiveView(program: Program, frames: number): Promise<LiveRun> {
  const short = await program.run('--stdout', `--capture-movie=${startFrames}`);
  const long = await program.run('--stdout', `--capture-movie=${startFrames + frames}`);
  return {
    fps: (frames / (long.ms - short.ms)) * 1000,
    cpuMs: (long.cpuMs - short.cpuMs) / frames,
    parentCpuMs: 0,
  };
}

/** As the studio does it: one call, one frame, its bytes in this process. */
export async function studioLiveView({ link, pid }: StudioCamera, frames: number): Promise<LiveRun> {
  for (let frame = 0; frame < warmUpFrames; frame += 1) await link.frame();
  const before = usageOf(pid);
  const parent = process.cpuUsage();
  const begun = performance.now();
  for (let frame = 0; frame < frames; frame += 1) await link.frame();
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(parent);
  const after = usageOf(pid);
  return {
    fps: (frames / ms) * 1000,
    cpuMs: (after.cpuMs - before.cpuMs) / frames,
    parentCpuMs: (user + system) / 1000 / frames,
  };
}
