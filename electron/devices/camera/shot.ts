import type { ShotFile, ShotResult } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Body } from './body.ts';
import type { Announced } from './body-events.ts';
import { whileBusy } from './faults.ts';
import { endLiveView } from './live-view.ts';
import { isInMemory, stem } from './picture-names.ts';
import { exposureMsOf, listing, releasing } from './releasing.ts';
import { locate } from './settings/apply.ts';
import { fetchFile, inOrder } from './shot-files.ts';
import { countOf, type ShotWindow } from './shot-windows.ts';

const shutterBudgetMs = 3000;
/** A body that never falls silent must not keep the shutter closed for ever. */
const drainBudgetMs = 1500;

/** How a file comes to us; whoever watches the download goes in between. */
export type Fetch = (body: Body, file: Announced) => Promise<ShotFile | undefined>;

/**
 * Releases the shutter once and hands over the files of that release, each one whole. Waits for the exposure and then up
 * to `timeoutMs` for the files that the present format promises; what has come by then is handed over with `complete: false`. Throws
 * `shot-incomplete` when no whole file came. Files that do not belong to this release stay with `body.events`. Nothing is
 * deleted on the camera.
 */
export async function takeShot(body: Body, timeoutMs: number, fetch: Fetch = fetchFile): Promise<ShotResult> {
  const { clock, events, traits } = body;
  const { shots } = events;
  shots.expected = await expectedFiles(body);
  if (traits.liveViewOffToShoot) await endLiveView(body);
  const exposureMs = await exposureMsOf(body);
  await events.awaitSilence(traits.quietBeforeMs, drainBudgetMs);
  const released = clock.elapsed();
  const shot = shots.await(released);
  try {
    await release(body, shot, exposureMs);
    await collect(body, shot, released + exposureMs + timeoutMs);
    if (!shots.hasAll(shot)) await findUnannounced(body, shot);
  } catch (error) {
    shots.giveUp(shot);
    throw error;
  }
  shots.close(shot);
  const files = await fetchAll(body, shot.files, fetch);
  const wanted = shots.expected ?? Math.max(1, countOf(shot));
  if (files.length === 0) throw new CodedError('shot-incomplete', { expected: wanted, got: 0 });
  return { files, complete: files.length >= wanted, ms: clock.elapsed() - released };
}

/** How many files one release makes in the present format; undefined where the body does not say. */
export async function expectedFiles(body: Body): Promise<number | undefined> {
  const format = (await locate(body, 'format'))?.value;
  if (format === undefined) return undefined;
  return format === 'raw+jpeg' ? 2 : 1;
}

/** Looks where the announced files lie for others of the same picture; pictures in memory share no name. */
export async function findUnannounced(body: Body, shot: ShotWindow<Announced>): Promise<void> {
  for (const { folder, name } of [...shot.files]) {
    if (isInMemory({ folder, name })) continue;
    for (const other of await listFiles(body, folder)) {
      if (stem(other) === stem(name)) await body.events.find({ folder, name: other });
    }
  }
}

/** A folder that the body will not list has nothing in it that we could have. */
export async function listFiles(body: Body, folder: string): Promise<string[]> {
  try {
    return await listing(body, () => body.native.listFiles(folder));
  } catch (error) {
    if (await body.survives(error)) return [];
    throw error;
  }
}

/** A busy body is asked again, but never once there is a sign that it has released. */
async function release(body: Body, shot: ShotWindow, exposureMs: number): Promise<void> {
  const { clock, native } = body;
  await whileBusy(
    clock,
    shutterBudgetMs,
    () => releasing(body, exposureMs, () => native.trigger()),
    async () => {
      await body.events.drain(1, drainBudgetMs);
      return shot.files.length === 0 && !shot.saidComplete;
    },
  );
}

async function collect(body: Body, shot: ShotWindow<Announced>, until: number): Promise<void> {
  const { clock, events, traits } = body;
  while (clock.elapsed() < until) {
    await events.next();
    if (events.shots.isComplete(shot, clock.elapsed(), traits.quietAfterMs)) return;
  }
}

async function fetchAll(body: Body, files: readonly Announced[], fetch: Fetch): Promise<ShotFile[]> {
  const fetched: ShotFile[] = [];
  for (const file of files) {
    const whole = await fetch(body, file);
    if (whole) fetched.push(whole);
  }
  return inOrder(fetched);
}
