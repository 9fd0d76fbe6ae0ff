import { useLiveQuery } from 'dexie-react-hooks';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { resume } from '../../app/decisions.ts';
import { deliveryTone, standingOf } from '../../app/delivery.ts';
import { focusOn, moveInList } from '../../app/focus.ts';
import { pausedSession } from '../../app/interrupted.ts';
import { goTo, usePage } from '../../app/store.ts';
import { choose } from '../../app/worklist.ts';
import type { Catalogue, SessionRow } from '../../catalogue/catalogue.ts';
import { expectedLike, sessionCounts, sessionsIn, sessionsLike } from '../../catalogue/queries.ts';
import { clock, day, localDay, personName } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { HeldMark } from '../../ui/HeldMark.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { ExpectedPatient } from './ExpectedPatient.tsx';
import { Worklist } from './Worklist.tsx';

const limit = 50;

type Props = { catalogue: Catalogue; snapshot: Snapshot; language: Language };

/** Who is expected, what waits and what is done, from the working catalogue; typing a name or number narrows all of it. */
export function SessionList({ catalogue, snapshot, language }: Props) {
  const [text, setText] = useState('');
  const searching = text.trim() !== '';
  const open = useLiveQuery(() => sessionsIn(catalogue, 'open', limit), [catalogue]);
  const closed = useLiveQuery(() => sessionsIn(catalogue, 'closed', limit), [catalogue]);
  const counts = useLiveQuery(() => sessionCounts(catalogue), [catalogue]);
  const found = useLiveQuery(() => (searching ? sessionsLike(catalogue, text, limit) : []), [catalogue, text]);
  const awaited = useLiveQuery(() => (searching ? expectedLike(catalogue, text, limit) : []), [catalogue, text]);
  const rows = (list: readonly SessionRow[]) =>
    list.map((row) => <Row key={row.id} row={row} snapshot={snapshot} language={language} />);
  /** Enter opens the only one who is expected under that name; of several it leads to the first. */
  const pick = (event: FormEvent): void => {
    event.preventDefault();
    const [only, another] = awaited ?? [];
    if (only && !another) void choose(only);
    else focusOn(only ? 'expected' : 'session');
  };
  const down = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    focusOn(searching && awaited?.length === 0 ? 'session' : 'expected');
  };
  return (
    <section className="sessions" aria-label={translate(language, 'today.sessions')}>
      <search>
        <form onSubmit={pick}>
          <input
            type="search"
            autoComplete="off"
            className="search"
            value={text}
            placeholder={translate(language, 'today.search')}
            aria-label={translate(language, 'today.search')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={down}
          />
        </form>
      </search>
      {searching ? (
        <>
          {awaited && awaited.length > 0 && (
            <div className="worklist">
              <Heading label={translate(language, 'today.worklist')} count={awaited.length} />
              <ul className="session-list" onKeyDown={moveInList}>
                {awaited.map((row) => (
                  <ExpectedPatient key={row.id} row={row} protocols={snapshot.protocols} language={language} />
                ))}
              </ul>
            </div>
          )}
          {found && found.length > 0 && (
            <>
              <Heading label={translate(language, 'today.sessions')} count={found.length} />
              <ul className="session-list">{rows(found)}</ul>
            </>
          )}
          {found?.length === 0 && awaited?.length === 0 && (
            <p className="empty" role="status">
              {translate(language, 'today.none-found', { text: text.trim() })}
            </p>
          )}
        </>
      ) : (
        <>
          {open && open.length > 0 && (
            <>
              <Heading label={translate(language, 'today.to-resume')} count={counts?.open} />
              <ul className="session-list">{rows(open)}</ul>
            </>
          )}
          <Worklist catalogue={catalogue} snapshot={snapshot} language={language} />
          <Heading label={translate(language, 'today.done')} count={counts?.closed} />
          {closed?.length === 0 ? (
            <p className="empty">{translate(language, 'today.none-done')}</p>
          ) : (
            <ul className="session-list">{rows(closed ?? [])}</ul>
          )}
        </>
      )}
    </section>
  );
}

function Heading({ label, count }: { label: string; count: number | undefined }) {
  return (
    <h2>
      {label} {count !== undefined && <span className="count">{count}</span>}
    </h2>
  );
}

type SessionState = 'closed' | 'in-progress' | 'interrupted' | 'paused';
type RowProps = { row: SessionRow; snapshot: Snapshot; language: Language };

function Row({ row, snapshot, language }: RowProps) {
  const { patient, protocol, accepted, of, state, openedAt, simulated, held } = row.summary;
  const paused = usePage((page) => page.paused);
  const undoes = pausedSession({ paused }, snapshot) === row.id;
  const delivery = standingOf(snapshot.deliveries, row.id);
  const begun = localDay(new Date(openedAt));
  const when = begun === localDay(new Date()) ? clock(openedAt) : day(begun);
  const tone = delivery ? deliveryTone(delivery) : state === 'open' ? 'advise' : 'off';
  const standing = delivery
    ? translate(language, `delivery-state.${delivery}`)
    : translate(language, `session-state.${sessionState(row, snapshot)}`);
  return (
    <li>
      <button type="button" className="session-row" data-session={row.id} onClick={() => openRow(row)}>
        <span className="when">{when}</span>
        <span className="who">
          <strong>{personName(patient.name, language)}</strong>
          <small>
            {day(patient.birthDate)} · {translate(language, 'patient.id', { id: patient.patientId })}
          </small>
        </span>
        <span className="what">
          {protocol.title[language]}
          <small>
            {plural(language, 'today.views', accepted, { accepted, of })}
            {simulated && ` · ${translate(language, 'app.simulation')}`}
          </small>
        </span>
        <span className="standing">
          <Shape tone={tone} />
          {standing}
          {held && <HeldMark language={language} />}
        </span>
        <span className="do">
          {translate(language, state === 'open' ? 'today.resume' : 'today.open-series')}{' '}
          {undoes && <Cap action="undo" language={language} />}
        </span>
      </button>
    </li>
  );
}

function sessionState({ id, state }: SessionRow, { session, interrupted }: Snapshot): SessionState {
  if (state === 'closed') return 'closed';
  if (session?.id === id) return 'in-progress';
  return interrupted?.session === id ? 'interrupted' : 'paused';
}

/** A closed series is looked at; an open one goes back on screen. */
function openRow({ id, state }: SessionRow): void {
  if (state === 'closed') goTo({ screen: 'series', session: id });
  else void resume(id);
}
