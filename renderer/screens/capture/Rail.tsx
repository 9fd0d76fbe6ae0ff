import type { SessionView } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { GuidePictogram } from '../../liveview/GuidePictogram.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { type RailStep, railGrid, railSteps } from './rail-view.ts';

type Props = { session: SessionView; aimed: string | null; language: Language };

/** States that the shape and the place say well enough to the eye. */
const quiet: readonly RailStep['state'][] = ['pending', 'current', 'accepted'];

/** The series at a glance: the composite as it fills, and the steps in working order. */
export function Rail({ session, aimed, language }: Props) {
  const steps = railSteps(session, aimed);
  const rows = railGrid(session, steps);
  const columns = Math.max(...rows.map((row) => row.length));
  const { protocol } = session;
  return (
    <aside className="rail" aria-label={translate(language, 'capture.rail')}>
      <p className="rail-protocol">
        {translate(language, 'capture.version', { protocol: protocol.title[language], version: protocol.version })}
      </p>
      <div
        className="rail-grid"
        style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}
        role="img"
        aria-label={translate(language, 'capture.composite')}
      >
        {rows.flatMap((row, y) =>
          Array.from({ length: columns }, (_, x) => (
            <Cell
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              key={`${y}-${x}`}
              cell={row[x] ?? null}
              aimed={aimed}
              language={language}
              simulated={session.simulated}
            />
          )),
        )}
      </div>
      <ol className="rail-steps" aria-label={translate(language, 'capture.steps')}>
        {steps.map(({ step, state, tone }) => (
          <li key={step.id} data-step={step.id} data-state={step.state} data-aimed={step.id === aimed}>
            <button
              type="button"
              aria-current={step.id === aimed ? 'step' : undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => {
                event.currentTarget.blur();
                void ask('step.select', { step: step.id });
              }}
            >
              <span className="rail-name">
                {step.title[language]}
                {!step.required && <small>{translate(language, 'capture.optional')}</small>}
                <small className={quiet.includes(state) ? 'unseen' : ''}>
                  {step.state === 'skipped' && step.reason
                    ? translate(language, 'series.skipped-because', { reason: step.reason })
                    : translate(language, `step-state.${state}`)}
                </small>
              </span>
              <Shape tone={tone} />
            </button>
          </li>
        ))}
      </ol>
    </aside>
  );
}

type CellProps = { cell: RailStep | null; aimed: string | null; language: Language; simulated: boolean };

function Cell({ cell, aimed, language, simulated }: CellProps) {
  if (!cell) return <span className="cell-empty" />;
  const { step, picture, state } = cell;
  return (
    <span className="rail-cell" data-state={state} data-aimed={step.id === aimed}>
      {picture ? (
        <Picture source={picture} says={step.title[language]} simulated={simulated} language={language} small />
      ) : (
        <GuidePictogram guide={step.guide} fixation={step.fixation} />
      )}
    </span>
  );
}
