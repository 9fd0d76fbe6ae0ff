import type { DeliveryView } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Progress } from '../../ui/Progress.tsx';

/** One upload until it is confirmed; where it was parked, why, what is safe, and the way on. */
export function DeliveryCard({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const error = delivery.lastError && delivery.state !== 'confirmed' ? problemText(delivery.lastError, language) : null;
  return (
    <section className="delivery" data-state={delivery.state} aria-live="polite">
      <Progress delivery={delivery} language={language} />
      {delivery.state === 'confirmed' && <p className="fine">{translate(language, 'delivery.confirmed-says')}</p>}
      {delivery.state === 'parked' && <p className="fine">{translate(language, 'delivery.parked-says')}</p>}
      {error && (
        <p className="delivery-error">
          {error.says} <small>{error.code}</small>
        </p>
      )}
      {delivery.state === 'parked' && (
        <Button onPress={() => void ask('outbox.retry', { job: delivery.id })} name="retry">
          {translate(language, 'delivery.retry')}
        </Button>
      )}
    </section>
  );
}
