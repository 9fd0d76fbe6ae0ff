import { useEffect, useRef } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { look, sheetColumns, toggleLarge } from '../../app/review.ts';
import type { Tone } from '../../app/status.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { GuidePictogram } from '../../liveview/GuidePictogram.tsx';
import { goneWord, Picture } from '../../ui/Picture.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { remark, type SeriesStep, type SeriesView } from './series-view.ts';

type Props = { view: SeriesView; inHand: string | null; language: Language };

const sentTones = {
  waiting: 'off',
  sending: 'busy',
  stored: 'busy',
  confirmed: 'good',
  failed: 'block',
} as const satisfies Record<NonNullable<SeriesStep['sent']>, Tone>;

/**
 * Every step in working order, with its picture, its worst finding and, once it is sent, how far it is. The arrows choose
 * among them wherever the focus is, so that Enter goes on closing the series.
 */
export function ContactSheet({ view, inHand, language }: Props) {
  const { steps, summary } = view;
  return (
    <div
      className="contact-sheet"
      role="listbox"
      tabIndex={0}
      aria-label={translate(language, 'series.views')}
      aria-activedescendant={inHand === null ? undefined : `cell-${inHand}`}
      style={{ '--columns': sheetColumns(steps.length) } as React.CSSProperties}
    >
      {steps.map((cell) => (
        <Cell
          key={cell.step.id}
          cell={cell}
          chosen={cell.step.id === inHand}
          session={summary.id}
          simulated={summary.simulated}
          language={language}
        />
      ))}
    </div>
  );
}

type CellProps = {
  cell: SeriesStep;
  chosen: boolean;
  session: string;
  simulated: boolean;
  language: Language;
};

function Cell({ cell, chosen, session, simulated, language }: CellProps) {
  const { step, shot, tries, sent } = cell;
  const { tone, says } = remark(cell, language);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) box.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows choose, for the whole page
    <div
      ref={box}
      id={`cell-${step.id}`}
      className="sheet-cell"
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      data-step={step.id}
      data-state={step.state}
      onClick={() => look(session, { step: step.id })}
      onDoubleClick={() => toggleLarge(session)}
    >
      <div className="sheet-picture">
        {step.shot === undefined ? (
          <GuidePictogram guide={step.guide} fixation={step.fixation} />
        ) : (
          <Picture
            source={`/pictures/${step.shot}?width=480`}
            says={step.title[language]}
            simulated={simulated}
            language={language}
            small={!shot?.purged}
            gone={shot && goneWord(shot)}
          />
        )}
        <span className="sheet-asides">
          {asides(cell, tries.length, language).map((aside) => (
            <span key={aside}>{aside}</span>
          ))}
        </span>
        {sent && (
          <span className="sheet-sent" data-sent={sent}>
            <Shape tone={sentTones[sent]} />
            {translate(language, `sent.${sent}`)}
          </span>
        )}
      </div>
      <p className="sheet-says">
        <Shape tone={tone} />
        <span>
          <strong>{step.title[language]}</strong>
          <small>{says}</small>
        </span>
      </p>
    </div>
  );
}

function asides({ step }: SeriesStep, tries: number, language: Language): string[] {
  return [
    ...(step.extra ? [translate(language, 'series.extra')] : []),
    ...(tries > 1 ? [plural(language, 'series.tries', tries)] : []),
    ...(step.mirror !== 'none' && step.shot !== undefined ? [translate(language, 'series.mirror-short')] : []),
  ];
}
