import { fewAtOnce, inTurn } from '../base/in-turn.ts';
import { CodedError } from '../contract/errors.ts';
import { type OutboxJob, outboxJob } from '../contract/journal.ts';
import { type Damage, damageOf } from './damage.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';

const ending = '.sealed';
const readAtOnce = 8;

export function jobFile(id: string): string {
  return `outbox/${id}${ending}`;
}

/** Upload jobs, one sealed file each, replaced whole. */
export class OutboxFiles {
  readonly #files: SealedFiles;
  readonly #inTurn = inTurn();
  #damaged: readonly Damage[] = [];

  constructor(files: SealedFiles) {
    this.#files = files;
  }

  /** On return the job is on the disk as given; on failure as it was before. Throws `bad-input` with the field. */
  async save(job: OutboxJob): Promise<void> {
    const parsed = outboxJob.safeParse(job);
    if (!parsed.success) {
      throw new CodedError('bad-input', { call: 'vault.saveJob', at: parsed.error.issues[0]?.path.join('.') ?? '' });
    }
    await this.#inTurn(() => this.#files.writeValue(jobFile(parsed.data.id), parsed.data));
  }

  /** All jobs, oldest first, and the files that cannot be read as one. */
  async all(): Promise<{ jobs: OutboxJob[]; damaged: Damage[] }> {
    return await this.#inTurn(async () => {
      const jobs: OutboxJob[] = [];
      const damaged: Damage[] = [];
      const few = fewAtOnce(readAtOnce);
      const read = async (file: string): Promise<void> => {
        try {
          jobs.push(await this.#files.readValue(`outbox/${file}`, outboxJob));
        } catch (error) {
          damaged.push(damageOf(error));
        }
      };
      const names = await this.#files.storage.list(this.#files.path('outbox'));
      await Promise.all(names.filter((file) => file.endsWith(ending)).map((file) => few(() => read(file))));
      this.#damaged = damaged;
      jobs.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
      return { jobs, damaged };
    });
  }

  /** The files that could not be read when all were read last. */
  get damaged(): readonly Damage[] {
    return this.#damaged;
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }
}
