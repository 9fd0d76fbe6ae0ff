import { useEffect, useRef } from 'react';
import type { SessionView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { obey } from '../../app/controller.ts';
import { goToStep } from '../../app/decisions.ts';
import { moveInList } from '../../app/focus.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { RailPicture } from './RailPicture.tsx';
import { quiet, type RailStep, railGrid, railNotes, railSteps } from './rail-view.ts';

type Props = { session: SessionView; aimed: string | null; language: Language };

/** The series at a glance: the composite as it fills where it can be read, and the steps in working order. */
export function Rail({ session, aimed, language }: Props) {
  const steps = railSteps(session, aimed);
  const rows = railGrid(session, steps);
  const { protocol } = session;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (!element || aimed === null) return;
    // Told at once, and again whenever the rail changes its size.
    const sized = new ResizeObserver(() => {
      element.querySelector('[data-aimed=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    sized.observe(element);
    return () => sized.disconnect();
  }, [aimed]);
  return (
    <aside className="rail" aria-label={translate(language, 'capture.rail')}>
      <p className="rail-protocol">
        {translate(language, 'capture.version', { protocol: protocol.title[language], version: protocol.version })}
      </p>
      {rows.length > 0 && <Grid rows={rows} session={session} aimed={aimed} language={language} />}
      <ol
        ref={list}
        className="rail-steps"
        aria-label={translate(language, 'capture.steps')}
        onKeyDown={moveInList}
        data-pictures={rows.length === 0}
      >
        {steps.map((entry) => (
          <li
            key={entry.step.id}
            data-step={entry.step.id}
            data-state={entry.step.state}
            data-aimed={entry.step.id === aimed}
          >
            <Entry entry={entry} session={session} aimed={aimed} language={language} pictured={rows.length === 0} />
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="rail-add"
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.currentTarget.blur();
          obey('add');
        }}
      >
        {translate(language, 'capture.add')} <Cap action="add" language={language} />
      </button>
    </aside>
  );
}

type EntryProps = Props & { entry: RailStep; pictured: boolean };

function Entry({ entry, session, aimed, language, pictured }: EntryProps) {
  const { step, state, tone } = entry;
  const here = step.id === aimed;
  const notes = railNotes(entry, language).join(' · ');
  return (
    <button
      type="button"
      aria-current={here ? 'step' : undefined}
      tabIndex={here || (aimed === null && step === session.steps[0]) ? 0 : -1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.currentTarget.blur();
        void goToStep(session, step.id);
      }}
    >
      {pictured && <RailPicture entry={entry} aimed={here} language={language} simulated={session.simulated} />}
      <span className="rail-name">
        {step.title[language]}
        {quiet.includes(state) && <small className="unseen">{translate(language, `step-state.${state}`)}</small>}
        {notes !== '' && <small>{notes}</small>}
      </span>
      <Shape tone={tone} />
    </button>
  );
}

type GridProps = Props & { rows: readonly (readonly (RailStep | null)[])[] };

function Grid({ rows, session, aimed, language }: GridProps) {
  const columns = Math.max(...rows.map((row) => row.length));
  return (
    <div
      className="rail-grid"
      style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}
      role="img"
      aria-label={translate(language, 'capture.composite')}
    >
      {rows.flatMap((row, y) =>
        Array.from({ length: columns }, (_, x) => {
          const cell = row[x] ?? null;
          const key = `${y}-${x}`;
          return cell ? (
            <RailPicture
              key={key}
              entry={cell}
              aimed={cell.step.id === aimed}
              language={language}
              simulated={session.simulated}
            />
          ) : (
            <span key={key} className="cell-empty" />
          );
        }),
      )}
    </div>
  );
}
