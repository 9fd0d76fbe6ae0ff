import { join } from 'node:path';
import { writeDurably } from '../../electron/base/durable-file.ts';
import { newId } from '../../electron/base/uid.ts';
import type { Program } from './program.ts';
import type { StudioCamera } from './studio-camera.ts';

const shotTimeoutMs = 30_000;

/** Downloads, writes, syncs and reads back, then settles: what `shoot` and the studio do for each picture. */
export async function shootToDisk({ link }: StudioCamera, folder: string): Promise<void> {
  const { files, complete } = await link.shoot(newId(), shotTimeoutMs);
  if (!complete || files.length === 0) throw new Error('An incomplete shot measures nothing.');
  for (const { data, sha256, source } of files) {
    const written = await writeDurably(join(folder, `${sha256}.jpg`), data);
    if (written.sha256 !== sha256) throw new Error('What was written is not what came.');
    await link.settle([source], true);
  }
}

/** Milliseconds from the press to the synced file, of each shot. */
export async function studioShots(camera: StudioCamera, folder: string, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let shot = 0; shot < count; shot += 1) {
    const begun = performance.now();
    await shootToDisk(camera, folder);
    taken.push(performance.now() - begun);
  }
  return taken;
}

/**
 * The program as it is typed, from its start to the line that follows its saved file. For more files it then waits, on a
 * Nikon for three seconds: that is not counted against it.
 */
export async function programShot(program: Program): Promise<number> {
  const begun = performance.now();
  const lines = await program.lines('--capture-image-and-download');
  const saved = lines.find(({ text }) => text.startsWith('Deleting file'));
  if (!saved) throw new Error(`The program saved nothing: ${lines.map(({ text }) => text).join(' ')}`);
  return saved.at - begun;
}

/**
 * The program in a session of its own: from the line with which it begins a frame to the one that says that it waits for
 * the next. Its shortest interval is a second; what it waits then is not counted against it.
 */
export async function programIntervals(program: Program, count: number): Promise<number[]> {
  const lines = await program.lines(
    '--capture-image-and-download',
    '-I',
    '1',
    '-F',
    String(count + 1),
    '--force-overwrite',
  );
  const taken: number[] = [];
  let begun = Number.NaN;
  for (const { at, text } of lines) {
    if (text.startsWith('Capturing frame')) begun = at;
    if (text.startsWith('Waiting for next capture slot')) taken.push(at - begun);
  }
  // It does not say when it is done with the last one.
  if (taken.length !== count) throw new Error(`The program was ready ${taken.length} times of ${count}.`);
  return taken;
}
