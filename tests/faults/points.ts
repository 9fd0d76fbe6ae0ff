import { type Cut, cuts } from '../rigs/power-cut-disk.ts';
import type { Harm } from './harm.ts';
import { isSceneName, type SceneName, sceneNames } from './scenes.ts';

/**
 * One thing that goes wrong, at one place. Its name says which and is all that is needed to try it again; the operation in it
 * is for whoever reads it.
 */
export type Point =
  /** A process is killed at these operations: of the scene, then of one start after the other. */
  | { kind: 'kill'; scene: SceneName; deaths: readonly Death[] }
  /** One operation on a real disk fails. */
  | { kind: 'real'; scene: SceneName; index: number; failing: Failing }
  /** One operation fails, or from then on all of them: `broken`, `full` until somebody makes room. */
  | { kind: 'fail'; scene: SceneName; index: number; failing: Failing }
  /** The power goes, as often as there are deaths, and leaves each time the same of what was not synced. */
  | { kind: 'cut'; scene: SceneName; deaths: readonly Death[]; cut: Cut }
  /** A real file system with so many free blocks. */
  | { kind: 'full'; scene: SceneName; blocks: number }
  /** A stored file is not what it was. */
  | { kind: 'harm'; harm: Harm };

export type Death = { index: number; when: 'before' | 'half' | 'after' };

export const failings = ['EIO', 'ENOSPC', 'EDQUOT', 'done-EIO', 'short', 'flip', 'broken', 'full'] as const;
export type Failing = (typeof failings)[number];

export type NamedPoint = { name: string; point: Point };

/** Reads only: killed after one of them, nothing is different from being killed before the next. */
const readsOnly = ['open-read', 'read', 'bytes', 'stat', 'list', 'freeBytes', 'close'];

/** What another process sees of it at once. */
const changes = ['write', 'rename', 'unlink', 'truncate', 'makeFolder', 'open-create'];

/** What a full disk refuses. */
export const takesRoom = ['write', 'open-create', 'makeFolder'];

export function killPoints(scene: SceneName, operations: readonly string[]): NamedPoint[] {
  return operations.flatMap((operation, index) => {
    // Whoever reads and reads again has changed nothing in between: while starting up, once is enough.
    const isRepeated = [operation, operations[index - 1] ?? ''].every((one) => readsOnly.includes(one));
    if (scene.startsWith('start-') && isRepeated) return [];
    const whens: Death['when'][] = ['before'];
    if (operation === 'write') whens.push('half');
    if (changes.includes(operation)) whens.push('after');
    return whens.map((when) => named({ kind: 'kill', scene, deaths: [{ index, when }] }, operation));
  });
}

/** A second death while starting up after the first. */
export function secondDeaths(
  kind: 'kill' | 'cut',
  operations: ReadonlyMap<SceneName, readonly string[]>,
  every: number,
): NamedPoint[] {
  const starting = operations.get('start-torn') ?? [];
  return sceneNames.flatMap((scene) => {
    return (operations.get(scene) ?? []).flatMap((operation, index): NamedPoint[] => {
      if (index % every !== 0) return [];
      // The recovery's own operations come before the hundredth; a vault that has hardly begun has fewer.
      const most = scene === 'first-start' ? 40 : 100;
      const second: Death = { index: (index * 7) % Math.min(most, starting.length), when: 'before' };
      const deaths: Death[] = [{ index, when: operation === 'write' ? 'half' : 'before' }, second];
      const cut = cuts[(index / every) % cuts.length] ?? 'nothing';
      return [named(kind === 'kill' ? { kind, scene, deaths } : { kind, scene, deaths, cut }, operation)];
    });
  });
}

export function cutPoints(scene: SceneName, operations: readonly string[]): NamedPoint[] {
  return operations.flatMap((operation, index) => {
    const whens: Death['when'][] = operation === 'write' ? ['before', 'half'] : ['before'];
    // What was not changed since the last cut is left as it was by this one.
    if (readsOnly.includes(operation)) return [];
    return whens.flatMap((when) =>
      // What leaves everything is what a killed process leaves, and tried as such.
      cuts
        .filter((cut) => cut !== 'everything')
        .map((cut) => named({ kind: 'cut', scene, deaths: [{ index, when }], cut }, operation)),
    );
  });
}

