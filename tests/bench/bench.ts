import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVirtualCamera } from '../rigs/virtual-camera.ts';
import { type Figure, heading, holds, lineOf, median } from './figures.ts';
import { programLiveView, studioLiveView } from './live-view.ts';
import { memoryOver } from './memory.ts';
import { gphoto2At } from './program.ts';
import { programIntervals, programShot, shootToDisk, studioShots } from './shots.ts';
import { openStudioCamera } from './studio-camera.ts';

/** `npm run bench -- [nikon|canon|preview|page|vault|delivery] [rounds]`. Exits 1 when the studio is not ahead, or not far enough. */
const liveFrames = 4000;
const shotsPerRound = 5;
const memoryFrames = 20_000;
const memoryShots = 500;
/** Long side of the pictures: large enough to be downloaded, small enough for five hundred. */
const widthPx = 1504;

const [only, asked = '5'] = process.argv.slice(2);
const rounds = Number(asked);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// A process of its own for each opening of a vault: this program once more.
if (only === 'opening') {
  const { openOnce } = await import('./vault-opening.ts');
  await openOnce(asked);
  process.exit();
}
if (only === 'sending') {
  const { sendOrder } = await import('./sending.ts');
  await sendOrder(JSON.parse(asked));
  process.exit();
}
say(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}; medians of ${rounds} rounds in turn`);
for (const model of (['nikon', 'canon'] as const).filter((name) => only === undefined || only === name)) {
  await compare(model);
}
// Loaded only now: what the camera's figures do not need, above all a browser's driver, makes every message that this
// process receives dearer.
if (only === undefined || only === 'page') {
  const { compareLivePages } = await import('./live-page.ts');
  if (!(await compareLivePages(rounds, say))) process.exitCode = 1;
}
if (only === undefined || only === 'preview') {
  const { firstPreview } = await import('./first-preview.ts');
  if (!(await firstPreview(rounds, say))) process.exitCode = 1;
}

if (only === undefined || only === 'delivery') {
  const { delivery } = await import('./delivery.ts');
  if (!(await delivery(rounds, say))) process.exitCode = 1;
}

if (only === undefined || only === 'vault') {
  const { vaultCost } = await import('./vault-cost.ts');
  const { vaultOpening } = await import('./vault-opening.ts');
  const costs = await vaultCost(rounds, say);
  const opens = await vaultOpening(rounds, say);
  if (!costs || !opens) process.exitCode = 1;
}

async function compare(model: 'nikon' | 'canon'): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-bench-'));
  const camera = await startVirtualCamera({ model, plain: true, widthPx });
  const program = await gphoto2At(camera.address);
  const figures: Record<'rate' | 'cost' | 'file' | 'next', Figure> = {
    rate: { name: 'live view, frames a second', unit: 'fps', program: [], studio: [], atLeast: 1.5 },
    cost: { name: 'processor time of a frame', unit: 'ms', program: [], studio: [], atMost: 1 },
    file: { name: 'capture to complete and synced file', unit: 'ms', program: [], studio: [], atMost: 0.5 },
    next: { name: 'to the next possible shot, in a session', unit: 'ms', program: [], studio: [], atMost: 1 },
  };
  const owner: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const theirs = await programLiveView(program, liveFrames);
      figures.rate.program.push(theirs.fps);
      figures.cost.program.push(theirs.cpuMs);
      figures.file.program.push(await programShot(program));
      figures.next.program.push(median(await programIntervals(program, shotsPerRound)));
      // A body has one host at a time: the studio opens when the program has gone.
      const studio = await openStudioCamera(camera.address);
      const ours = await studioLiveView(studio, liveFrames);
      figures.rate.studio.push(ours.fps);
      figures.cost.studio.push(ours.cpuMs + ours.parentCpuMs);
      owner.push(ours.cpuMs);
      await studio.link.stopLiveView();
      await studioShots(studio, folder, 1);
      const begun = performance.now();
      figures.file.studio.push(median(await studioShots(studio, folder, shotsPerRound)));
      figures.next.studio.push((performance.now() - begun) / shotsPerRound);
      await studio.link.close();
    }
    figures.cost.note = `the studio’s two processes together; the one that owns the camera: ${median(owner).toFixed(3)} ms of it`;
    figures.file.note =
      'the program from its start to its saved file, the studio with its camera open; synced and read back only by the studio';
    say(`\n${model}\n${heading}`);
    for (const figure of Object.values(figures)) {
      say(lineOf(figure));
      if (!holds(figure)) process.exitCode = 1;
    }
    await memory();
  } finally {
    await program.remove();
    await camera.stop();
    await rm(folder, { recursive: true });
  }

  async function memory(): Promise<void> {
    const studio = await openStudioCamera(camera.address);
    const previews = await memoryOver(studio, 'previews', memoryFrames, async () => void (await studio.link.frame()));
    const shots = await memoryOver(studio, 'shots', memoryShots, () => shootToDisk(studio, folder));
    await studio.link.close();
    for (const { line, flat } of [previews, shots]) {
      say(line);
      if (!flat) process.exitCode = 1;
    }
  }
}
