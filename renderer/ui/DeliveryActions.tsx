import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { useMay } from '../app/at-work.ts';
import { ask } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';

/** What can be done with an upload that is not over: before the others, or once more after it was parked. */
export function DeliveryActions({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const sends = useMay('send');
  const { id, state, urgent } = delivery;
  if (!sends || state === 'confirmed' || state === 'withdrawn') return null;
  return (
    <>
      {state === 'parked' && (
        <Button name="retry" onPress={() => void ask('outbox.retry', { job: id })}>
          {translate(language, 'delivery.retry')}
        </Button>
      )}
      <Button name="urgent" kind="quiet" onPress={() => void ask('delivery.urgent', { job: id, on: !urgent })}>
        {translate(language, urgent ? 'delivery.urgent-off' : 'delivery.urgent-on')}
      </Button>
    </>
  );
}
