import type { Clock } from '../../base/clock.ts';
import type { OfferedShot, ShotFile, ShotResult } from '../../contract/devices.ts';
import type { Body } from './body.ts';
import type { Announced } from './body-events.ts';
import { isRefusal } from './faults.ts';
import { type CameraPath, isInMemory } from './picture-names.ts';
import type { Urgency } from './priority-lane.ts';
import type { Fetch } from './shot.ts';
import { inHand, inOrder } from './shot-files.ts';
import type { ShotWindow } from './shot-windows.ts';
import { cardSource, partsOf, placeOf, SourceSet } from './sources.ts';
import { Unsettled } from './unsettled.ts';

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
  clock: Clock;
  onOffered(offered: OfferedShot): void;
  /** A shot at the body lacks a file that may lie on the card, or may be whole later. */
  onIncomplete(): void;
};

/** Of a moment ago, and before the next one in time; a picture that is taken now does not wait behind a whole card. */
const fewFound = 4;

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
  readonly #unsettled: Unsettled;
  #current: Waiting | undefined;
  #offering: Promise<void> | undefined;

  constructor(options: ShotKeeperOptions) {
    this.#options = options;
    this.#unsettled = new Unsettled(options.clock);
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
      for (const part of partsOf(source)) {
        this.#settled.add(part);
        this.#unsettled.settled(part);
      }
    }
  }

  handedOver({ files }: ShotResult): void {
    for (const { source } of files) this.#accounted.add(source);
  }

  /** Fetches and offers, in the order in which shots were given; no more at a time than somebody takes in. */
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
    for (const source of sources.flatMap(partsOf)) {
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

  /**
   * The connection has gone, and with it what lay in the body's memory: what of it is here already is offered. `open` are
   * the shots whose files were still coming.
   */
  close(open: readonly ShotWindow<Announced>[]): void {
    const offering = this.#current ? [this.#current] : [];
    const cut = open.map((shot) => ({ ...shot, origin: originOf(shot) }));
    for (const shot of [...offering, ...this.#waiting.splice(0), ...cut]) {
      const here = shot.files.flatMap((file) => inHand(file) ?? []);
      this.#handOver(shot, here, false);
    }
    this.#unsettled.close();
  }

  async #offerAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      try {
        await this.#unsettled.room();
        this.#current = this.#next();
        if (this.#current) await this.#offerOne(this.#current);
      } catch {
        // The connection is gone, which was told: the next one finds what was not settled.
        this.#waiting.length = 0;
      }
      this.#current = undefined;
    }
  }

  async #offerOne({ origin, files, expected, openedAt }: Waiting): Promise<void> {
    const { turn, onIncomplete } = this.#options;
    const fetched: ShotFile[] = [];
    for (const file of files) {
      const whole = await turn('preview', (body) => this.fetch(body, file));
      if (whole) fetched.push(whole);
    }
    const complete = inOrder(fetched).length >= (expected ?? 1);
    if (origin === 'body' && !complete) onIncomplete();
    this.#handOver({ origin, openedAt }, fetched, complete);
  }

  #handOver({ origin, openedAt }: Pick<Waiting, 'origin' | 'openedAt'>, fetched: ShotFile[], complete: boolean): void {
    const { clock, onOffered } = this.#options;
    const files = inOrder(fetched.filter(({ source }) => this.find(source) === undefined));
    if (files.length === 0) return;
    for (const { source } of files) this.#accounted.add(source);
    this.#unsettled.add(files);
    onOffered({ origin, shot: { files, complete, ms: clock.elapsed() - openedAt } });
  }

  #next(): Waiting | undefined {
    const found = this.#waiting.filter(({ origin }) => origin === 'found').length;
    const urgent = found > fewFound ? this.#waiting.findIndex(({ origin }) => origin === 'body') : 0;
    return this.#waiting.splice(Math.max(0, urgent), 1)[0];
  }
}

/** A release of ours that failed is told as such, and waits for its picture: whoever asked for it finds it again. */
export function originOf({ ours }: Pick<ShotWindow, 'ours'>): OfferedShot['origin'] {
  return ours ? 'found' : 'body';
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
