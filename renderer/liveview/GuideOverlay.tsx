import { createElement } from 'react';
import type { GuideLevel } from '../../electron/contract/preferences.ts';
import type { Language } from '../../electron/contract/text.ts';
import { millimetres } from '../i18n/format.ts';
import { isKey, translate } from '../i18n/translate.ts';
import { type FieldPart, fieldOf, partOfField, placeIn, scaleBarMm, viewBox } from './field.ts';
import type { GuideLabel, GuideStroke } from './guide-drawing.ts';
import { useGuide } from './use-guide.ts';
import type { Part } from './zoom.ts';

type Props = {
  guide: string;
  level: GuideLevel;
  /** 0 to 1. */
  opacity: number;
  fieldWidthMm: number;
  /** Of the frame as it is shown, upright: `shownAspect`. */
  aspect: number;
  /** What of the shown field is on screen: `shownPart`. */
  part: Part;
  language: Language;
};

/**
 * The guide over live view, true in millimetres at any frame size: it lies over the field, not over the window. It is
 * drawn as the view is shown, upright and with a mirror undone: frames are turned and flipped below it, never the guide.
 */
export function GuideOverlay({ guide, level, opacity, fieldWidthMm, aspect, part, language }: Props) {
  const drawing = useGuide(guide);
  if (level === 'off') return null;
  const seen = partOfField(fieldOf(fieldWidthMm, aspect), part);
  const strokes = (drawing?.strokes ?? []).filter((stroke) => isDrawn(stroke, level));
  const bar = scaleBar(seen);
  return (
    <div className="guide" data-guide={guide} data-level={level} style={{ opacity }} aria-hidden="true">
      <svg viewBox={viewBox(seen)} aria-hidden="true">
        <g className="guide-edge">
          <Strokes of={strokes.filter(({ kind }) => kind !== 'grid')} />
          <path className="scale" d={bar.path} />
        </g>
        <g className="guide-line">
          <Strokes of={strokes} />
          <path className="scale" d={bar.path} />
        </g>
      </svg>
      {level === 'all' &&
        strokes.map(({ label }) => label && <Label key={label.name} label={label} seen={seen} language={language} />)}
      <span className="guide-label scale-label" data-side="above-end" style={placeIn(seen, bar)}>
        {millimetres(bar.mm, language)}
      </span>
    </div>
  );
}

function isDrawn(stroke: GuideStroke, level: GuideLevel): boolean {
  return stroke.level === 'essential' || (level === 'all' && stroke.level === 'all');
}

export function Strokes({ of }: { of: readonly GuideStroke[] }) {
  return of.map(({ element, attributes, kind }) =>
    createElement(element, { ...attributes, className: `stroke-${kind}`, key: Object.values(attributes).join(' ') }),
  );
}

function Label({ label, seen, language }: { label: GuideLabel; seen: FieldPart; language: Language }) {
  const key = `landmark.${label.name}`;
  if (!isKey(key)) return null;
  return (
    <span className="guide-label" data-side={label.side} style={placeIn(seen, label)}>
      {translate(language, key)}
    </span>
  );
}

/** In the lower right corner, with an upright at either end; `x`, `y` is where its length stands. */
function scaleBar({ left, top, widthMm, heightMm }: FieldPart): { path: string; mm: number; x: number; y: number } {
  const mm = scaleBarMm(widthMm);
  const right = left + widthMm * 0.97;
  const y = top + heightMm - widthMm * 0.03;
  const end = widthMm * 0.008;
  const path = `M${right - mm} ${y}H${right}M${right - mm} ${y - end}v${2 * end}M${right} ${y - end}v${2 * end}`;
  return { path, mm, x: right, y: y - end };
}
