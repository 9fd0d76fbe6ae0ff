import { useState } from 'react';
import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import type { SessionSummary } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { goTo } from '../../app/store.ts';
import { clock, day, localDay, personName } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { DeliveryActions } from '../../ui/DeliveryActions.tsx';
import { DeliveryNote } from '../../ui/DeliveryNote.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StoreWords } from '../../ui/StoreWords.tsx';
import { ObjectList } from './ObjectList.tsx';

type Props = { summary: SessionSummary | undefined; deliveries: readonly DeliveryView[]; language: Language };

/** One series: a row for each store that it goes to. */
export function DeliveryRows({ summary, deliveries, language }: Props) {
  return (
    <tbody data-series={summary?.id}>
      {deliveries.map((delivery, index) => (
        <tr key={delivery.id} data-state={delivery.state}>
          {index === 0 && (
            <th scope="rowgroup" rowSpan={deliveries.length}>
              {summary ? personName(summary.patient.name, language) : translate(language, 'retention.unnamed')}
              {summary && (
                <>
                  <small>{translate(language, 'patient.id', { id: summary.patient.patientId })}</small>
                  <small>{summary.protocol.title[language]}</small>
                  <Button name="to-series" kind="quiet" onPress={() => goTo({ screen: 'series', session: summary.id })}>
                    {translate(language, 'today.open-series')}
                  </Button>
                </>
              )}
            </th>
          )}
          <Row delivery={delivery} language={language} />
        </tr>
      ))}
    </tbody>
  );
}

function Row({ delivery, language }: { delivery: DeliveryView; language: Language }) {
  const [open, setOpen] = useState(false);
  const { updatedAt, attempts, pictures } = delivery;
  return (
    <>
      <td>
        <StoreWords delivery={delivery} language={language} />
        <small>
          {day(localDay(new Date(updatedAt)))} {clock(updatedAt)} · {plural(language, 'delivery.attempts', attempts)}
        </small>
      </td>
      <td>
        <Progress delivery={delivery} language={language} />
        <DeliveryNote delivery={delivery} language={language} />
        {open && <ObjectList pictures={pictures} language={language} />}
      </td>
      <td>
        <span className="row-actions">
          <DeliveryActions delivery={delivery} language={language} />
          {pictures.length > 0 && (
            <Button name="objects" kind="quiet" onPress={() => setOpen(!open)}>
              {translate(language, open ? 'deliveries.objects-hide' : 'deliveries.objects')}
            </Button>
          )}
        </span>
      </td>
    </>
  );
}
