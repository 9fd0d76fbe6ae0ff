import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { DeliveryActions } from '../../ui/DeliveryActions.tsx';
import { DeliveryNote } from '../../ui/DeliveryNote.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StoreWords } from '../../ui/StoreWords.tsx';

/** One upload until it is confirmed; where it was parked, why, what is safe, and the way on. */
export function DeliveryCard({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  return (
    <section className="delivery" data-state={delivery.state}>
      <h2>
        <StoreWords delivery={delivery} language={language} />
      </h2>
      <div aria-live="polite">
        <Progress delivery={delivery} language={language} />
        {delivery.state === 'confirmed' && <p className="fine">{translate(language, 'delivery.confirmed-says')}</p>}
      </div>
      <DeliveryNote delivery={delivery} language={language} />
      <DeliveryActions delivery={delivery} language={language} />
    </section>
  );
}
