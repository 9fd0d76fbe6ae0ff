import type { ShotResult } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import { type Body, entryOf } from './body.ts';
import type { CameraPath } from './body-events.ts';
import { whileBusy } from './faults.ts';
import { locate } from './settings/apply.ts';
import { liveViewKeys } from './settings/settings-map.ts';
import { fetchFiles } from './shot-files.ts';

const shutterBudgetMs = 3000;
/** A body that never falls silent must not keep the shutter closed for ever. */
const drainBudgetMs = 1500;
/** Without the body's word that the capture is complete, silence has to last this many times longer. */
const withoutWord = 5;

/** What was seen of a shot while it was taken. */
type Seen = { files: CameraPath[]; lastFileAt: number; saidComplete: boolean };

/**
 * Releases the shutter once and hands over the files of that release, each one whole. Waits up to `timeoutMs` for the
 * files that the present format promises; what has come by then is handed over with `complete: false`. Throws
 * `shot-incomplete` when no whole file came. Nothing is deleted on the camera.
 */
export async function takeShot(body: Body, timeoutMs: number): Promise<ShotResult> {
  const { clock, events, traits } = body;
  const expected = await expectedFiles(body);
  if (traits.liveViewOffToShoot) await endLiveView(body);
  await events.drain(traits.quietBeforeMs, drainBudgetMs);
  const released = clock.elapsed();
  const seen: Seen = { files: [], lastFileAt: released, saidComplete: false };
  await release(body, seen);
  await collect(body, seen, expected ?? 1, released + timeoutMs);
  if (countOf(seen) < (expected ?? 1)) await findUnannounced(body, seen);
  const files = await fetchFiles(body, seen.files);
  const wanted = expected ?? Math.max(1, countOf(seen));
  if (files.length === 0) {
    throw new CodedError('shot-incomplete', { expected: wanted, got: 0 });
  }
  return { files, complete: files.length >= wanted, ms: clock.elapsed() - released };
}

export async function endLiveView(body: Body): Promise<void> {
  for (const key of liveViewKeys) {
    if (await entryOf(body, key)) {
      await whileBusy(body.clock, shutterBudgetMs, () => body.native.setConfig(key, 0));
      return;
    }
  }
}

/** How many files one release makes in the present format; undefined where the body does not say. */
async function expectedFiles(body: Body): Promise<number | undefined> {
  const format = (await locate(body, 'format'))?.value;
  if (format === undefined) return undefined;
  return format === 'raw+jpeg' ? 2 : 1;
}

/** A busy body is asked again, but never once there is a sign that it has released. */
async function release(body: Body, seen: Seen): Promise<void> {
  const { clock, native } = body;
  await whileBusy(
    clock,
    shutterBudgetMs,
    () => native.trigger(),
    async () => {
      await note(body, seen, 1);
      return seen.files.length === 0 && !seen.saidComplete;
    },
  );
}

async function collect(body: Body, seen: Seen, expected: number, until: number): Promise<void> {
  const { clock, traits } = body;
  while (clock.elapsed() < until) {
    await note(body, seen);
    const silentMs = clock.elapsed() - seen.lastFileAt;
    const enoughMs = seen.saidComplete ? traits.quietAfterMs : traits.quietAfterMs * withoutWord;
    if (countOf(seen) >= expected && silentMs >= enoughMs) return;
  }
}

/** A second card may hold the same file again: that is one file. */
function countOf(seen: Seen): number {
  return new Set(seen.files.map(({ name }) => name)).size;
}

/** Takes one event. The files of a shot are those announced after its release, whatever they are called. */
async function note(body: Body, seen: Seen, timeoutMs?: number): Promise<void> {
  const { clock, events } = body;
  const event = await events.next(timeoutMs);
  if (event.type === 'capture-complete') seen.saidComplete = true;
  if (event.type !== 'file-added' || !(await events.admit(event))) return;
  seen.files.push({ folder: event.folder, name: event.name });
  seen.lastFileAt = clock.elapsed();
}

/**
 * Looks where the announced files lie for others of the same picture: on a card they share the name before the dot.
 * Pictures in the body's memory are named at random and are not looked for.
 */
async function findUnannounced(body: Body, seen: Seen): Promise<void> {
  for (const { folder, name } of [...seen.files]) {
    if (folder === '/') continue;
    for (const other of await listFiles(body, folder)) {
      const path = { folder, name: other };
      if (stem(other) === stem(name) && !body.events.isKnown(path) && (await body.events.admit(path))) {
        seen.files.push(path);
      }
    }
  }
}

async function listFiles(body: Body, folder: string): Promise<string[]> {
  try {
    return await body.native.listFiles(folder);
  } catch (error) {
    if (await body.survives(error)) return [];
    throw error;
  }
}

function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '').toLowerCase();
}
