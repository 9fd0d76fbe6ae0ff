import type { AuditWho } from '../contract/audit.ts';
import type { VaultView } from '../contract/department.ts';
import { hasCode } from '../contract/errors.ts';
import type { Vault } from '../vault/vault.ts';

/** The vault's recovery key as a page shows it, and somebody's showing that it is kept. */
export class RecoveryCare {
  readonly #vault: Pick<Vault, 'recoveryKey' | 'confirmRecovery' | 'audit'>;
  readonly #who: () => AuditWho;
  readonly #onChange: () => void;

  constructor(options: {
    vault: Pick<Vault, 'recoveryKey' | 'confirmRecovery' | 'audit'>;
    who: () => AuditWho;
    onChange: () => void;
  }) {
    this.#vault = options.vault;
    this.#who = options.who;
    this.#onChange = options.onChange;
  }

  get state(): VaultView['recovery'] {
    return this.#vault.recoveryKey.kept ? 'kept' : 'not-shown-yet';
  }

  show(): { key: string | null; recipient: string } {
    const { key, recipient } = this.#vault.recoveryKey;
    return { key, recipient };
  }

  /** Throws `recovery-key-wrong`. Both ends of it are in the trail. */
  async confirm(typed: string): Promise<void> {
    const event = { event: 'recovery-key-confirmed', ...this.#who() } as const;
    try {
      await this.#vault.confirmRecovery(typed);
    } catch (error) {
      if (hasCode(error, 'recovery-key-wrong')) {
        await this.#vault.audit.owe({ ...event, outcome: 'refused', code: 'recovery-key-wrong' });
      }
      throw error;
    }
    await this.#vault.audit.owe({ ...event, outcome: 'success' });
    this.#onChange();
  }
}
