import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import { may } from '../app/at-work.ts';
import { goTo, usePage } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';

/** Vault, operators, connections, audit: what holds for all that work here. Each is there for whoever may look at it. */
export function DepartmentTabs({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { screen } = usePage(({ place }) => place);
  const tabs = [
    { to: 'vault', label: 'nav.vault' },
    { to: 'operators', label: may(snapshot, 'configure') || !snapshot.access.operator ? 'nav.operators' : 'nav.own' },
    ...(may(snapshot, 'configure') ? [{ to: 'connections', label: 'nav.connections' } as const] : []),
    ...(may(snapshot, 'audit') ? [{ to: 'audit', label: 'nav.audit' } as const] : []),
  ] as const;
  return (
    <nav className="subtabs" aria-label={translate(language, 'nav.department')}>
      {tabs.map(({ to, label }) => (
        <button
          key={to}
          type="button"
          className="tab"
          data-name={`to-${to}`}
          aria-current={screen === to ? 'page' : undefined}
          onClick={() => goTo({ screen: to })}
        >
          {translate(language, label)}
        </button>
      ))}
    </nav>
  );
}
