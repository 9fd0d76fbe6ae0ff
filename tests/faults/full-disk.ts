import { cp, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeClock } from '../../electron/base/clock.ts';
import { nodeFileSystem } from '../../electron/base/file-system.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { judgeRemains } from './aftermath.ts';
import { Card } from './card.ts';
import type { Finding } from './judge.ts';
import type { Line } from './ledger.ts';
import { type ProvingStore, provingStore } from './proving-store.ts';
import { type SceneName, scenes } from './scenes.ts';
import { begins, scenesBegin } from './times.ts';

type Template = { folder: string; store: ProvingStore; lines: Line[] };

/** Stations on a small file system of their own, which is really full. */
export class FullDisk {
  readonly #mount: string;
  readonly #templates = new Map<SceneName, Promise<Template>>();
  #count = 0;

  /** `mount` is where a small file system lies, with nothing else on it. */
  constructor(mount: string) {
    this.#mount = mount;
  }

  /** Acts the scene with so many blocks of room, then makes room again. */
  async run(name: SceneName, blocks: number): Promise<Finding[]> {
    const template = await this.#template(name);
    const lines = [...template.lines];
    const store = template.store.copy();
    this.#count += 1;
    const folder = join(this.#mount, `${name}-${this.#count}`);
    await cp(template.folder, folder, { recursive: true });
    const dir = join(folder, 'vault');
    const ballast = join(this.#mount, 'ballast');
    const findings: Finding[] = [];
    try {
      await this.#fill(ballast, blocks);
      const ledger = { say: (line: Line) => void lines.push(line) };
      const place = { dir, fs: nodeFileSystem, store, card: Card.after(lines), clock: fakeClock(scenesBegin), ledger };
      try {
        await (await scenes[name].act(place, () => undefined)).close();
      } catch (error) {
        if (!(error instanceof CodedError)) findings.push({ kind: 'wrong', what: `ended with ${String(error)}` });
      }
      await rm(ballast);
      findings.push(...(await judgeRemains({ dir, fs: nodeFileSystem, store, lines, strict: true })));
    } finally {
      await rm(ballast, { force: true });
      await rm(folder, { recursive: true });
    }
    return findings;
  }

  /** Takes all but so many blocks. */
  async #fill(ballast: string, blocks: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#mount);
    const file = await open(ballast, 'w');
    try {
      const block = new Uint8Array(bsize);
      for (let index = blocks; index < bavail; index += 1) await file.write(block);
    } finally {
      await file.close();
    }
  }

  #template(name: SceneName): Promise<Template> {
    const known = this.#templates.get(name);
    if (known) return known;
    const made = this.#prepare(name);
    this.#templates.set(name, made);
    return made;
  }

  async #prepare(name: SceneName): Promise<Template> {
    const folder = join(this.#mount, name);
    await mkdir(folder);
    const dir = join(folder, 'vault');
    const store = provingStore();
    const lines: Line[] = [];
    await scenes[name].prepare({
      ...{ dir, fs: nodeFileSystem, store, card: new Card(), clock: fakeClock(begins) },
      ledger: { say: (line) => void lines.push(line) },
    });
    await rm(join(dir, 'lock'), { force: true });
    return { folder, store: store.copy(), lines };
  }
}
