import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { problemText } from '../app/problem.ts';
import { proofsOf } from '../app/proof.ts';
import { usePage } from '../app/store.ts';
import { clock, dayOf } from '../i18n/format.ts';
import { plural, translate } from '../i18n/translate.ts';
import { NextTry } from './NextTry.tsx';
import { Receipt } from './Receipt.tsx';

/** What there is to say of an upload beside its progress: who has proven what and how, the receipt, or why it is not done. */
export function DeliveryNote({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const paused = usePage(({ snapshot }) => snapshot?.outbox.paused === true);
  const { state, lastError, nextAt, receipt } = delivery;
  const error = lastError && state !== 'confirmed' && state !== 'withdrawn' ? problemText(lastError, language) : null;
  return (
    <>
      {proofsOf(delivery).map(({ how, peer, count, at }) => (
        <p key={`${how} ${peer}`} className="delivery-proof">
          {plural(language, `delivery.proof.${how}`, count, { peer, time: clock(at), date: dayOf(at) })}
        </p>
      ))}
      {state === 'parked' && <p className="fine">{translate(language, 'delivery.parked-says')}</p>}
      {error && (
        <p className="delivery-error">
          {error.says} <small>{error.code}</small>
        </p>
      )}
      {nextAt !== undefined && !paused && <NextTry at={nextAt} language={language} />}
      {receipt && <Receipt receipt={receipt} series={delivery.series} language={language} />}
    </>
  );
}
