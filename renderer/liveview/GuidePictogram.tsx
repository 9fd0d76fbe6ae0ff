import { useId } from 'react';
import type { Fixation } from '../../electron/contract/protocol.ts';
import { arrowPath, turnedBy } from './fixation-marks.ts';
import { Strokes } from './GuideOverlay.tsx';
import type { GuideStroke } from './guide-drawing.ts';
import { useGuide } from './use-guide.ts';

type Props = { guide: string; fixation?: Fixation | undefined };

/**
 * What a step will show, a thumbnail wide: the essential of its guide, and where the patient looks. What turns with the
 * gaze is seen between the lids, which are drawn for pictograms alone.
 */
export function GuidePictogram({ guide, fixation }: Props) {
  const drawing = useGuide(guide);
  const opening = useId();
  if (!drawing) return null;
  const { widthMm, heightMm } = drawing;
  const strokes = drawing.strokes.filter(({ level }) => level !== 'all');
  const lids = strokes.filter(({ level }) => level === 'pictogram');
  const arrow = fixation && arrowPath(fixation, Math.min(widthMm, heightMm));
  return (
    <svg
      className="pictogram"
      data-guide={guide}
      viewBox={`${-widthMm / 2} ${-heightMm / 2} ${widthMm} ${heightMm}`}
      aria-hidden="true"
    >
      {lids.length > 0 && (
        <clipPath id={opening}>
          <Strokes of={lids} />
        </clipPath>
      )}
      {strokes.map((stroke) =>
        stroke.turnsMm === undefined ? (
          <Strokes key={keyOf(stroke)} of={[stroke]} />
        ) : (
          <g key={keyOf(stroke)} clipPath={lids.length > 0 ? `url(#${opening})` : undefined}>
            <g className="turning" transform={turned(stroke.turnsMm, fixation)}>
              <Strokes of={[stroke]} />
            </g>
          </g>
        ),
      )}
      {arrow && <path className="pictogram-arrow" d={arrow} />}
    </svg>
  );
}

function keyOf({ attributes }: GuideStroke): string {
  return Object.values(attributes).join(' ');
}

function turned(depthMm: number, fixation: Fixation | undefined): string {
  const { x, y } = turnedBy(fixation, depthMm);
  return `translate(${x} ${y})`;
}
