import type { AuditRecord } from '../../contract/audit.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { AuditPort } from '../ports.ts';

/** Who did something: `station` where nobody is defined, empty where nobody is known. */
export type Actor = Pick<AuditRecord, 'operator' | 'role'>;

/**
 * What is written down of comings and goings. A trail that takes nothing for a while keeps nobody from locking the station, but
 * from changing how it works.
 */
export class AccessTrail {
  readonly #audit: Pick<AuditPort, 'owe' | 'settle'>;
  /** Refusals since somebody came or went: a pedal that is pressed again says nothing new. */
  readonly #refusals = new Set<string>();

  constructor(audit: Pick<AuditPort, 'owe' | 'settle'>) {
    this.#audit = audit;
  }

  /** Call before a change. Throws the vault's codes as long as an entry is owed. */
  async settle(): Promise<void> {
    await this.#audit.settle();
  }

  async note(actor: Actor, said: Omit<AuditRecord, keyof Actor>): Promise<void> {
    await this.#audit.owe({ ...said, ...actor });
  }

  async noteRefusal(actor: Actor, call: string, code: ErrorCode): Promise<void> {
    const refusal = `${call} ${code}`;
    if (this.#refusals.has(refusal)) return;
    this.#refusals.add(refusal);
    await this.note(actor, { event: 'call-refused', outcome: 'refused', about: call, code });
  }

  /** Somebody has come or gone. */
  turnPage(): void {
    this.#refusals.clear();
  }
}
