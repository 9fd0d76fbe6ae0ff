import type { ConfigEntry } from '../../../../native/addon.ts';
import { type Body, entryOf, tryOut } from '../body.ts';
import { pause } from '../faults.ts';
import type { Writing } from './matching.ts';

/** Silence after a write: the body tells of other settings that moved with it. */
const quietMs = 5;
const drainBudgetMs = 300;
/** A body may need a moment before it says what it was told. */
const readings = 5;
const readingGapMs = 50;

/**
 * Writes and takes the events that follow. A refusal is not thrown: reading back tells. Throws when the body is gone.
 */
export async function write(body: Body, key: string, writing: Writing): Promise<void> {
  const { native, events } = body;
  await tryOut(body, () =>
    'index' in writing ? native.setConfigIndex(key, writing.index) : native.setConfig(key, writing.value),
  );
  await events.drain(quietMs, drainBudgetMs);
}

/** Reads until `settled` or a quarter of a second is over. Undefined where the key cannot be read any more. */
export async function readBack(
  body: Body,
  key: string,
  settled: (entry: ConfigEntry) => boolean,
): Promise<ConfigEntry | undefined> {
  for (let reading = 1; ; reading++) {
    const entry = await entryOf(body, key);
    if (reading === readings || (entry && settled(entry))) return entry;
    await pause(body.clock, readingGapMs);
    await body.events.drain(quietMs, drainBudgetMs);
  }
}
