import { useLiveQuery } from 'dexie-react-hooks';
import type { Snapshot } from '../../../electron/contract/studio.ts';
import { useMay } from '../../app/at-work.ts';
import { usePreferences } from '../../app/prefer.ts';
import { problemText } from '../../app/problem.ts';
import { storeName } from '../../app/status.ts';
import { ask } from '../../app/store.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { latestDeliveries } from '../../catalogue/queries.ts';
import { clock, day, localDay, personName } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Footer, Header, Navigation } from '../../ui/Header.tsx';
import { Progress } from '../../ui/Progress.tsx';

const limit = 100;

/** The outbox: what is on its way, what the store has proven, what waits for somebody. */
export function DeliveriesScreen({ snapshot, catalogue }: { snapshot: Snapshot; catalogue: Catalogue }) {
  const { language } = usePreferences();
  const sends = useMay('send');
  const list = useLiveQuery(() => latestDeliveries(catalogue, limit), [catalogue]);
  const patientOf = (session: string): string => {
    const summary = snapshot.sessions.find(({ id }) => id === session);
    return summary ? personName(summary.patient.name, language) : '';
  };
  return (
    <div className="screen plain-screen">
      <Header>
        <Navigation />
      </Header>
      <main className="sheet" id="content" tabIndex={-1}>
        <h1>{translate(language, 'deliveries.title')}</h1>
        {list?.length === 0 && <p className="empty">{translate(language, 'deliveries.none')}</p>}
        {list && list.length > 0 && (
          <table className="deliveries">
            <thead>
              <tr>
                <th scope="col">{translate(language, 'deliveries.when')}</th>
                <th scope="col">{translate(language, 'deliveries.who')}</th>
                <th scope="col">{translate(language, 'deliveries.where')}</th>
                <th scope="col">{translate(language, 'deliveries.state')}</th>
                <th scope="col">{translate(language, 'deliveries.action')}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((delivery) => {
                const error =
                  delivery.lastError && delivery.state !== 'confirmed'
                    ? problemText(delivery.lastError, language)
                    : null;
                return (
                  <tr key={delivery.id} data-state={delivery.state}>
                    <td>
                      {clock(delivery.updatedAt)}
                      <small>{day(localDay(new Date(delivery.updatedAt)))}</small>
                    </td>
                    <td>{patientOf(delivery.session)}</td>
                    <td>
                      {storeName(delivery.store, language)}
                      <small>{plural(language, 'delivery.attempts', delivery.attempts)}</small>
                    </td>
                    <td>
                      <Progress delivery={delivery} language={language} />
                      {error && (
                        <p className="delivery-error">
                          {error.says} <small>{error.code}</small>
                        </p>
                      )}
                    </td>
                    <td>
                      {delivery.state === 'parked' && sends && (
                        <Button onPress={() => void ask('outbox.retry', { job: delivery.id })}>
                          {translate(language, 'delivery.retry')}
                        </Button>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </main>
      <Footer keys={null} />
    </div>
  );
}
