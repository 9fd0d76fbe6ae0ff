import { useLiveQuery } from 'dexie-react-hooks';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { usePage } from '../../app/store.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { latestDeliveries } from '../../catalogue/queries.ts';
import { translate } from '../../i18n/translate.ts';
import { Footer, Header, Navigation } from '../../ui/Header.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { DeliveryRows } from './DeliveryRows.tsx';
import { bySeries } from './deliveries-view.ts';
import { Sending } from './Sending.tsx';

const limit = 100;

/** The outbox: what is on its way, what each store has proven and how, what waits for somebody. */
export function DeliveriesScreen({ snapshot, catalogue }: { snapshot: Snapshot; catalogue: Catalogue }) {
  const { refused, link } = usePage();
  const { language } = usePreferences();
  const list = useLiveQuery(() => latestDeliveries(catalogue, limit), [catalogue]);
  const told = notices(snapshot, refused, link !== null, language).filter(
    ({ id }) => id === 'problem' || id === 'link',
  );
  return (
    <div className="screen plain-screen">
      <Header>
        <Navigation />
      </Header>
      <main className="sheet" id="content" tabIndex={-1}>
        <div className="deliveries-head">
          <h1>{translate(language, 'deliveries.title')}</h1>
          <Sending paused={snapshot.outbox.paused} language={language} />
        </div>
        <Notices list={told} language={language} />
        {list?.length === 0 && <p className="empty">{translate(language, 'deliveries.none')}</p>}
        {list && list.length > 0 && (
          <table className="deliveries">
            <thead>
              <tr>
                <th scope="col">{translate(language, 'deliveries.who')}</th>
                <th scope="col">{translate(language, 'deliveries.where')}</th>
                <th scope="col">{translate(language, 'deliveries.state')}</th>
                <th scope="col">{translate(language, 'deliveries.action')}</th>
              </tr>
            </thead>
            {bySeries(list).map(({ session, deliveries }) => (
              <DeliveryRows
                key={session}
                summary={snapshot.sessions.find(({ id }) => id === session)}
                deliveries={deliveries}
                language={language}
              />
            ))}
          </table>
        )}
      </main>
      <Footer keys={null} />
    </div>
  );
}
