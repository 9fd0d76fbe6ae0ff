import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { useMay } from '../../app/at-work.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import type { SeriesView } from './series-view.ts';

type Props = { snapshot: Snapshot; view: SeriesView; language: Language };

/** Stores that get a series only when somebody sends it there: teaching, a second opinion. */
export function CopyStores({ snapshot, view, language }: Props) {
  const sends = useMay('send');
  if (!sends || view.summary.accepted === 0) return null;
  const has = new Set(view.deliveries.filter(({ state }) => state !== 'withdrawn').map(({ store }) => store));
  return snapshot.connections.stores
    .filter(({ purpose, address }) => purpose === 'copy' && !has.has(address))
    .map(({ id, name }) => (
      <Button
        key={id}
        name={`send-to-${id}`}
        onPress={() => void ask('delivery.send', { session: view.summary.id, store: id })}
      >
        {translate(language, 'series.send-to', { store: name })}
      </Button>
    ));
}
