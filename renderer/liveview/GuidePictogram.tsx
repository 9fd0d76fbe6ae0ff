import type { Fixation } from '../../electron/contract/protocol.ts';
import { arrowPath, turnedBy } from './fixation-marks.ts';
import { Strokes } from './GuideOverlay.tsx';
import type { GuideStroke } from './guide-drawing.ts';
import { useGuide } from './use-guide.ts';

type Props = { guide: string; fixation?: Fixation | undefined };

/** What a step will show, a thumbnail wide: the essential of its guide, and where the patient looks. */
export function GuidePictogram({ guide, fixation }: Props) {
  const drawing = useGuide(guide);
  if (!drawing) return null;
  const { widthMm, heightMm } = drawing;
  const strokes = drawing.strokes.filter(({ level }) => level !== 'all');
  const arrow = fixation && arrowPath(fixation, Math.min(widthMm, heightMm));
  return (
    <svg
      className="pictogram"
      data-guide={guide}
      viewBox={`${-widthMm / 2} ${-heightMm / 2} ${widthMm} ${heightMm}`}
      aria-hidden="true"
    >
      {strokes.map((stroke) => (
        <g key={Object.values(stroke.attributes).join(' ')} {...turnedWith(stroke, fixation)}>
          <Strokes of={[stroke]} />
        </g>
      ))}
      {arrow && <path className="pictogram-arrow" d={arrow} />}
    </svg>
  );
}

function turnedWith({ turnsMm }: GuideStroke, fixation: Fixation | undefined) {
  if (turnsMm === undefined) return {};
  const { x, y } = turnedBy(fixation, turnsMm);
  return { className: 'turning', transform: `translate(${x} ${y})` };
}
