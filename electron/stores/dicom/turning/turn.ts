import type { MirrorAxis } from '../../../contract/protocol.ts';

/** One of the eight ways in which a picture can lie: rows and columns are exchanged first, then it is flipped. */
export type Turn = { readonly transpose: boolean; readonly flipX: boolean; readonly flipY: boolean };

const turn = (transpose: boolean, flipX: boolean, flipY: boolean): Turn => ({ transpose, flipX, flipY });

/** What makes a picture stand, by EXIF's numbers 1–8 (CIPA DC-008, Orientation). */
const byExif: readonly Turn[] = [
  turn(false, false, false),
  turn(false, true, false),
  turn(false, true, true),
  turn(false, false, true),
  turn(true, false, false),
  turn(true, true, false),
  turn(true, true, true),
  turn(true, false, true),
];

/** What makes a picture stand upright, and undoes the mirror that it was taken in. */
export function uprightTurn(exifOrientation: number, mirror: MirrorAxis): Turn {
  const { transpose, flipX, flipY } = byExif[exifOrientation - 1] ?? turn(false, false, false);
  return turn(transpose, flipX !== (mirror === 'left-right'), flipY !== (mirror === 'top-bottom'));
}

export function isTurned({ transpose, flipX, flipY }: Turn): boolean {
  return transpose || flipX || flipY;
}

/** What undoes it. */
export function inverse({ transpose, flipX, flipY }: Turn): Turn {
  return transpose ? turn(true, flipY, flipX) : turn(false, flipX, flipY);
}
