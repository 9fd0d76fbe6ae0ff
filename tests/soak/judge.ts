import type { ProducedFile } from '../../electron/simulator/virtual-body.ts';
import type { FoldedShot, SessionState } from '../../electron/studio/session-state.ts';

export type Judgement = {
  /** What must not be. */
  wrong: string[];
  produced: number;
  kept: number;
  /** Shots of the camera that are not whole in the vault, each visibly so. */
  incomplete: number;
  /** Of these: pressed by hand into the body's memory while no host was there to hear of it, and lost with the memory. */
  unknown: number;
};

/**
 * Every file that the camera ever produced is in the vault once, beside the other file of its shot; or it lay in the body's
 * memory, and its shot is visibly incomplete or failed. What lies on a card is never excused. `unheard` are files that a hand
 * put into the memory while the link was broken: of them nobody can say anything.
 */
export function judge(
  produced: readonly ProducedFile[],
  session: SessionState,
  unheard: ReadonlySet<string>,
): Judgement {
  const wrong: string[] = [];
  const holders = new Map<string, FoldedShot[]>();
  for (const shot of session.shots)
    for (const { sha256 } of shot.files) holders.set(sha256, [...(holders.get(sha256) ?? []), shot]);
  const known = new Set(produced.map(({ sha256 }) => sha256));
  if (known.size !== produced.length) wrong.push('the camera made two equal files: nothing can be told of them');
  for (const [sha256, shots] of holders) {
    const names = shots.map(({ number }) => `shot ${number}`).join(', ');
    if (!known.has(sha256)) wrong.push(`${names}: holds a file that the camera never made`);
    if (shots.length > 1) wrong.push(`${names}: hold the same file`);
  }

  let kept = 0;
  let incomplete = 0;
  let unknown = 0;
  const unseen: string[] = [];
  for (const [shot, files] of byShot(produced)) {
    const here = files.filter(({ sha256 }) => holders.has(sha256));
    const homes = new Set(here.flatMap(({ sha256 }) => holders.get(sha256) ?? []));
    kept += here.length;
    const what = `release ${shot} (${files.map(({ name, target }) => `${name} ${target}`).join(', ')})`;
    if (homes.size > 1)
      wrong.push(`${what}: torn apart into shots ${[...homes].map(({ number }) => number).join(', ')}`);
    const lost = files.filter((file) => !here.includes(file));
    if (lost.length === 0) continue;
    incomplete += 1;
    for (const { name, target } of lost)
      if (target === 'card') wrong.push(`${what}: ${name} is on the card, not in the vault`);
    const [home] = homes;
    if (home?.complete) wrong.push(`${what}: shot ${home.number} says that it is complete`);
    if (!home && lost.every(({ sha256 }) => unheard.has(sha256))) unknown += 1;
    else if (!home) unseen.push(what);
  }
  const failed = session.shots.filter(({ state, awaited }) => state === 'failed' && awaited).length;
  if (unseen.length > failed) {
    const marked = session.shots.filter(
      (shot) => shot.state === 'failed' || shot.foundLater || shot.complete === false,
    );
    const told = marked.map(
      ({ number, origin, state, files, error }) =>
        `shot ${number} ${origin ?? 'studio'} ${state} ${error?.code ?? ''} ${files.length} files`,
    );
    wrong.push(
      `${unseen.length} releases are nowhere, and only ${failed} shots say that they failed: ${unseen.join('; ')} (${told.join(' · ')})`,
    );
  }
  const releases = byShot(produced);
  for (const { number, files, complete } of session.shots) {
    const own = [...releases].filter(([, made]) =>
      made.some(({ sha256 }) => files.some((file) => file.sha256 === sha256)),
    );
    if (own.length > 1) wrong.push(`shot ${number}: files of releases ${own.map(([release]) => release).join(', ')}`);
    const made = own[0]?.[1].length ?? 0;
    if (complete && files.length !== made) wrong.push(`shot ${number}: complete with ${files.length} of ${made} files`);
  }
  return { wrong, produced: produced.length, kept, incomplete, unknown };
}

function byShot(produced: readonly ProducedFile[]): Map<number, ProducedFile[]> {
  const shots = new Map<number, ProducedFile[]>();
  for (const file of produced) shots.set(file.shot, [...(shots.get(file.shot) ?? []), file]);
  return shots;
}
