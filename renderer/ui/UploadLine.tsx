import { previousDelivery, viewsOf } from '../app/delivery.ts';
import { usePreferences } from '../app/prefer.ts';
import { usePage } from '../app/store.ts';
import { plural, translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/** That nothing is sent at all, else how the upload before this work stands, wherever the work has gone meanwhile. Without a name: another patient may be here. */
export function UploadLine() {
  const { snapshot, place } = usePage();
  const { language } = usePreferences();
  if (!snapshot) return null;
  if (snapshot.outbox.paused) {
    return (
      <p className="previous" data-state="paused">
        <Shape tone="advise" />
        {translate(language, 'outbox.paused')}
      </p>
    );
  }
  const shown = place.screen === 'series' ? place.session : snapshot.session?.id;
  const delivery = previousDelivery(snapshot.deliveries, shown);
  if (!delivery) return null;
  const { confirmed, of } = viewsOf(delivery);
  const parked = delivery.state === 'parked';
  return (
    <p className="previous" data-state={delivery.state}>
      {plural(language, parked ? 'capture.previous-parked' : 'capture.previous-delivery', confirmed, { confirmed, of })}
      <progress value={confirmed} max={of} aria-hidden="true" />
    </p>
  );
}
