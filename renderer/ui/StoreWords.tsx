import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { storeName } from '../app/status.ts';
import { translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/** Where an upload goes: the store as the department calls it, that it is a copy, that it goes first. */
export function StoreWords({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const { store, storeName: name, purpose, urgent } = delivery;
  return (
    <>
      {name ?? storeName(store, language)}
      {purpose === 'copy' && <small>{translate(language, 'delivery.copy')}</small>}
      {urgent && (
        <span className="urgent-mark">
          <Shape tone="advise" />
          {translate(language, 'delivery.urgent')}
        </span>
      )}
    </>
  );
}