export function failPoints(kind: 'fail' | 'real', scene: SceneName, operations: readonly string[]): NamedPoint[] {
  return operations.flatMap((operation, index) => {
    if (kind === 'real' && index % 4 !== 0) return [];
    const reads = readsOnly.includes(operation);
    const possible = failings.filter((failing) => {
      if (reads && failing !== 'EIO') return false;
      if (failing === 'short' || failing === 'flip') return operation === 'write';
      if (failing === 'full') return kind === 'fail' && takesRoom.includes(operation);
      if (failing === 'ENOSPC' || failing === 'EDQUOT') return takesRoom.includes(operation);
      return kind === 'fail' || (failing !== 'broken' && failing !== 'done-EIO');
    });
    return possible.map((failing) => named({ kind, scene, index, failing }, operation));
  });
}

export function fullPoints(): NamedPoint[] {
  const most: Partial<Record<SceneName, number>> = { shot: 75, close: 20, upload: 20, purge: 8, 'first-start': 16 };
  return sceneNames.flatMap((scene) => {
    const count = most[scene] ?? 12;
    return Array.from({ length: count }, (_, blocks) => named({ kind: 'full', scene, blocks }));
  });
}

export function harmPoints(all: readonly Harm[]): NamedPoint[] {
  return all.map((harm) => named({ kind: 'harm', harm }));
}

/** What a point's name says. Throws for what is none. */
export function pointOf(name: string): Point {
  const [kind = '', scene = '', what = '', ...rest] = name.split('/');
  const bad = new Error(`there is no point ${name}`);
  if (kind === 'harm') {
    const [, how, place] = /^(flip|truncate|shorten)-(\d+)$/.exec(what) ?? [];
    if (how !== 'flip' && how !== 'truncate' && how !== 'shorten') throw bad;
    return { kind, harm: { file: scene, what: how, place: Number(place) } };
  }
  if (!isSceneName(scene)) throw bad;
  if (kind === 'full') return { kind, scene, blocks: Number.parseInt(what, 10) };
  if (kind === 'fail' || kind === 'real') {
    const index = Number.parseInt(what, 10);
    const failing = failings.find((one) => what.startsWith(`${index}-${one}-`));
    if (!failing) throw bad;
    return { kind, scene, index, failing };
  }
  if (kind !== 'kill' && kind !== 'cut') throw bad;
  const deaths = what.split('+').map((text): Death => {
    const [, index, when] = /^(\d+)-(before|half|after)/.exec(text) ?? [];
    if (when !== 'before' && when !== 'half' && when !== 'after') throw bad;
    return { index: Number(index), when };
  });
  if (kind === 'kill') return { kind, scene, deaths };
  const cut = cuts.find((one) => one === rest[0]);
  if (!cut) throw bad;
  return { kind, scene, deaths, cut };
}

function named(point: Point, operation = ''): NamedPoint {
  return { point, name: nameOf(point, operation) };
}

function nameOf(point: Point, operation: string): string {
  switch (point.kind) {
    case 'kill':
      return `kill/${point.scene}/${nameOfDeaths(point.deaths, operation)}`;
    case 'cut':
      return `cut/${point.scene}/${nameOfDeaths(point.deaths, operation)}/${point.cut}`;
    case 'fail':
    case 'real':
      return `${point.kind}/${point.scene}/${point.index}-${point.failing}-${operation}`;
    case 'full':
      return `full/${point.scene}/${point.blocks}-blocks`;
    case 'harm':
      return `harm/${point.harm.file}/${point.harm.what}-${point.harm.place}`;
  }
}

function nameOfDeaths([first, ...more]: readonly Death[], operation: string): string {
  return [`${first?.index}-${first?.when}-${operation}`, ...more.map(({ index, when }) => `${index}-${when}`)].join(
    '+',
  );
}
