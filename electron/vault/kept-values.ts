import { join } from 'node:path';
import type { z } from 'zod';
import { inTurn } from '../base/in-turn.ts';
import { damagedError } from './damage.ts';
import type { Storage } from './storage.ts';

/** What a vault keeps beside its sessions, each a small value that is replaced whole. */
export const keptNames = ['operators', 'department'] as const;
export type KeptName = (typeof keptNames)[number];

/** Small values, one file each. */
export class KeptValues {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #inTurn = inTurn();

  constructor(storage: Storage, root: string) {
    this.#storage = storage;
    this.#folder = join(root, 'kept');
  }

  /** What was kept, or null. Throws `vault-damaged`. */
  async read<Schema extends z.ZodType>(name: KeptName, schema: Schema): Promise<z.output<Schema> | null> {
    return await this.#inTurn(async () => {
      const path = join(this.#folder, `${name}.json`);
      if (!(await this.#storage.exists(path))) return null;
      const file = `kept/${name}.json`;
      const bytes = await this.#storage.read(path, file);
      try {
        return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      } catch (error) {
        throw damagedError(file, 'broken', { cause: error });
      }
    });
  }

  /** On return the value is on the disk; on failure the one before stands. */
  async write(name: KeptName, value: object): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    await this.#inTurn(async () => {
      await this.#storage.makeFolder(this.#folder);
      await this.#storage.write(join(this.#folder, `${name}.json`), bytes);
    });
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }
}
