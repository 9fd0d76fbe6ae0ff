import { createHash } from 'node:crypto';
import type { ShotFile } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import type { Announced } from './body-events.ts';
import { whileBusy } from './faults.ts';
import { isWholeJpeg, kindOf, ownBytes } from './picture-bytes.ts';
import { type CameraPath, isInMemory } from './picture-names.ts';
import { cardSource, memorySource } from './sources.ts';

const busyBudgetMs = 3000;
const attempts = 2;

/**
 * Downloads one file, whole or not at all: a size that differs from what the body says, or a picture without its end, is
 * fetched once more and then left out. Throws when the body is gone.
 */
export async function fetchFile(body: Body, file: Announced): Promise<ShotFile | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const fetched = attempt === 1 ? file.fetched : undefined;
    const data = fetched?.data ?? (await fetchOnce(body, file));
    if (!data) continue;
    const facts = await body.events.factsOf(file);
    if (!isWhole(data, facts.bytes)) continue;
    const sha256 = fetched?.sha256 ?? createHash('sha256').update(data).digest('hex');
    const source = isInMemory(file) ? memorySource(sha256) : cardSource(file, facts);
    return { name: file.name, source, kind: kindOf(data), sha256, data: ownBytes(data) };
  }
  // It may be whole later, and is looked for then.
  body.events.forget(file);
  return undefined;
}

/** The JPEG comes first, and what two cards hold twice comes once. */
export function inOrder(files: readonly ShotFile[]): ShotFile[] {
  const once = files.filter(({ sha256 }, index) => files.findIndex((file) => file.sha256 === sha256) === index);
  return once.sort((a, b) => Number(b.kind === 'jpeg') - Number(a.kind === 'jpeg'));
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
