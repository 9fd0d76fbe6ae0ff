import { createElement, useEffect, useState } from 'react';
import type { Language } from '../../electron/contract/text.ts';
import { millimetres } from '../i18n/format.ts';
import { fieldOf, partOfField, scaleBarMm, viewBox } from './field.ts';
import { type GuideShape, guideShapes } from './guide-shapes.ts';
import type { Part } from './zoom.ts';

type Props = {
  guide: string;
  fieldWidthMm: number;
  aspect: number;
  /** What of the field is on screen. */
  part: Part;
  opacity: number;
  language: Language;
};

/** The guide over live view, true in millimetres at any frame size: it is laid over the field, not over the window. */
export function GuideOverlay({ guide, fieldWidthMm, aspect, part, opacity, language }: Props) {
  const shapes = useGuide(guide);
  const seen = partOfField(fieldOf(fieldWidthMm, aspect), part);
  const bar = scaleBarMm(seen.widthMm);
  const margin = seen.widthMm * 0.03;
  const right = seen.left + seen.widthMm - margin;
  const bottom = seen.top + seen.heightMm - margin;
  const end = seen.widthMm * 0.008;
  const scale = `M${right - bar} ${bottom}H${right}M${right - bar} ${bottom - end}v${2 * end}M${right} ${bottom - end}v${2 * end}`;
  const drawing = shapes.map(({ element, attributes }, index) =>
    createElement(element, { ...attributes, key: `${guide}-${index}` }),
  );
  return (
    <>
      <svg className="guide" viewBox={viewBox(seen)} style={{ opacity }} aria-hidden="true">
        <g className="guide-edge">{drawing}</g>
        <g className="guide-line">{drawing}</g>
      </svg>
      <svg className="guide" viewBox={viewBox(seen)} aria-hidden="true">
        <path className="guide-edge" d={scale} />
        <path className="guide-line" d={scale} />
      </svg>
      <span className="scale-label">{millimetres(bar, language)}</span>
    </>
  );
}

function useGuide(guide: string): readonly GuideShape[] {
  const [shapes, setShapes] = useState<readonly GuideShape[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    setShapes([]);
    void load(guide, stop.signal).then((loaded) => {
      if (!stop.signal.aborted) setShapes(loaded);
    });
    return () => stop.abort();
  }, [guide]);
  return shapes;
}

/** A guide that cannot be had is no guide: the picture can be taken without it. */
async function load(guide: string, signal: AbortSignal): Promise<GuideShape[]> {
  try {
    const response = await fetch(`/guides/${guide}.svg`, { signal });
    if (!response.ok) return [];
    const drawing = new DOMParser().parseFromString(await response.text(), 'image/svg+xml');
    return guideShapes(drawing.documentElement);
  } catch {
    return [];
  }
}
