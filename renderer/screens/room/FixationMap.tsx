import type { FixationDisplay } from '../../../electron/contract/room.ts';
import { figureSource } from '../../fixation/figures.ts';
import { figureDeg } from '../../fixation/geometry.ts';
import type { Direction } from './fixation-view.ts';

/** Every ten degrees, as far as protocols ask the eyes to turn. */
const rings = [10, 20, 30, 40] as const;
/** Half of what the map shows, in millimetres a metre away: a little more than 40° to each side, 30° up and down. */
const [halfWide, halfHigh] = [920, 620] as const;

type Props = { display: FixationDisplay; directions: readonly Direction[]; says: string };

/** The screen as the patient sees it, true to scale against the directions of gaze: what lies outside cannot be shown. */
export function FixationMap({ display, directions, says }: Props) {
  const { distanceMm, widthMm, heightMm, rightMm, upMm } = display;
  const atOneMetre = (mm: number): number => (mm * 1000) / distanceMm;
  const figure = tan(figureDeg / 2);
  return (
    <svg
      className="fixation-map"
      viewBox={`${-halfWide} ${-halfHigh} ${2 * halfWide} ${2 * halfHigh}`}
      role="img"
      aria-label={says}
    >
      <rect
        className="map-screen"
        x={atOneMetre(rightMm - widthMm / 2)}
        y={atOneMetre(-upMm - heightMm / 2)}
        width={atOneMetre(widthMm)}
        height={atOneMetre(heightMm)}
        rx="8"
      />
      {rings.map((degrees) => (
        <g key={degrees}>
          <circle className="map-ring" r={tan(degrees)} />
          <text x={0.94 * tan(degrees)} y={0.34 * tan(degrees)} textAnchor="middle">
            {degrees}°
          </text>
        </g>
      ))}
      <path className="map-ring" d={`M${-halfWide} 0H${halfWide}M0 ${-halfHigh}V${halfHigh}`} />
      {directions.map(({ leftDeg, upDeg, reached }) => (
        <circle
          key={`${leftDeg} ${upDeg}`}
          className="map-direction"
          data-reached={reached}
          cx={-tan(leftDeg)}
          cy={-tan(upDeg)}
          r="18"
        />
      ))}
      <image href={figureSource(display.figure)} x={-figure} y={-figure} width={2 * figure} height={2 * figure} />
    </svg>
  );
}

/** Millimetres a metre away. */
function tan(degrees: number): number {
  return 1000 * Math.tan((degrees * Math.PI) / 180);
}
