import { useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckLine } from './CheckLine.tsx';
import { StoreEditor } from './StoreEditor.tsx';
import { type StoreView, withoutStore } from './store-form.ts';

/** Where pictures go. */
export function StoresSection({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { stores } = snapshot.connections;
  /** Whose form is open: an id, or empty for a new one. */
  const [open, setOpen] = useState<string | null>(null);
  const chosen = stores.find(({ id }) => id === open) ?? null;
  return (
    <>
      <section className="panel" aria-labelledby="stores">
        <h2 id="stores">{translate(language, 'connections.stores')}</h2>
        <p className="fine">{translate(language, 'connections.stores-says')}</p>
        {stores.length === 0 && <p className="empty">{translate(language, 'connections.no-store')}</p>}
        <ul className="stores">
          {stores.map((store) => (
            <Store key={store.id} store={store} stores={stores} open={open} language={language} onEdit={setOpen} />
          ))}
        </ul>
        <Button name="add-store" kind="primary" onPress={() => setOpen('')} disabled={stores.length >= 8}>
          {translate(language, 'connections.add-store')}
        </Button>
      </section>
      {open !== null && (
        <StoreEditor key={open} known={chosen} stores={stores} language={language} onDone={() => setOpen(null)} />
      )}
    </>
  );
}

type StoreProps = {
  store: StoreView;
  stores: readonly StoreView[];
  open: string | null;
  language: Language;
  onEdit(id: string | null): void;
};

function Store({ store, stores, open, language, onEdit }: StoreProps) {
  const [going, setGoing] = useState(false);
  const { id, name, address, purpose, proof, testStore, credentials, tls } = store;
  const facts = [
    translate(language, `purpose.${purpose}`),
    translate(language, `proof.${proof}`),
    ...(testStore ? [translate(language, 'connections.test-store')] : []),
    ...(credentials ? [translate(language, 'connections.credentials-kept')] : []),
    ...(tls ? [translate(language, 'tls.kept')] : []),
  ];
  const remove = async (): Promise<void> => {
    if (await ask('connections.set', withoutStore(id, stores))) onEdit(null);
  };
  return (
    <li data-store={id}>
      <div>
        <strong>{name}</strong>
        <small className="address">{address}</small>
        <small>{facts.join(' · ')}</small>
      </div>
      <span className="row-actions">
        <Button name="edit-store" kind="quiet" disabled={open === id} onPress={() => onEdit(id)}>
          {translate(language, 'operators.edit')}
          <span className="unseen"> {name}</span>
        </Button>
        {going ? (
          <>
            <Button name="remove-store-sure" onPress={() => void remove()}>
              {translate(language, 'connections.remove-sure', { name })}
            </Button>
            <Button name="remove-store-not" kind="quiet" onPress={() => setGoing(false)}>
              {translate(language, 'operators.cancel')}
            </Button>
          </>
        ) : (
          <Button name="remove-store" kind="quiet" onPress={() => setGoing(true)}>
            {translate(language, 'connections.remove')}
            <span className="unseen"> {name}</span>
          </Button>
        )}
      </span>
      {going && <p className="fine">{translate(language, 'connections.remove-says')}</p>}
      <CheckLine which={id} name={name} language={language} />
    </li>
  );
}
