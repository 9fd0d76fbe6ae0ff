import { useEffect, useState } from 'react';
import type { AuditEntry } from '../../../electron/contract/audit.ts';
import type { Output } from '../../../electron/contract/rpc.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { studioContract } from '../../../electron/contract/studio.ts';
import { useMay } from '../../app/at-work.ts';
import { usePreferences } from '../../app/prefer.ts';
import { ask, usePage } from '../../app/store.ts';
import { clock, dayOf } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { DepartmentScreen } from '../../ui/DepartmentScreen.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { details, outcomeTone, who } from './audit-words.ts';

type Read = Output<typeof studioContract, 'audit.read'>;

/** How many entries are asked for at once. */
const limit = 100;

/** The audit trail as an auditor reads it: newest first, in words, and whether it holds together. */
export function AuditScreen({ snapshot }: { snapshot: Snapshot }) {
  const { language } = usePreferences();
  const reads = useMay('audit');
  const linked = usePage(({ link }) => link !== null);
  const busy = usePage(({ asking }) => asking.includes('audit.read'));
  const [read, setRead] = useState<Read | null>(null);
  useEffect(() => {
    if (!linked || !reads) return;
    void ask('audit.read', { limit }).then((answer) => answer && setRead(answer));
  }, [linked, reads]);
  const oldest = read?.entries.at(-1)?.n ?? 0;
  const more = async (): Promise<void> => {
    const answer = await ask('audit.read', { limit, before: oldest });
    if (answer) setRead((before) => ({ ...answer, entries: [...(before?.entries ?? []), ...answer.entries] }));
  };
  return (
    <DepartmentScreen name="audit" title={translate(language, 'nav.audit')} snapshot={snapshot}>
      <section className="panel" aria-labelledby="trail">
        <h2 id="trail">{translate(language, 'audit.title')}</h2>
        <p className="fine">{translate(language, 'audit.says')}</p>
        {read && (
          <p className="standing trail-state" role="status" data-intact={read.intact}>
            <Shape tone={read.intact ? 'good' : 'block'} />
            {read.intact
              ? translate(language, 'audit.intact')
              : translate(language, 'error.audit-broken', { n: read.brokenAt ?? 0 })}
          </p>
        )}
        {read?.entries.length === 0 && <p className="empty">{translate(language, 'audit.none')}</p>}
        {read && read.entries.length > 0 && (
          <table className="audit-list">
            <thead>
              <tr>
                <th scope="col">{translate(language, 'audit.number')}</th>
                <th scope="col">{translate(language, 'audit.when')}</th>
                <th scope="col">{translate(language, 'audit.what')}</th>
                <th scope="col">{translate(language, 'audit.who')}</th>
                <th scope="col">{translate(language, 'audit.outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {read.entries.map((entry) => (
                <Entry key={entry.n} entry={entry} snapshot={snapshot} />
              ))}
            </tbody>
          </table>
        )}
        {oldest > 1 && (
          <Button name="older" disabled={busy} onPress={() => void more()}>
            {translate(language, 'audit.older')}
          </Button>
        )}
      </section>
    </DepartmentScreen>
  );
}

function Entry({ entry, snapshot }: { entry: AuditEntry; snapshot: Snapshot }) {
  const { language } = usePreferences();
  const { n, at, event, outcome, role } = entry;
  const more = details(entry, language);
  return (
    <tr data-n={n} data-event={event}>
      <td>{n}</td>
      <td>
        {dayOf(at)} <b>{clock(at)}</b>
      </td>
      <td>
        {translate(language, `audit-event.${event}`)}
        {more.length > 0 && <small>{more.join(' · ')}</small>}
      </td>
      <td>
        {who(entry, snapshot.access.operators, language)}
        {role && <small>{translate(language, `role.${role}`)}</small>}
      </td>
      <td>
        <span className="standing">
          <Shape tone={outcomeTone(entry)} />
          {translate(language, `audit-outcome.${outcome}`)}
        </span>
      </td>
    </tr>
  );
}
