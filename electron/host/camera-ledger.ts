import { join } from 'node:path';
import { z } from 'zod';
import { appendDurably, makeFolderDurably, readWhole, sha256Of, writeDurably } from '../base/durable-file.ts';
import { type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { inTurn } from '../base/in-turn.ts';
import { cameraSource } from '../contract/devices.ts';
import type { CameraLedger } from '../devices/camera/ledger.ts';

const line = z.strictObject({ settled: z.array(cameraSource) });

/** One camera's file as it was read: what it says, and where that ends. */
type Page = { sources: Set<string>; end: number };

/**
 * Keeps what was settled in `folder`, one file of JSON lines for each camera. A line says what was added; what a power cut
 * left of the last one is cut off by the next. The files name a camera and its own files, and no patient.
 */
export function cameraLedger(folder: string, fs: FileSystem = nodeFileSystem): CameraLedger {
  const pages = new Map<string, Page>();
  const alone = inTurn();

  async function read(camera: string): Promise<Page | null> {
    const before = pages.get(camera);
    if (before) return before;
    const path = fileOf(folder, camera);
    if (!(await fs.stat(path))) return null;
    const page = parse(await readWhole(path, fs));
    pages.set(camera, page);
    return page;
  }

  async function rewrite(camera: string, sources: ReadonlySet<string>): Promise<void> {
    pages.delete(camera);
    await makeFolderDurably(folder, fs);
    const { bytes } = await writeDurably(fileOf(folder, camera), lineOf([...sources]), fs);
    pages.set(camera, { sources: new Set(sources), end: bytes });
  }

  return {
    known: (camera) =>
      alone(async () => {
        const page = await read(camera);
        return page ? [...page.sources] : null;
      }),
    add: (camera, sources) =>
      alone(async () => {
        const page = await read(camera);
        if (!page) {
          await rewrite(camera, new Set(sources));
          return;
        }
        const added = sources.filter((source) => !page.sources.has(source));
        if (added.length === 0) return;
        page.end = await appendDurably(fileOf(folder, camera), lineOf(added), page.end, fs);
        for (const source of added) page.sources.add(source);
      }),
    keepOnly: (camera, sources) => alone(() => rewrite(camera, new Set(sources))),
  };
}

/** Cameras of one name are told apart by the hash; people who look into the folder by the name. */
function fileOf(folder: string, camera: string): string {
  const readable = camera.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return join(folder, `${readable}-${sha256Of(new TextEncoder().encode(camera)).slice(0, 12)}.jsonl`);
}

function lineOf(settled: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ settled })}\n`);
}

/** A line that cannot be read is passed over: its pictures are found again, which loses nothing. */
function parse(data: Uint8Array): Page {
  const end = data.lastIndexOf(newline) + 1;
  const sources = new Set<string>();
  for (const text of new TextDecoder().decode(data.subarray(0, end)).split('\n')) {
    for (const source of settledIn(text)) sources.add(source);
  }
  return { sources, end };
}

const newline = 0x0a;

function settledIn(text: string): readonly string[] {
  try {
    return line.safeParse(JSON.parse(text)).data?.settled ?? [];
  } catch {
    return [];
  }
}
