import { useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { reviewOf, stepInHand, toggleComposite, useReview } from '../../app/review.ts';
import { goTo, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { Footer, Header } from '../../ui/Header.tsx';
import { HeldMark } from '../../ui/HeldMark.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { PatientBanner } from '../../ui/PatientBanner.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Comparison } from './Comparison.tsx';
import { ContactSheet } from './ContactSheet.tsx';
import { ContentsList } from './ContentsList.tsx';
import { CorrectForm } from './CorrectForm.tsx';
import { DeliveryCard } from './DeliveryCard.tsx';
import { DiscontinueForm } from './DiscontinueForm.tsx';
import { Documents } from './Documents.tsx';
import { SeriesActions } from './SeriesActions.tsx';
import { SeriesSays } from './SeriesSays.tsx';
import { StepDetail } from './StepDetail.tsx';
import { type SeriesView, seriesView } from './series-view.ts';
import { useContents } from './use-contents.ts';

/** The series as a whole: its contact sheet or composite, what is missing in words, and the way to the store. */
export function SeriesScreen({ snapshot, id }: { snapshot: Snapshot; id: string }) {
  const page = usePage();
  const { language } = usePreferences();
  const review = reviewOf(useReview(), id);
  const [corrected, setCorrected] = useState<string | null>(null);
  const view = seriesView(snapshot, id);
  const contents = useContents(view);
  if (!view) {
    return (
      <div className="screen plain-screen">
        <main className="sheet" id="content" tabIndex={-1}>
          <h1>{translate(language, 'series.title')}</h1>
          <p>{translate(language, 'series.unknown')}</p>
          <Button onPress={() => goTo({ screen: 'today' })}>{translate(language, 'nav.today')}</Button>
        </main>
      </div>
    );
  }
  const session = snapshot.session?.id === id ? snapshot.session : null;
  const inHand = session && stepInHand(session, review.step);
  const cell = view.steps.find(({ step }) => step.id === inHand?.id) ?? null;
  const urgent = notices(snapshot, page.refused, page.link !== null, language).filter(
    (notice) => !['camera', 'light'].includes(notice.id),
  );
  return (
    <div className="screen series" data-phase={session?.phase ?? 'closed'}>
      <Header>
        <PatientBanner patient={view.summary.patient} order={session?.order} language={language} />
      </Header>
      <main className="sheet" id="content" tabIndex={-1}>
        <div className="series-head">
          <h1>
            {translate(language, 'series.title')} · {view.summary.protocol.title[language]}{' '}
            {view.summary.held && <HeldMark language={language} />}
          </h1>
          <Button
            kind="quiet"
            onPress={() => toggleComposite(id)}
            cap={<Cap action="composite" language={language} />}
            name="composite"
          >
            {translate(language, review.composite ? 'series.to-sheet' : 'series.to-composite')}
          </Button>
        </div>
        {showing()}
      </main>
      <aside className="series-side" aria-label={translate(language, 'series.side')}>
        <Notices list={urgent} language={language} />
        {page.panel === 'correct' && (
          <CorrectForm
            snapshot={snapshot}
            view={view}
            order={session?.order}
            language={language}
            onDone={setCorrected}
          />
        )}
        {page.panel === 'discontinue' && view.open && <DiscontinueForm language={language} />}
        {page.panel === null && beside()}
      </aside>
      <Footer
        keys={
          cell && (
            <span>
              <Cap action="left" language={language} /> <Cap action="right" language={language} />{' '}
              {translate(language, 'series.choose-view')}
            </span>
          )
        }
      />
    </div>
  );

  function beside() {
    if (!view) return null;
    return (
      <>
        <p className="corrected" role="status">
          {corrected}
        </p>
        <SeriesSays view={view} language={language} />
        {view.deliveries.map((delivery) => (
          <DeliveryCard key={delivery.id} delivery={delivery} language={language} />
        ))}
        {cell && <StepDetail view={view} cell={cell} language={language} />}
        {session && <Documents session={session} language={language} />}
        <ContentsList contents={contents} language={language} />
        <SeriesActions snapshot={snapshot} view={view} stores={contents.told?.stores} language={language} />
      </>
    );
  }

  function showing() {
    if (!view) return null;
    if (review.composite) return <Composite view={view} id={id} />;
    if (view.steps.length === 0) return <WholeSheet view={view} id={id} />;
    if (review.large && cell?.shot) {
      const { simulated } = view.summary;
      return <Comparison key={cell.step.id} cell={cell} shot={cell.shot} simulated={simulated} language={language} />;
    }
    return <ContactSheet view={view} inHand={inHand?.id ?? null} language={language} />;
  }
}

/** An older series as the studio draws it: its steps are not at hand, but every view and every try is to be seen. */
function WholeSheet({ view, id }: { view: SeriesView; id: string }) {
  const { language } = usePreferences();
  const { simulated, protocol } = view.summary;
  return (
    <div className="composite">
      <Picture
        source={`/contact-sheets/${id}?width=1600&language=${language}&tries=yes&edition=${view.edition}`}
        says={translate(language, 'series.whole-sheet', { protocol: protocol.title[language] })}
        simulated={simulated}
        language={language}
      />
    </div>
  );
}

function Composite({ view, id }: { view: SeriesView; id: string }) {
  const { language } = usePreferences();
  const { accepted, simulated, protocol } = view.summary;
  if (accepted === 0) return <p className="empty">{translate(language, 'series.no-composite')}</p>;
  return (
    <div className="composite">
      <Picture
        source={`/composites/${id}?width=1600&language=${language}&edition=${view.edition}`}
        says={translate(language, 'series.composite', { protocol: protocol.title[language] })}
        simulated={simulated}
        language={language}
      />
    </div>
  );
}
