import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { resourcePath } from '../base/places.ts';
import { Access } from '../studio/access/access.ts';
import { loadCharter } from '../studio/access/charter-file.ts';
import { Operators } from '../studio/access/operators.ts';
import { realCost } from '../studio/access/secrets.ts';
import { DepartmentRules } from '../studio/department-rules.ts';
import type { Vault } from '../vault/vault.ts';

export type VaultAccess = { access: Access; operators: Operators };

/** Where resources tell what is promised before anything is photographed. */
export function charterPath(root: string): string {
  return resourcePath(root, 'charter', 'charter.json');
}

/** Who may work with a vault that no studio has opened. Throws `vault-damaged`, `data-broken`. */
export async function openAccess(vault: Vault, { root, log }: { root: string; log: Log }): Promise<VaultAccess> {
  const { unexpected } = log;
  const department = new DepartmentRules({ vault, unexpected });
  await department.start();
  const operators = await Operators.open(vault.kept, realCost);
  const access = new Access({
    operators,
    charter: await loadCharter(charterPath(root)),
    department,
    audit: vault.audit,
    clock: systemClock,
    operator: 'station',
    isResting: () => true,
    leave: async () => {},
    onChange: () => {},
  });
  return { access, operators };
}
