import { type Clock, timestamp } from '../../base/clock.ts';
import type { AuditEntry, AuditWho } from '../../contract/audit.ts';
import type { Vault } from '../../vault/vault.ts';

export type ReadingDeps = {
  audit: Pick<Vault['audit'], 'read' | 'record' | 'verify'>;
  clock: Clock;
  who(): AuditWho;
};

/** Reading the trail is itself an event: once a day for each reader, not for each page. */
export class AuditReading {
  readonly #deps: ReadingDeps;
  #noted = '';
  #check: Promise<{ intact: boolean; brokenAt?: number }> | undefined;

  constructor(deps: ReadingDeps) {
    this.#deps = deps;
  }

  /** See `audit.read`. Verified where reading begins. Throws the vault's codes: who cannot be noted does not read. */
  async page(which: {
    before?: number | undefined;
    limit: number;
  }): Promise<{ entries: AuditEntry[]; intact: boolean; brokenAt?: number }> {
    const { audit, clock } = this.#deps;
    const who = this.#deps.who();
    const reader = `${who.operator} ${timestamp(clock).slice(0, 10)}`;
    if (reader !== this.#noted) {
      await audit.record({ event: 'audit-read', outcome: 'success', ...who });
      this.#noted = reader;
      this.#check = undefined;
    }
    if (which.before === undefined) this.#check = undefined;
    this.#check ??= audit.verify();
    const { intact, brokenAt } = await this.#check;
    return { entries: await audit.read(which), intact, ...(brokenAt === undefined ? {} : { brokenAt }) };
  }
}
