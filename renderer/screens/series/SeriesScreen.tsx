import type { Snapshot } from '../../../electron/contract/studio.ts';
import { close, leave, pause } from '../../app/controller.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { storeName } from '../../app/status.ts';
import { goTo, usePage } from '../../app/store.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { Footer, Header } from '../../ui/Header.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { PatientBanner } from '../../ui/PatientBanner.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { DeliveryCard } from './DeliveryCard.tsx';
import { mayClose, seriesView } from './series-view.ts';
import { ViewList } from './ViewList.tsx';

/** The series as a whole: the composite, what is missing in words, and the way to the store until it is confirmed. */
export function SeriesScreen({ snapshot, id }: { snapshot: Snapshot; id: string }) {
  const page = usePage();
  const { language } = usePreferences();
  const view = seriesView(snapshot, id);
  if (!view) {
    return (
      <div className="screen plain-screen">
        <main className="sheet" id="content" tabIndex={-1}>
          <p>{translate(language, 'series.unknown')}</p>
          <Button onPress={() => goTo({ screen: 'today' })}>{translate(language, 'nav.today')}</Button>
        </main>
      </div>
    );
  }
  const { summary, open, missing, delivery } = view;
  const protocol = summary.protocol.title[language];
  const width = 1600;
  return (
    <div className="screen series" data-phase={snapshot.session?.id === id ? snapshot.session.phase : 'closed'}>
      <Header>
        <PatientBanner patient={summary.patient} language={language} />
      </Header>
      <main className="sheet" id="content" tabIndex={-1}>
        <h1>
          {translate(language, 'series.title')} · {protocol}
        </h1>
        {summary.accepted > 0 ? (
          <Picture
            source={`/composites/${id}?width=${width}&language=${language}&edition=${view.edition}`}
            says={translate(language, 'series.composite', { protocol })}
            simulated={summary.simulated}
            language={language}
          />
        ) : (
          <p className="empty">{translate(language, 'series.no-composite')}</p>
        )}
      </main>
      <aside className="series-side">
        <Notices
          list={notices(snapshot, page.refused, page.link !== null, language).filter(
            (notice) => !['camera', 'light'].includes(notice.id),
          )}
          language={language}
        />
        {open && (
          <p className="series-says" data-missing={missing.length}>
            {missing.length === 0
              ? translate(language, 'series.complete')
              : plural(language, 'series.missing', missing.length, {
                  steps: missing.map(({ title }) => title[language]).join(', '),
                })}
            {missing.length > 0 && <small>{translate(language, 'series.missing-says')}</small>}
          </p>
        )}
        {delivery && <DeliveryCard delivery={delivery} language={language} />}
        <ViewList view={view} language={language} />
        {!open && !delivery && <p className="empty">{translate(language, 'series.nothing-sent')}</p>}
        <section className="actions" aria-label={translate(language, 'capture.actions')}>
          {open ? (
            <>
              <Button
                kind={mayClose(view) ? 'primary' : 'plain'}
                disabled={!mayClose(view)}
                onPress={() => void close(open)}
                cap={<Cap action="accept" language={language} />}
                name="close"
              >
                {translate(language, 'series.close')}
              </Button>
              <p className="fine">
                {plural(language, 'series.close-says', summary.accepted, {
                  store: storeName(snapshot.store.address, language),
                })}
              </p>
              {open.current !== null && (
                <Button
                  kind={mayClose(view) ? 'plain' : 'primary'}
                  onPress={() => goTo({ screen: 'capture' })}
                  cap={<Cap action="series" language={language} />}
                >
                  {translate(language, 'series.continue')}
                </Button>
              )}
              <Button onPress={() => void pause()}>{translate(language, 'series.pause')}</Button>
            </>
          ) : (
            <Button
              kind="primary"
              onPress={() => void leave(page)}
              cap={<Cap action="accept" language={language} />}
              name="next-patient"
            >
              {translate(language, 'series.next-patient')}
            </Button>
          )}
        </section>
      </aside>
      <Footer
        keys={
          open && (
            <span>
              <Cap action="retake" language={language} /> {translate(language, 'series.retake-last')}
            </span>
          )
        }
      />
    </div>
  );
}
