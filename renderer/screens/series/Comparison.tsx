import { useState } from 'react';
import type { PriorView, ShotView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { clock, dayOf, millimetres } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { Picture } from '../../ui/Picture.tsx';
import { type SeriesStep, sizeMm } from './series-view.ts';

type Props = { cell: SeriesStep; shot: ShotView; simulated: boolean; language: Language };

/**
 * The picture in large, an earlier visit's beside it: a millimetre is as long in both, whatever their fields were. One of which
 * nobody knows how wide it is stands there as large, and it is said that this means nothing.
 */
export function Comparison({ cell, shot, simulated, language }: Props) {
  const { step, earlier } = cell;
  const [at, setAt] = useState(0);
  const prior = earlier[at] ?? earlier[0];
  const widths = [step.fieldWidthMm, ...(prior ? [prior.fieldWidthMm ?? step.fieldWidthMm] : [])];
  const sizes = widths.map((widthMm) => sizeMm(step, widthMm));
  const scale = prior && prior.fieldWidthMm === undefined ? 'series.scale-unknown' : 'series.same-scale';
  const room = {
    '--wide': sizes.reduce((sum, size) => sum + size.width, 0),
    '--tall': Math.max(...sizes.map((size) => size.height)),
    '--gaps': sizes.length - 1,
  };
  return (
    <div className="comparison">
      <div className="comparison-pair" style={room as React.CSSProperties}>
        <Side
          step={step}
          widthMm={step.fieldWidthMm}
          source={shot.id}
          says={translate(language, 'series.this-visit', { date: dayOf(shot.takenAt), time: clock(shot.takenAt) })}
          simulated={simulated}
          language={language}
        />
        {prior && (
          <Side
            step={step}
            widthMm={prior.fieldWidthMm}
            source={prior.shot}
            says={translate(language, prior.retrieved ? 'series.visit-of-archive' : 'series.visit-of', {
              date: dayOf(prior.takenAt),
            })}
            simulated={simulated}
            language={language}
          />
        )}
      </div>
      <div className="comparison-says">
        <p>{translate(language, prior ? scale : 'series.no-earlier')}</p>
        {earlier.length > 1 && <Visits earlier={earlier} shown={prior} onChoose={setAt} language={language} />}
      </div>
    </div>
  );
}

type SideProps = {
  step: StepView;
  widthMm: number | undefined;
  source: string;
  says: string;
  simulated: boolean;
  language: Language;
};

function Side({ step, widthMm, source, says, simulated, language }: SideProps) {
  const { width, height } = sizeMm(step, widthMm ?? step.fieldWidthMm);
  const size = { '--w': width, '--h': height } as React.CSSProperties;
  return (
    <figure style={size}>
      <Picture
        source={`/pictures/${source}?width=1600`}
        says={`${step.title[language]}, ${says}`}
        simulated={simulated}
        language={language}
      />
      <figcaption>
        {says}
        {widthMm !== undefined && (
          <small>{translate(language, 'capture.field', { width: millimetres(widthMm, language) })}</small>
        )}
      </figcaption>
    </figure>
  );
}

type VisitsProps = {
  earlier: readonly PriorView[];
  shown: PriorView | undefined;
  onChoose(at: number): void;
  language: Language;
};

function Visits({ earlier, shown, onChoose, language }: VisitsProps) {
  return (
    <fieldset className="visits" aria-label={translate(language, 'series.visits')}>
      {earlier.slice(0, 6).map((prior, index) => (
        <button
          key={prior.shot}
          type="button"
          className="button quiet"
          aria-pressed={prior === shown}
          onClick={() => onChoose(index)}
        >
          {dayOf(prior.takenAt)}
        </button>
      ))}
    </fieldset>
  );
}
