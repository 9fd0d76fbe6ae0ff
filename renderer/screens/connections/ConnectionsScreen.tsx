import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { usePreferences } from '../../app/prefer.ts';
import { translate } from '../../i18n/translate.ts';
import { DepartmentScreen } from '../../ui/DepartmentScreen.tsx';
import { ListenerSection } from './ListenerSection.tsx';
import { MappingSection } from './MappingSection.tsx';
import { PeerSection } from './PeerSection.tsx';
import { StoresSection } from './StoresSection.tsx';

/** Whom the station talks to in the hospital: where pictures go, who is expected, which protocol that means. */
export function ConnectionsScreen({ snapshot }: { snapshot: Snapshot }) {
  const { language } = usePreferences();
  const { listener, mapping } = snapshot.connections;
  return (
    <DepartmentScreen name="connections" title={translate(language, 'nav.connections')} snapshot={snapshot}>
      <div className="connections-body">
        <div className="vault-column">
          <StoresSection snapshot={snapshot} language={language} />
        </div>
        <div className="vault-column">
          <PeerSection which="worklist" snapshot={snapshot} language={language} />
          <MappingSection key={JSON.stringify(mapping)} snapshot={snapshot} language={language} />
          <PeerSection which="mpps" snapshot={snapshot} language={language} />
          <ListenerSection key={JSON.stringify(listener)} listener={listener} language={language} />
        </div>
      </div>
    </DepartmentScreen>
  );
}
