import { createHash } from 'node:crypto';
import type { ShotFile } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import type { Announced } from './body-events.ts';
import { whileBusy } from './faults.ts';
import { isWholeJpeg, kindOf, ownBytes } from './picture-bytes.ts';
import { type CameraPath, isInMemory } from './picture-names.ts';
import { cardSource, joinedSource, memorySource } from './sources.ts';

const busyBudgetMs = 3000;
const attempts = 2;

/**
 * Downloads one file, whole or not at all: a size that differs from what the body says, or a picture without its end, is
 * fetched once more and then left out. Throws when the body is gone.
 */
export async function fetchFile(body: Body, file: Announced): Promise<ShotFile | undefined> {
  const here = inHand(file);
  if (here) return here;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const data = await fetchOnce(body, file);
    if (!data) continue;
    const facts = await body.events.factsOf(file);
    if (!isWhole(data, facts.bytes)) continue;
    const sha256 = createHash('sha256').update(data).digest('hex');
    const source = isInMemory(file) ? memorySource(sha256) : cardSource(file, facts);
    return { name: file.name, source, kind: kindOf(data), sha256, data: ownBytes(data) };
  }
  // It may be whole later, and is looked for then.
  body.events.forget(file);
  return undefined;
}

/** A picture from the body's memory that the library has fetched: the body is asked for nothing more. */
export function inHand({ name, fetched }: Announced): ShotFile | undefined {
  if (!fetched || !isWhole(fetched.data, 0)) return undefined;
  const { data, sha256 } = fetched;
  return { name, source: memorySource(sha256), kind: kindOf(data), sha256, data: ownBytes(data) };
}

/** The JPEG comes first, and what two cards hold twice comes once. */
export function inOrder(files: readonly ShotFile[]): ShotFile[] {
  const once = new Map<string, ShotFile>();
  for (const file of files) {
    const same = once.get(file.sha256);
    once.set(file.sha256, same ? { ...same, source: joinedSource([same.source, file.source]) } : file);
  }
  return [...once.values()].sort((a, b) => Number(b.kind === 'jpeg') - Number(a.kind === 'jpeg'));
}

async function fetchOnce(body: Body, { folder, name }: CameraPath): Promise<Uint8Array | undefined> {
  try {
    return await whileBusy(body.clock, busyBudgetMs, () => body.native.download(folder, name));
  } catch (error) {
    if (await body.survives(error)) return undefined;
    throw error;
  }
}

function isWhole(data: Uint8Array, bytes: number): boolean {
  if (data.byteLength === 0 || (bytes > 0 && bytes !== data.byteLength)) return false;
  return kindOf(data) !== 'jpeg' || isWholeJpeg(data);
}
