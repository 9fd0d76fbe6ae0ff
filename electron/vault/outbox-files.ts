import { join } from 'node:path';
import { inTurn } from '../base/in-turn.ts';
import { CodedError } from '../contract/errors.ts';
import { type OutboxJob, outboxJob } from '../contract/journal.ts';
import { type Damage, damagedError, damageOf } from './damage.ts';
import type { Storage } from './storage.ts';

/** Upload jobs, one file each, replaced whole. */
export class OutboxFiles {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #inTurn = inTurn();

  constructor(storage: Storage, root: string) {
    this.#storage = storage;
    this.#folder = join(root, 'outbox');
  }

  /** On return the job is on the disk as given; on failure as it was before. Throws `bad-input` with the field. */
  async save(job: OutboxJob): Promise<void> {
    const parsed = outboxJob.safeParse(job);
    if (!parsed.success) {
      throw new CodedError('bad-input', { call: 'vault.saveJob', at: parsed.error.issues[0]?.path.join('.') ?? '' });
    }
    const bytes = new TextEncoder().encode(`${JSON.stringify(parsed.data)}\n`);
    await this.#inTurn(() => this.#storage.write(join(this.#folder, `${parsed.data.id}.json`), bytes));
  }

  /** All jobs, oldest first, and the files that cannot be read as one. */
  async all(): Promise<{ jobs: OutboxJob[]; damaged: Damage[] }> {
    return await this.#inTurn(async () => {
      const jobs: OutboxJob[] = [];
      const damaged: Damage[] = [];
      for (const file of await this.#storage.list(this.#folder)) {
        if (!file.endsWith('.json')) continue;
        try {
          jobs.push(await this.#read(file));
        } catch (error) {
          damaged.push(damageOf(error));
        }
      }
      jobs.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
      return { jobs, damaged };
    });
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  async #read(file: string): Promise<OutboxJob> {
    const name = `outbox/${file}`;
    const bytes = await this.#storage.read(join(this.#folder, file), name);
    try {
      return outboxJob.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
      throw damagedError(name, 'broken', { cause: error });
    }
  }
}
