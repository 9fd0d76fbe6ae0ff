import type { MirrorAxis } from '../../contract/protocol.ts';

/** Where a row runs to (rightwards) and where a column runs to (downwards), in letters of `A P R L H F`. */
export type PatientOrientation = readonly [row: string, column: string];

const opposites: Readonly<Record<string, string>> = { A: 'P', P: 'A', R: 'L', L: 'R', H: 'F', F: 'H' };

/**
 * The orientation of the stored matrix for a picture that stands upright as `upright` only after EXIF's turn. The camera's
 * bytes are kept as they are and DICOM knows no turning flag, so PatientOrientation has to tell the truth of the matrix.
 */
export function storedOrientation(upright: PatientOrientation, exifOrientation = 1): PatientOrientation {
  const [right, down] = upright;
  const left = opposite(right);
  const up = opposite(down);
  const byExif: readonly PatientOrientation[] = [
    [right, down],
    [left, down],
    [left, up],
    [right, up],
    [down, right],
    [down, left],
    [up, left],
    [up, right],
  ];
  return byExif[exifOrientation - 1] ?? upright;
}

/** Where rows and columns run to once a picture in which nobody was reversed has been turned round for its mirror. */
export function correctedOrientation([row, column]: PatientOrientation, mirror: MirrorAxis): PatientOrientation {
  if (mirror === 'left-right') return [opposite(row), column];
  return mirror === 'top-bottom' ? [row, opposite(column)] : [row, column];
}

function opposite(direction: string): string {
  return [...direction].map((letter) => opposites[letter] ?? letter).join('');
}
