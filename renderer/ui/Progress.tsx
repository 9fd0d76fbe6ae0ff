import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { deliveryTone, viewsOf } from '../app/delivery.ts';
import { plural, translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/**
 * One upload: a cell for each object that is sent, growing as it leaves, hatched once it is received, full once the store has proven it; and
 * the same in words.
 */
export function Progress({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const { state, pictures } = delivery;
  const { confirmed, of, others } = viewsOf(delivery);
  const says = plural(language, 'delivery.progress', confirmed, { confirmed, of });
  const received = pictures.filter((picture) => picture.state === 'stored').length;
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
        {Array.from({ length: delivery.of }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <Cell key={index} picture={pictures[index]} confirmed={index < delivery.confirmed} />
        ))}
      </div>
      <p>
        <Shape tone={deliveryTone(state)} />
        {translate(language, `delivery-state.${state}`)} · {says}
        {others > 0 && ` ${plural(language, 'delivery.others', others)}`}
        {received > 0 && ` · ${plural(language, 'delivery.received', received)}`}
      </p>
    </div>
  );
}

type CellProps = { picture: DeliveryView['pictures'][number] | undefined; confirmed: boolean };

/** Where the objects are not told one by one, as many as are confirmed are full. */
function Cell({ picture, confirmed }: CellProps) {
  const state = picture?.state ?? (confirmed ? 'confirmed' : 'waiting');
  const share = { '--sent': picture?.sent ?? 0 } as React.CSSProperties;
  return <span className="cell" data-sent={state} style={state === 'sending' ? share : undefined} />;
}
