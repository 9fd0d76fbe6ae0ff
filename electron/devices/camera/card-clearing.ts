import { createHash } from 'node:crypto';
import type { CardCopy, CopyFate } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import { isRefusal } from './faults.ts';
import { listFiles } from './shot.ts';
import type { Turn } from './shot-keeper.ts';
import { partsOf, placeOf } from './sources.ts';

type Fate = CopyFate['fate'];

/** What becomes of a copy on two cards is the first of these that becomes of one of them. */
const worstFirst = ['refused', 'other', 'absent', 'deleted'] as const satisfies readonly Fate[];

/**
 * Deletes copies whose pictures are safe elsewhere, each in a turn of its own: whatever else is asked of the body goes in
 * between. Ends as soon as somebody photographs. Doing it again finds them `absent`.
 */
export async function clearCard(turn: Turn, copies: readonly CardCopy[], mayGoOn: () => boolean): Promise<CopyFate[]> {
  const fates: CopyFate[] = [];
  for (const { source, sha256 } of copies) {
    const ofParts: Fate[] = [];
    for (const part of partsOf(source)) {
      const fate = await turn('status', async (body) => (mayGoOn() ? await clearOne(body, part, sha256) : undefined));
      if (fate === undefined) return fates;
      ofParts.push(fate);
    }
    fates.push({ source, fate: worstFirst.find((fate) => ofParts.includes(fate)) ?? 'absent' });
  }
  return fates;
}

/** Names wrap and repeat: the file under the name is asked for its size and time, and in doubt read. */
async function clearOne(body: Body, source: string, sha256: string): Promise<Fate> {
  const place = placeOf(source);
  // In the body's memory, which was emptied when it was settled.
  if (!place) return 'deleted';
  if (!(await listFiles(body, place.folder)).includes(place.name)) return 'absent';
  const { bytes, mtime } = await body.events.factsOf(place);
  if (bytes !== 0 && place.bytes !== 0 && bytes !== place.bytes) return 'absent';
  const isSame = bytes !== 0 && bytes === place.bytes && mtime !== 0 && mtime === place.mtime;
  try {
    if (!isSame && (await hashOf(body, place)) !== sha256) return 'other';
  } catch (error) {
    if (await isRefused(body, error)) return 'other';
    throw error;
  }
  try {
    await body.native.deleteFile(place.folder, place.name);
    return 'deleted';
  } catch (error) {
    if (await isRefused(body, error)) return 'refused';
    throw error;
  }
}

async function hashOf(body: Body, { folder, name }: { folder: string; name: string }): Promise<string> {
  const data = await body.native.download(folder, name);
  return createHash('sha256').update(data).digest('hex');
}

async function isRefused(body: Body, error: unknown): Promise<boolean> {
  return isRefusal(error) && (await body.survives(error));
}
