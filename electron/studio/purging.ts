import type { Clock } from '../base/clock.ts';
import { inTurn } from '../base/in-turn.ts';
import type { AuditWho } from '../contract/audit.ts';
import type { RetentionView } from '../contract/department.ts';
import { hasCode } from '../contract/errors.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Vault } from '../vault/vault.ts';
import type { DepartmentRules } from './department-rules.ts';
import { mayGo, type Retention, retentionOfAll } from './retention.ts';
import type { Shelf } from './shelf.ts';

export type PurgingDeps = {
  vault: Pick<Vault, 'removePurged'> & { readonly audit: Pick<Vault['audit'], 'foundAt'> };
  outbox: Pick<Outbox, 'jobs'>;
  clock: Clock;
  department: Pick<DepartmentRules, 'current' | 'certain'>;
  sessions: Pick<Shelf, 'sessions' | 'record'>;
  /** Nobody is being photographed. */
  isAtRest(): boolean;
  unexpected(error: unknown, during: string): string;
};

const dayMs = 24 * 60 * 60_000;
/** A day's purging that had to wait for a session follows soon after it. */
const lookEveryMs = 10 * 60_000;

/**
 * Lets originals go that nothing holds any more: once a day by itself where the department has set a delay, never while
 * somebody is photographed, and by hand. First the journal says which, then the trail, then the files go; what is cut short
 * there, the next start ends. Doing it again does nothing.
 */
export class Purging {
  readonly #deps: PurgingDeps;
  readonly #inTurn = inTurn();
  readonly #beganMs: number;
  #cancel: () => void = () => {};
  #ranMs: number | undefined;
  #closed = false;

  constructor(deps: PurgingDeps) {
    this.#deps = deps;
    this.#beganMs = deps.clock.elapsed();
  }

  /** From now on it runs by itself: at once, and then daily. Call when sessions and deliveries are known. */
  start(): void {
    const { clock } = this.#deps;
    this.#look();
    if (!this.#closed) this.#cancel = clock.setTimeout(() => this.start(), lookEveryMs);
  }

  /** What would go and what stays, and why, session by session. */
  list(): RetentionView[] {
    const { department, clock } = this.#deps;
    return this.#retentions(department.current, clock.now()).map(({ view }) => view);
  }

  /**
   * Lets go of what is due, and of what is confirmed where the department has set no delay. Returns how many files. Throws
   * what the first session met that could not be purged; the others are. Throws `vault-damaged` where the department's rules
   * cannot be read.
   */
  async byHand(who: AuditWho): Promise<number> {
    let first: { error: unknown } | undefined;
    const count = await this.#run('by-hand', who, (error) => {
      first ??= { error };
    });
    if (first) throw first.error;
    return count;
  }

  /** Begins nothing more, and waits for the session under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#inTurn(async () => {});
  }

  #look(): void {
    const { clock, department, unexpected } = this.#deps;
    const due = this.#ranMs === undefined || clock.elapsed() - this.#ranMs >= dayMs;
    if (!due || department.current.originalsDays === null || !this.#deps.isAtRest()) return;
    this.#ranMs = clock.elapsed();
    const report = (error: unknown): void => void unexpected(error, 'purge');
    void this.#run('by-itself', { operator: '' }, report).catch(report);
  }

  async #run(how: 'by-itself' | 'by-hand', who: AuditWho, failed: (error: unknown) => void): Promise<number> {
    return await this.#inTurn(async () => {
      const { department, clock, isAtRest } = this.#deps;
      const nowMs = how === 'by-hand' ? clock.now() : this.#surelyMs();
      let count = 0;
      for (const retention of this.#retentions(department.certain, nowMs)) {
        if (this.#closed || (how === 'by-itself' && !isAtRest())) break;
        if (!mayGo(retention.view, how)) continue;
        try {
          count += await this.#purge(retention, who);
        } catch (error) {
          // Somebody has just put it on hold.
          if (!hasCode(error, 'session-held')) failed(error);
        }
      }
      return count;
    });
  }

  async #purge({ view: { session }, files }: Retention, who: AuditWho): Promise<number> {
    const { vault, sessions } = this.#deps;
    await sessions.record(session, { type: 'originals-purged', files: [...files] }, who);
    await vault.removePurged(session);
    return files.length;
  }

  /**
   * A clock that has leapt ahead since the last run lets nothing go while nobody looks on: it must be believed twice. Time for which
   * the studio did not run counts from its next start.
   */
  #surelyMs(): number {
    const { clock, vault } = this.#deps;
    const { foundAt } = vault.audit;
    const counted = clock.elapsed() - this.#beganMs;
    return foundAt === undefined ? clock.now() : Math.min(clock.now(), Date.parse(foundAt) + counted);
  }

  #retentions(rules: DepartmentRules['current'], nowMs: number): Retention[] {
    const { outbox, sessions } = this.#deps;
    return retentionOfAll(sessions.sessions.all(), outbox.jobs(), rules, nowMs);
  }
}
