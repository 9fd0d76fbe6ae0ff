import type { Body } from './body.ts';
import { announcedKind, type CameraPath, stem } from './picture-names.ts';
import { listing } from './releasing.ts';
import { listFiles } from './shot.ts';
import type { ShotKeeper, Turn } from './shot-keeper.ts';
import { cardSource, type FileFacts } from './sources.ts';

/** Deeper than any card's tree of pictures. */
const deepest = 6;
const announcedBudgetMs = 200;
/** Files that are asked about in one turn: some milliseconds each, and a shot that waits is not to be kept for long. */
const filesInTurn = 16;

type Found = CameraPath & FileFacts & { source: string };

/**
 * Looks through all folders of pictures, in short turns at the body, and offers what is not accounted for, oldest
 * first. With `known` null everything there is settled. Pictures that were announced in this connection are on their way
 * already. Returns the settled sources that are still there.
 */
export async function reconcile(
  turn: Turn,
  keeper: ShotKeeper,
  known: readonly string[] | null,
  elapsed: () => number,
): Promise<string[]> {
  if (known) keeper.recall(known);
  const settled = new Set<string>();
  const unknown: Found[] = [];
  for (const folder of await foldersOf(turn)) {
    for (const file of await filesIn(turn, folder)) {
      if (known === null) keeper.recall([file.source]);
      const source = keeper.find(file.source);
      if (source === undefined) unknown.push(file);
      else if (keeper.isSettled(source)) settled.add(source);
    }
  }
  for (const files of shotsOf(unknown)) {
    const expected = new Set(files.map(({ name }) => name)).size;
    keeper.offer({ origin: 'found', files, expected, openedAt: elapsed() });
  }
  return [...settled];
}

/** Below each store's DCIM, or all of a store that has none. */
async function foldersOf(turn: Turn): Promise<string[]> {
  const folders: string[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    folders.push(folder);
    if (depth === deepest) return;
    for (const name of await turn('preview', (body) => listFolders(body, folder)))
      await walk(`${folder}/${name}`, depth + 1);
  };
  for (const store of await turn('preview', (body) => listFolders(body, '/'))) {
    const inStore = await turn('preview', (body) => listFolders(body, `/${store}`));
    const pictures = inStore.filter((name) => /^dcim$/i.test(name));
    if (pictures.length === 0) await walk(`/${store}`, 1);
    for (const name of pictures) await walk(`/${store}/${name}`, 2);
  }
  return folders;
}

async function listFolders(body: Body, folder: string): Promise<string[]> {
  try {
    return await listing(body, () => body.native.listFolders(folder));
  } catch (error) {
    if (await body.survives(error)) return [];
    throw error;
  }
}

async function filesIn(turn: Turn, folder: string): Promise<Found[]> {
  const names = await turn('preview', async (body) => {
    const listed = await listFiles(body, folder);
    // What was photographed while we look has been announced, and is not something that lay there.
    await body.events.drain(1, announcedBudgetMs);
    return listed.filter((name) => announcedKind(name) !== undefined);
  });
  const found: Found[] = [];
  for (let from = 0; from < names.length; from += filesInTurn) {
    const some = names.slice(from, from + filesInTurn);
    found.push(...(await turn('preview', (body) => factsOf(body, folder, some))));
  }
  return found;
}

async function factsOf(body: Body, folder: string, names: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of names) {
    const path = { folder, name };
    if (body.events.isKnown(path)) continue;
    const facts = await body.events.factsOf(path);
    found.push({ ...path, ...facts, source: cardSource(path, facts) });
  }
  return found;
}

/** The files of one picture share their name before the dot, on whichever card. */
function shotsOf(files: readonly Found[]): Found[][] {
  const shots = new Map<string, Found[]>();
  for (const file of [...files].sort((a, b) => a.mtime - b.mtime || (a.name < b.name ? -1 : 1))) {
    const key = `${file.folder.replace(/^\/[^/]*/, '')}/${stem(file.name)}`;
    shots.set(key, [...(shots.get(key) ?? []), file]);
  }
  return [...shots.values()];
}
