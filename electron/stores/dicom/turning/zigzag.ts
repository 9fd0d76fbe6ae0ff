import type { Turn } from './turn.ts';

/** Row and column of each coefficient, in zigzag order (ITU-T T.81, figure A.6). */
const places: readonly (readonly [row: number, column: number])[] = Array.from({ length: 15 }, (_, diagonal) => {
  const cells = Array.from({ length: 8 }, (_, row) => [row, diagonal - row] as const).filter(
    ([, column]) => column >= 0 && column < 8,
  );
  return diagonal % 2 === 0 ? cells.reverse() : cells;
}).flat();

const indexAt = new Map(places.map(([row, column], index) => [row * 8 + column, index]));

/** The same coefficient of the block with rows and columns exchanged. */
export const transposed: readonly number[] = places.map(([row, column]) => indexAt.get(column * 8 + row) ?? 0);

/**
 * Where each coefficient of a turned block comes from, and with which sign: a cosine of odd frequency changes its sign when it is
 * flipped.
 */
export function blockTurn({ transpose, flipX, flipY }: Turn): { from: Uint8Array; sign: Int8Array } {
  const from = Uint8Array.from(places, (_, index) => (transpose ? (transposed[index] ?? 0) : index));
  const sign = Int8Array.from(places, ([row, column]) => {
    return (flipX && column % 2 === 1) !== (flipY && row % 2 === 1) ? -1 : 1;
  });
  return { from, sign };
}
