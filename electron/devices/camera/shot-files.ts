import { createHash } from 'node:crypto';
import type { ShotFile } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import type { CameraPath } from './body-events.ts';
import { whileBusy } from './faults.ts';
import { isWholeJpeg, kindOf, ownBytes } from './picture-bytes.ts';

const busyBudgetMs = 3000;
const attempts = 2;

/**
 * Downloads, each file whole or not at all: a size that differs from what the body says, or a picture without its end,
 * is fetched once more and then left out. The JPEG comes first, and what two cards hold twice comes once. Throws when
 * the body is gone.
 */
export async function fetchFiles(body: Body, paths: readonly CameraPath[]): Promise<ShotFile[]> {
  const files: ShotFile[] = [];
  for (const path of paths) {
    const data = await fetchWhole(body, path);
    if (!data) continue;
    const sha256 = createHash('sha256').update(data).digest('hex');
    if (files.some((file) => file.sha256 === sha256)) continue;
    files.push({ name: path.name, kind: kindOf(data), sha256, data: ownBytes(data) });
  }
  return files.sort((a, b) => Number(b.kind === 'jpeg') - Number(a.kind === 'jpeg'));
}

async function fetchWhole(body: Body, path: CameraPath): Promise<Uint8Array | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const data = await fetchOnce(body, path);
    if (data && (await isWhole(body, path, data))) return data;
  }
  return undefined;
}

async function fetchOnce(body: Body, { folder, name }: CameraPath): Promise<Uint8Array | undefined> {
  try {
    return await whileBusy(body.clock, busyBudgetMs, () => body.native.download(folder, name));
  } catch (error) {
    if (await body.survives(error)) return undefined;
    throw error;
  }
}

async function isWhole(body: Body, path: CameraPath, data: Uint8Array): Promise<boolean> {
  const bytes = await body.events.sizeOf(path);
  if (data.byteLength === 0 || (bytes > 0 && bytes !== data.byteLength)) return false;
  return kindOf(data) !== 'jpeg' || isWholeJpeg(data);
}
