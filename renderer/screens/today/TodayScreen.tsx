import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { deliveryTone } from '../../app/delivery.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { ask, goTo, usePage } from '../../app/store.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { deliveryCounts } from '../../catalogue/queries.ts';
import { translate } from '../../i18n/translate.ts';
import { Footer, Header, Navigation } from '../../ui/Header.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { StationNotices } from '../../ui/StationNotices.tsx';
import { Interrupted } from './Interrupted.tsx';
import { NewPatient } from './NewPatient.tsx';
import { OrderedPatient } from './OrderedPatient.tsx';
import { SessionList } from './SessionList.tsx';

const states = ['sending', 'queued', 'parked', 'confirmed'] as const;

/** The day: a new patient, what waits, what is done, and how the uploads stand. */
export function TodayScreen({ snapshot, catalogue }: { snapshot: Snapshot; catalogue: Catalogue }) {
  const { refused, link, forItem } = usePage();
  const { language } = usePreferences();
  const counts = useLiveQuery(() => deliveryCounts(catalogue), [catalogue]);
  const { address, state: storeState } = snapshot.store;
  useEffect(() => {
    if (link && address !== '' && storeState === 'unknown') void ask('store.check', {});
  }, [link, address, storeState]);
  const total = counts ? states.reduce((sum, state) => sum + counts[state], 0) : 0;
  return (
    <div className="screen today">
      <Header>
        <Navigation />
      </Header>
      <main className="today-body" id="content" tabIndex={-1}>
        <h1 className="unseen">{translate(language, 'nav.today')}</h1>
        <div className="today-first">
          <Interrupted snapshot={snapshot} language={language} />
          <StationNotices snapshot={snapshot} language={language} />
          <Notices list={notices(snapshot, refused, link !== null, language)} language={language} />
        </div>
        {forItem ? (
          <OrderedPatient key={forItem.id} item={forItem} snapshot={snapshot} language={language} />
        ) : (
          <NewPatient snapshot={snapshot} language={language} />
        )}
        <SessionList catalogue={catalogue} snapshot={snapshot} language={language} />
        <button type="button" className="delivery-summary" onClick={() => goTo({ screen: 'deliveries' })}>
          <strong>{translate(language, 'today.deliveries')}</strong>
          {snapshot.outbox.paused && (
            <span>
              <Shape tone="advise" />
              {translate(language, 'outbox.paused')}
            </span>
          )}
          {counts && total > 0 ? (
            states
              .filter((state) => counts[state] > 0)
              .map((state) => (
                <span key={state}>
                  <Shape tone={deliveryTone(state)} />
                  {translate(language, `delivery-state.${state}`)} <b>{counts[state]}</b>
                </span>
              ))
          ) : (
            <span>{translate(language, 'today.deliveries-none')}</span>
          )}
        </button>
      </main>
      <Footer keys={null} />
    </div>
  );
}
