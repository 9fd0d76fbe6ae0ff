import type { DeliveryView } from '../../electron/contract/studio.ts';
import type { Language } from '../../electron/contract/text.ts';
import { deliveryTone } from '../app/delivery.ts';
import { plural, translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/** One upload: a cell for each picture, full once the store has proven it, and the same in words. */
export function Progress({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const { confirmed, of, state } = delivery;
  const says = plural(language, 'delivery.progress', confirmed, { confirmed, of });
  return (
    <div className="progress" data-state={state}>
      <div
        className="progress-cells"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={confirmed}
        aria-label={says}
      >
        {Array.from({ length: of }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <span key={index} className={index < confirmed ? 'cell full' : 'cell'} />
        ))}
      </div>
      <p>
        <Shape tone={deliveryTone(state)} />
        {translate(language, `delivery-state.${state}`)} · {says}
      </p>
    </div>
  );
}
