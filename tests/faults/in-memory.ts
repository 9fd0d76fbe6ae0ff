import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeClock } from '../../electron/base/clock.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Store } from '../../electron/stores/store.ts';
import { DisturbedDisk, type Fault } from '../rigs/disturbed-disk.ts';
import { type Cut, PowerCutDisk } from '../rigs/power-cut-disk.ts';
import { judgeRemains } from './aftermath.ts';
import { Card } from './card.ts';
import type { Finding } from './judge.ts';
import type { Line } from './ledger.ts';
import { type ProvingStore, provingStore } from './proving-store.ts';
import { restart, type Scene, type SceneName, scenes } from './scenes.ts';
import { begins, scenesBegin, turnMs } from './times.ts';

/** What a scene starts from. */
type Template = { model: PowerCutDisk; store: ProvingStore; lines: Line[] };

/** A fault, and what the power cut behind it leaves. */
export type Blow = {
  /** What happens to the operation with this index, counted from where the scene begins. */
  fault(index: number, operation: string): Fault | undefined;
  cut: Cut;
};

/** How the file system is changed before the vault sees it: for a test of these tests. */
export type Bend = (fs: FileSystem) => FileSystem;

/** Stations on a disk in memory. Only their lock lies on a real one. */
export class InMemory {
  readonly #home = mkdtempSync(join(tmpdir(), 'incidence-faults-'));
  readonly #dir = join(this.#home, 'vault');
  readonly #templates = new Map<SceneName, Promise<Template>>();
  readonly #bend: Bend;

  constructor(bend: Bend = (fs) => fs) {
    this.#bend = bend;
    mkdirSync(this.#dir);
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** The operations of the scene when nothing disturbs it. */
  async operations(name: SceneName): Promise<string[]> {
    const { model, store, lines } = await this.#copied(name);
    return await this.#act(scenes[name], model.fs, store, lines, 0);
  }

  /**
   * Runs the scene with the first blow in it, then as many starts as there are further blows, each on what the one before
   * has left; judges what the last one leaves. `strict`: what was refused must be absent.
   */
  async run(name: SceneName, blows: readonly Blow[], strict: boolean): Promise<Finding[]> {
    const { model, store, lines } = await this.#copied(name);
    const findings: Finding[] = [];
    for (const [turn, { fault, cut }] of blows.entries()) {
      let struck = false;
      const blow = (index: number, operation: string): Fault | undefined => {
        const found = fault(index, operation);
        struck ||= found !== undefined;
        return found;
      };
      const scene = turn === 0 ? scenes[name] : { act: restart };
      await this.#act(scene, model.fs, store, lines, turn, blow).catch((error: unknown) => {
        // Opening may fail with one of our codes; anything else is nobody's plan.
        if (error instanceof CodedError) return;
        findings.push({ kind: 'wrong', what: `ended with ${error instanceof Error ? error.stack : String(error)}` });
      });
      if (!struck) findings.push({ kind: 'missed', what: `fault ${turn + 1} did not come` });
      model.powerCut(cut);
    }
    this.#unlock();
    const remains = { dir: this.#dir, fs: this.#bend(model.fs), store, lines, strict };
    findings.push(...(await judgeRemains({ ...remains, cutAgain: () => model.powerCut('nothing') })));
    return findings;
  }

  /** Lives a station's life until its end, or its death. Returns its operations. */
  async #act(
    { act }: Pick<Scene, 'act'>,
    fs: FileSystem,
    store: Store,
    lines: Line[],
    turn: number,
    fault: DisturbedDisk['fault'] = () => undefined,
  ): Promise<string[]> {
    this.#unlock();
    let ended = false;
    let dead = (): void => undefined;
    const death = new Promise<void>((resolve) => {
      dead = () => {
        // The dead say nothing more.
        ended = true;
        resolve();
      };
    });
    const disk = new DisturbedDisk(fs, () => {
      dead();
      return new Promise(() => undefined);
    });
    let first = 0;
    const live = async (): Promise<void> => {
      const clock = fakeClock(scenesBegin + turn * turnMs);
      const say = (line: Line): void => void (ended || lines.push(line));
      const place = { dir: this.#dir, fs: this.#bend(disk.fs), store, card: Card.after(lines), clock, ledger: { say } };
      const station = await act(place, () => {
        first = disk.done.length;
        disk.fault = (index, operation) => fault(index - first, operation);
      });
      await station.close();
    };
    try {
      await Promise.race([live(), death]);
    } finally {
      ended = true;
    }
    return disk.done.slice(first);
  }

  async #copied(name: SceneName): Promise<Template> {
    const { model, store, lines } = await this.#template(name);
    return { model: model.copy(), store: store.copy(), lines: [...lines] };
  }

  #template(name: SceneName): Promise<Template> {
    const known = this.#templates.get(name);
    if (known) return known;
    const made = this.#prepare(name);
    this.#templates.set(name, made);
    return made;
  }

  async #prepare(name: SceneName): Promise<Template> {
    const model = new PowerCutDisk(this.#home);
    const store = provingStore();
    const lines: Line[] = [];
    this.#unlock();
    await scenes[name].prepare({
      ...{ dir: this.#dir, fs: model.fs, store, card: new Card(), clock: fakeClock(begins) },
      ledger: { say: (line) => void lines.push(line) },
    });
    return { model: model.copy(), store: store.copy(), lines: [...lines] };
  }

  /** Whoever had the vault open is gone with its machine. */
  #unlock(): void {
    rmSync(join(this.#dir, 'lock'), { force: true });
  }
}
