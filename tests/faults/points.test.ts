import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { renamingLate, withoutFileSync, withoutFolderSync } from './bent-disks.ts';
import { allPoints } from './catalogue.ts';
import { type Bend, InMemory } from './in-memory.ts';
import { failings, type NamedPoint, pointOf } from './points.ts';
import { Pool, type Tried } from './pool.ts';
import { hasFailed, isMissed } from './report.ts';
import { isSceneName, sceneNames } from './scenes.ts';

/** A few of the points of `npm run faults`, the same share of each kind; all of them take minutes. */
const seeds: Record<string, number> = { kill: 22, real: 4, cut: 50, fail: 50, full: 8, harm: 80 };

let pool: Pool;
let all: NamedPoint[];
beforeAll(async () => {
  pool = await Pool.make(2);
  all = await allPoints(pool);
});
afterAll(() => pool.remove());

const ofKind = (kind: string): NamedPoint[] => all.filter(({ point }) => point.kind === kind);

describe('the points', () => {
  it('are more than two thousand, over every part of the work; more than three hundred kill a process', () => {
    const names = new Set(all.map(({ name }) => name));
    expect(names.size).toBe(all.length);
    expect(names.size).toBeGreaterThan(2000);
    for (const scene of sceneNames) {
      expect(ofKind('kill').filter(({ name }) => name.startsWith(`kill/${scene}/`)).length).toBeGreaterThan(20);
    }
    expect(ofKind('kill').length).toBeGreaterThan(300);
  });

  it('are known by their names alone', () => {
    for (const { name, point } of all) expect([name, pointOf(name)]).toEqual([name, point]);
    expect(failings.every((failing) => all.some(({ name }) => name.includes(`-${failing}-`)))).toBe(true);
  });

  it.each(Object.keys(seeds))('lose, double and hide nothing: some of `%s`', async (kind) => {
    if (kind === 'full' && pool.unmountable !== undefined) {
      // A container may not mount: then `fail/…-full` alone says what a full disk does, and this says so.
      process.stdout.write(`no file system of its own can be mounted here: ${pool.unmountable}\n`);
      expect(ofKind('full')).toEqual([]);
      return;
    }
    const own = ofKind(kind);
    const step = own.length / (seeds[kind] ?? 1);
    const names = Array.from(
      { length: seeds[kind] ?? 0 },
      (_, index) => own[Math.floor((index + 0.5) * step)]?.name ?? '',
    );
    const tried: Tried[] = [];
    await pool.try(names, (one) => tried.push(one));
    expect(tried.filter(hasFailed)).toEqual([]);
    expect(tried.filter((one) => !isMissed(one)).length).toBeGreaterThan((seeds[kind] ?? 0) * 0.9);
  });
});

describe('a vault that were less careful', () => {
  /** The findings of a few power cuts in a shot and in an upload. */
  async function foundWith(bend: Bend, scene: string): Promise<Set<string>> {
    const memory = new InMemory(bend);
    onTestFinished(() => memory.remove());
    const found = new Set<string>();
    if (!isSceneName(scene)) throw new Error(scene);
    const { length } = await memory.operations(scene);
    for (let at = 1; at < length; at += 11) {
      const fault = (index: number) => (index === at ? ({ kind: 'death', when: 'before' } as const) : undefined);
      for (const { kind } of await memory.run(scene, [{ fault, cut: 'nothing' }], false)) found.add(kind);
    }
    return found;
  }

  it.each<[string, Bend]>([
    ['which does not sync its files', withoutFileSync],
    ['which does not sync its folders', withoutFolderSync],
    ['which says yes before a file has its name', renamingLate],
  ])('is found out: one %s', async (_name, bend) => {
    expect([...(await foundWith(bend, 'upload'))]).toContain('lost');
  });

  it('is the only one that is: the same points find nothing on the vault as it is', async () => {
    expect([...(await foundWith((fs) => fs, 'upload'))]).toEqual([]);
  });
});
