import type { CameraPath } from './picture-names.ts';

/** What a body tells of a file; 0 where it does not say. `mtime` in seconds. */
export type FileFacts = { bytes: number; mtime: number };

/**
 * The same file's time differs by whole quarters of an hour between two ways of asking: the library reads one as local
 * time and the other as it comes, and summer time ends.
 */
const zoneStepS = 900;
const farthestZonesS = 26 * 3600;
/** Between the files of one source; no file system that a camera writes has it in a name. */
const between = '\n';
/** What the contract lets a source be long. */
const longest = 512;
const form = /^card:(.*)\|(\d+)\|(-?\d+)$/s;

/** Tells one file on a card from all others: counters wrap and cards are emptied, so its name is not enough. */
export function cardSource({ folder, name }: CameraPath, { bytes, mtime }: FileFacts): string {
  return `card:${folder}/${name}|${bytes}|${mtime}`;
}

/** A picture in memory is named anew in each session: only its contents tell it from others. */
export function memorySource(sha256: string): string {
  return `memory:${sha256}`;
}

/** One source for a picture that lies in several places, as on two cards: what is settled by it is settled in all of them. */
export function joinedSource(sources: readonly string[]): string {
  const joined = [...new Set(sources.flatMap(partsOf))].join(between);
  return joined.length <= longest ? joined : (sources[0] ?? '');
}

/** The single files that a source means. */
export function partsOf(source: string): string[] {
  return source.split(between);
}

/** The file on a card that a single source means; undefined for one in memory. */
export function placeOf(source: string): (CameraPath & FileFacts) | undefined {
  const [, path, bytes, mtime] = form.exec(source) ?? [];
  if (path === undefined) return undefined;
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, slash), name: path.slice(slash + 1), bytes: Number(bytes), mtime: Number(mtime) };
}

/** Sources that were accounted for, found again also where the body tells a file's time in another way. */
export class SourceSet {
  readonly #exact = new Set<string>();
  readonly #times = new Map<string, { source: string; mtime: number }[]>();

  add(source: string): void {
    for (const part of partsOf(source)) this.#addPart(part);
  }

  /** The single source under which the same file was added; undefined where it was not. */
  find(source: string): string | undefined {
    if (this.#exact.has(source)) return source;
    const place = placeOf(source);
    return place && this.#times.get(keyOf(place))?.find(({ mtime }) => sameTime(mtime, place.mtime))?.source;
  }

  #addPart(source: string): void {
    if (this.#exact.has(source)) return;
    this.#exact.add(source);
    const place = placeOf(source);
    if (!place) return;
    const key = keyOf(place);
    this.#times.set(key, [...(this.#times.get(key) ?? []), { source, mtime: place.mtime }]);
  }
}

function keyOf({ folder, name, bytes }: CameraPath & FileFacts): string {
  return `${folder}/${name}|${bytes}`;
}

function sameTime(a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  return a === 0 || b === 0 || (apart <= farthestZonesS && apart % zoneStepS === 0);
}
