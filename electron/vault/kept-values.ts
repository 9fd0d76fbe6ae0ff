import { z } from 'zod';
import { inTurn } from '../base/in-turn.ts';
import { type Damage, damageOf } from './damage.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';

/** What a vault keeps beside its sessions, each a small value that is replaced whole. */
export const keptNames = ['operators', 'department', 'connections', 'worklist', 'outbox'] as const;
export type KeptName = (typeof keptNames)[number];

/** Small values, one sealed file each. */
export class KeptValues {
  readonly #files: SealedFiles;
  readonly #inTurn = inTurn();

  constructor(files: SealedFiles) {
    this.#files = files;
  }

  /** What was kept, or null. Throws `vault-damaged`. */
  async read<Schema extends z.ZodType>(name: KeptName, schema: Schema): Promise<z.output<Schema> | null> {
    return await this.#inTurn(async () => {
      const file = `kept/${name}.sealed`;
      if (!(await this.#files.storage.exists(this.#files.path(file)))) return null;
      return await this.#files.readValue(file, schema);
    });
  }

  /** On return the value is on the disk; on failure the one before stands. */
  async write(name: KeptName, value: object): Promise<void> {
    await this.#inTurn(() => this.#files.writeValue(`kept/${name}.sealed`, value));
  }

  /** Files that cannot be opened, for `vault check`. */
  async damaged(): Promise<Damage[]> {
    const damaged: Damage[] = [];
    for (const name of keptNames) {
      try {
        await this.read(name, z.unknown());
      } catch (error) {
        damaged.push(damageOf(error));
      }
    }
    return damaged;
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }
}
