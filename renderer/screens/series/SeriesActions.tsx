import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { close, leave, pause } from '../../app/decisions.ts';
import { storeName } from '../../app/status.ts';
import { goTo, showPanel, usePage } from '../../app/store.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { ToldLine } from '../../ui/ToldLine.tsx';
import { CopyStores } from './CopyStores.tsx';
import { mayClose, type SeriesView } from './series-view.ts';

type Props = {
  snapshot: Snapshot;
  view: SeriesView;
  /** Where closing would send the series; absent until the studio has said it. */
  stores: readonly string[] | undefined;
  language: Language;
};

/** What is done with the series: Enter sends it, Enter again goes to the next patient while the upload runs. */
export function SeriesActions({ snapshot, view, stores, language }: Props) {
  const page = usePage();
  const { open, summary } = view;
  if (!open) {
    const running = view.deliveries.some(({ state }) => state === 'queued' || state === 'sending');
    return (
      <section className="actions" aria-label={translate(language, 'capture.actions')}>
        {running && (
          <p className="fine">
            {translate(language, snapshot.outbox.paused ? 'outbox.paused-says' : 'series.upload-goes-on')}
          </p>
        )}
        <Button
          kind="primary"
          onPress={() => void leave(page)}
          cap={<Cap action="accept" language={language} />}
          name="next-patient"
        >
          {translate(language, 'series.next-patient')}
        </Button>
        <CopyStores snapshot={snapshot} view={view} language={language} />
        <Correct language={language} />
      </section>
    );
  }
  const closable = mayClose(view);
  return (
    <section className="actions" aria-label={translate(language, 'capture.actions')}>
      <ToldLine session={open} />
      <Button
        kind={closable ? 'primary' : 'plain'}
        disabled={!closable}
        onPress={() => void close(open)}
        cap={<Cap action="accept" language={language} />}
        name="close"
      >
        {translate(language, 'series.close')}
      </Button>
      {closable && stores && (
        <p className="fine">
          {stores.length === 0
            ? translate(language, 'series.close-no-store')
            : plural(language, 'series.close-says', summary.accepted, {
                store: stores.map((store) => storeName(store, language)).join(' · '),
              })}
        </p>
      )}
      {open.current !== null && (
        <Button
          kind={closable ? 'plain' : 'primary'}
          onPress={() => goTo({ screen: 'capture' })}
          cap={<Cap action="series" language={language} />}
        >
          {translate(language, 'series.continue')}
        </Button>
      )}
      <Button onPress={() => void pause()}>{translate(language, 'series.pause')}</Button>
      {!closable && (
        <Button name="discontinue" kind="quiet" onPress={() => showPanel('discontinue')}>
          {translate(language, 'discontinue.offer')}
        </Button>
      )}
      <Correct language={language} />
    </section>
  );
}

function Correct({ language }: { language: Language }) {
  return (
    <Button name="correct-identity" kind="quiet" onPress={() => showPanel('correct')}>
      {translate(language, 'correct.offer')}
    </Button>
  );
}
