import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { useMay } from '../../app/at-work.ts';
import { usePreferences } from '../../app/prefer.ts';
import { translate } from '../../i18n/translate.ts';
import { DepartmentScreen } from '../../ui/DepartmentScreen.tsx';
import { KeysSection } from './KeysSection.tsx';
import { RetentionSection } from './RetentionSection.tsx';
import { Rules, RulesSection } from './RulesSection.tsx';

/** The vault in words: who keeps its keys, whether it is sound, what leaves it and when. */
export function VaultScreen({ snapshot }: { snapshot: Snapshot }) {
  const { language } = usePreferences();
  const configures = useMay('configure');
  const purges = useMay('purge');
  const { department } = snapshot;
  return (
    <DepartmentScreen name="vault" title={translate(language, 'vault.title')} snapshot={snapshot}>
      <div className="vault-body">
        <div className="vault-column">
          <KeysSection snapshot={snapshot} language={language} />
          {configures ? (
            <RulesSection key={JSON.stringify(department)} department={department} language={language} />
          ) : (
            <Rules department={department} language={language} />
          )}
        </div>
        {purges && <RetentionSection snapshot={snapshot} language={language} />}
      </div>
    </DepartmentScreen>
  );
}
