import { useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { useMay } from '../../app/at-work.ts';
import { usePreferences } from '../../app/prefer.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { DepartmentScreen } from '../../ui/DepartmentScreen.tsx';
import { OperatorEditor } from './OperatorEditor.tsx';
import { OperatorTable } from './OperatorTable.tsx';
import { OwnSecrets } from './OwnSecrets.tsx';

/** Who may work here. Everybody changes their own secrets; a head of department everything else. */
export function OperatorsScreen({ snapshot }: { snapshot: Snapshot }) {
  const { language } = usePreferences();
  const configures = useMay('configure');
  const { operators, operator, state } = snapshot.access;
  /** Whose form is open: an id, or empty for somebody new. */
  const [open, setOpen] = useState<string | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const edit = (id: string | null): void => {
    setSaved(null);
    setOpen(id);
  };
  const done = (name: string): void => {
    setOpen(null);
    setSaved(name);
  };
  if (state === 'station') {
    return (
      <DepartmentScreen name="operators" title={translate(language, 'nav.operators')} snapshot={snapshot}>
        <div className="operators-body">
          <section className="panel" aria-labelledby="no-operators">
            <h2 id="no-operators">{translate(language, 'access.station')}</h2>
            <p>{translate(language, 'operators.first-says')}</p>
          </section>
          <OperatorEditor known={null} taken={[]} only="department-head" language={language} onDone={() => {}} />
        </div>
      </DepartmentScreen>
    );
  }
  const chosen = operators.find(({ id }) => id === open) ?? null;
  const title = translate(language, configures ? 'nav.operators' : 'nav.own');
  return (
    <DepartmentScreen name="operators" title={title} snapshot={snapshot}>
      <div className="operators-body">
        {configures && (
          <section className="panel" aria-labelledby="operators-list">
            <h2 id="operators-list">{translate(language, 'operators.list')}</h2>
            <OperatorTable operators={operators} open={open} language={language} onEdit={edit} />
            <Button name="add-operator" kind="primary" onPress={() => edit('')}>
              {translate(language, 'operators.add')}
            </Button>
            <p role="status">{saved !== null && translate(language, 'operators.saved', { name: saved })}</p>
          </section>
        )}
        <div className="vault-column">
          {configures && open !== null && (
            <OperatorEditor
              key={open}
              known={chosen}
              taken={operators.map(({ id }) => id)}
              language={language}
              onDone={done}
              onCancel={() => edit(null)}
            />
          )}
          {operator && <OwnSecrets language={language} />}
        </div>
      </div>
    </DepartmentScreen>
  );
}
