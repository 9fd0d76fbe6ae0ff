import type { OfferedShot, ShotFile, ShotResult } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import type { Announced } from './body-events.ts';
import { isRefusal } from './faults.ts';
import { type CameraPath, isInMemory } from './picture-names.ts';
import type { Urgency } from './priority-lane.ts';
import type { Fetch } from './shot.ts';
import { inOrder } from './shot-files.ts';
import { cardSource, placeOf, SourceSet } from './sources.ts';

/** Takes a turn at the body that is connected now. Rejects with `camera-gone` once there is none. */
export type Turn = <T>(urgency: Urgency, work: (body: Body) => Promise<T>) => Promise<T>;

/** A shot that waits to be offered. `openedAt` on the driver's clock. */
export type Waiting = {
  origin: OfferedShot['origin'];
  files: readonly Announced[];
  expected: number | undefined;
  openedAt: number;
};

export type ShotKeeperOptions = {
  turn: Turn;
  fetch: Fetch;
  elapsed(): number;
  onOffered(offered: OfferedShot): void;
};

/**
 * Keeps account of every file of one connection: what was handed over, what was settled, and what still has to be offered.
 * Files are fetched one at a time and in turn with live view; a shot goes between two of them.
 */
export class ShotKeeper {
  readonly #options: ShotKeeperOptions;
  /** Handed over or settled: not to be offered again in this connection. */
  readonly #accounted = new SourceSet();
  readonly #settled = new Set<string>();
  /** Where pictures in memory lie, by source: their names say nothing. */
  readonly #memory = new Map<string, Announced>();
  readonly #waiting: Waiting[] = [];
  #offering: Promise<void> | undefined;

  constructor(options: ShotKeeperOptions) {
    this.#options = options;
  }

  /** Whether everything that was seen has been handed over. */
  get idle(): boolean {
    return this.#waiting.length === 0 && this.#offering === undefined;
  }

  isSettled(source: string): boolean {
    return this.#settled.has(source);
  }

  /** The source under which a file is accounted for already. */
  find(source: string): string | undefined {
    return this.#accounted.find(source);
  }

  /** What the caller had settled in earlier connections. */
  recall(sources: readonly string[]): void {
    for (const source of sources) {
      this.#accounted.add(source);
      this.#settled.add(source);
    }
  }

  handedOver({ files }: ShotResult): void {
    for (const { source } of files) this.#accounted.add(source);
  }

  /** Fetches and offers, in the order in which shots were given. */
  offer(shot: Waiting): void {
    this.#waiting.push(shot);
    this.#offering ??= this.#offerAll().finally(() => {
      this.#offering = undefined;
    });
  }

  /** Fetches one file and remembers where it lies. */
  readonly fetch: Fetch = async (body, file) => {
    const fetched = await this.#options.fetch(body, file);
    if (fetched && isInMemory(file)) this.#memory.set(fetched.source, { folder: file.folder, name: file.name });
    return fetched;
  };

  /** See the contract. What the body refuses to delete stays where it is, and stays settled. */
  async settle(sources: readonly string[], discard: boolean): Promise<void> {
    this.recall(sources);
    for (const source of sources) {
      const inMemory = this.#memory.get(source);
      const onCard = discard ? placeOf(source) : undefined;
      if (inMemory) await this.#options.turn('settings', (body) => remove(body, inMemory));
      else if (onCard) {
        await this.#options.turn('settings', async (body) => {
          if (await isStill(body, source, onCard)) await remove(body, onCard);
        });
      }
      this.#memory.delete(source);
    }
  }

  async #offerAll(): Promise<void> {
    for (let shot = this.#waiting.shift(); shot; shot = this.#waiting.shift()) {
      try {
        await this.#offerOne(shot);
      } catch {
        // The connection is gone, which was told: the next one finds what was not settled.
        this.#waiting.length = 0;
      }
    }
  }

  async #offerOne({ origin, files, expected, openedAt }: Waiting): Promise<void> {
    const { turn, elapsed, onOffered } = this.#options;
    const fetched: ShotFile[] = [];
    for (const file of files) {
      const whole = await turn('preview', (body) => this.fetch(body, file));
      if (whole && this.find(whole.source) === undefined) fetched.push(whole);
    }
    if (fetched.length === 0) return;
    const shot = { files: inOrder(fetched), ms: elapsed() - openedAt };
    const complete = shot.files.length >= (expected ?? 1);
    for (const { source } of fetched) this.#accounted.add(source);
    onOffered({ origin, shot: { ...shot, complete } });
  }
}

async function remove(body: Body, place: CameraPath): Promise<void> {
  try {
    await body.native.deleteFile(place.folder, place.name);
  } catch (error) {
    if (!isRefusal(error) || !(await body.survives(error))) throw error;
  }
}

/** Whether the file that a source means is still the one under its name. */
async function isStill(body: Body, source: string, place: CameraPath): Promise<boolean> {
  const facts = await body.events.factsOf(place);
  const set = new SourceSet();
  set.add(source);
  return set.find(cardSource(place, facts)) !== undefined;
}
