import { inTurn } from '../base/in-turn.ts';
import { type Department, department } from '../contract/department.ts';
import { hasCode } from '../contract/errors.ts';
import type { KeptValues } from '../vault/kept-values.ts';

export type DepartmentDeps = {
  vault: { readonly kept: Pick<KeptValues, 'read' | 'write'> };
  unexpected(error: unknown, during: string): string;
};

/** What the head of department has decided for this station, kept in the vault. */
export class DepartmentRules {
  readonly #deps: DepartmentDeps;
  readonly #inTurn = inTurn();
  #current: Department = department.parse({});
  #damage: unknown;

  constructor(deps: DepartmentDeps) {
    this.#deps = deps;
  }

  /** Call once. Rules that cannot be read stop no start: those of a new station hold until somebody sets them again. */
  async start(): Promise<void> {
    const { vault, unexpected } = this.#deps;
    try {
      this.#current = (await vault.kept.read('department', department)) ?? this.#current;
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      this.#damage = error;
      unexpected(error, 'department');
    }
  }

  get current(): Department {
    return this.#current;
  }

  /** For what cannot be taken back. Throws `vault-damaged` where nobody knows what was decided. */
  get certain(): Department {
    if (this.#damage) throw this.#damage;
    return this.#current;
  }

  /** Changes what is given and keeps the rest. On return it is on the disk; on failure the rules are as before. */
  async set(change: Partial<Department>): Promise<void> {
    await this.#inTurn(async () => {
      const next = department.parse({ ...this.#current, ...change });
      await this.#deps.vault.kept.write('department', next);
      this.#current = next;
      this.#damage = undefined;
    });
  }
}
