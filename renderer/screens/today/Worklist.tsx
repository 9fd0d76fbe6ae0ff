import { useLiveQuery } from 'dexie-react-hooks';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { moveInList } from '../../app/focus.ts';
import { refreshWorklist } from '../../app/worklist.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { expected, worklistCounts } from '../../catalogue/queries.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { ExpectedPatient } from './ExpectedPatient.tsx';
import { listStanding } from './worklist-view.ts';

const limit = 60;

type Props = { catalogue: Catalogue; snapshot: Snapshot; language: Language };

/** Who is expected, as the hospital's list says; where none is connected, what to do instead. */
export function Worklist({ catalogue, snapshot, language }: Props) {
  const rows = useLiveQuery(() => expected(catalogue, limit), [catalogue]);
  const counts = useLiveQuery(() => worklistCounts(catalogue), [catalogue]);
  const { worklist, protocols } = snapshot;
  if (worklist.state === 'unset') return <NoWorklist language={language} />;
  const { tone, says, detail } = listStanding(worklist, language);
  const more = (counts?.waiting ?? 0) + (counts?.done ?? 0) - (rows?.length ?? 0);
  return (
    <div className="worklist" data-state={worklist.state}>
      <div className="worklist-head">
        <h2>
          {translate(language, 'today.worklist')} {counts && <span className="count">{counts.waiting}</span>}
        </h2>
        {counts && counts.done > 0 && <span>{plural(language, 'worklist.done', counts.done)}</span>}
        <p className="standing" role="status">
          <Shape tone={tone} />
          {says}
        </p>
        <Button
          kind="quiet"
          name="refresh"
          disabled={worklist.state === 'asking'}
          onPress={refreshWorklist}
          cap={<Cap action="refresh" language={language} />}
        >
          {translate(language, 'worklist.refresh')}
        </Button>
      </div>
      {detail && <p className="fine">{detail}</p>}
      {rows?.length === 0 && worklist.state === 'ready' && (
        <p className="empty">{translate(language, 'worklist.none')}</p>
      )}
      <ul className="session-list" onKeyDown={moveInList}>
        {rows?.map((row) => (
          <ExpectedPatient key={row.id} row={row} protocols={protocols} language={language} />
        ))}
      </ul>
      {more > 0 && <p className="fine">{plural(language, 'worklist.more', more)}</p>}
    </div>
  );
}

function NoWorklist({ language }: { language: Language }) {
  return (
    <div className="worklist">
      <h2>{translate(language, 'today.worklist')}</h2>
      <p className="standing">
        <Shape tone="off" />
        {translate(language, 'today.worklist-none')}
      </p>
      <p className="fine">{translate(language, 'today.worklist-says')}</p>
    </div>
  );
}
