import type { AuditWho } from '../contract/audit.ts';
import type { RetentionView } from '../contract/department.ts';
import type { Vault } from '../vault/vault.ts';
import { Purging, type PurgingDeps } from './purging.ts';

export type CustodyDeps = PurgingDeps & {
  vault: Pick<Vault, 'damaged' | 'quarantined'>;
  /** Who is at work. */
  who(): AuditWho;
};

/** What the studio answers for beyond a session: how long originals stay, which are held, and how whole the vault is. */
export class Custody {
  readonly #deps: CustodyDeps;
  readonly #purging: Purging;
  #health = { damaged: 0, quarantined: 0 };

  constructor(deps: CustodyDeps) {
    this.#deps = deps;
    this.#purging = new Purging(deps);
  }

  /** Learns what opening the vault has found, and purges from now on. Call once; sessions and deliveries are known. */
  async start(): Promise<void> {
    const { vault } = this.#deps;
    this.#health = { damaged: vault.damaged().length, quarantined: (await vault.quarantined()).length };
    this.#purging.start();
  }

  /** Files that are not what the journals say of them, and what a crash left and no journal knows. */
  get health(): { damaged: number; quarantined: number } {
    return this.#health;
  }

  /** See `retention.list`. */
  list(): RetentionView[] {
    return this.#purging.list();
  }

  /** See `retention.purge`. Returns how many files went. */
  async purge(): Promise<number> {
    return await this.#purging.byHand(this.#deps.who());
  }

  /** See `session.hold`. Nothing happens where it is so already. Throws `session-unknown`, and the vault's codes. */
  async hold(session: string, on: boolean, reason: string): Promise<void> {
    const { sessions } = this.#deps;
    if (sessions.sessions.of(session)?.held === on) return;
    await sessions.record(session, { type: 'session-held', on, reason });
  }

  async close(): Promise<void> {
    await this.#purging.close();
  }
}
