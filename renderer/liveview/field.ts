import type { Point } from './frame-view.ts';
import type { Part } from './zoom.ts';

/** The field as the frame shows it, in millimetres, its middle at 0,0: what a guide is drawn in. */
export type Field = { widthMm: number; heightMm: number };
/** What is on screen of it; `left` and `top` count from its middle. */
export type FieldPart = Field & { left: number; top: number };

/** The field of a frame. `fieldWidthMm` is along the sensor's long side, whichever way the frame lies. */
export function fieldOf(fieldWidthMm: number, aspect: number): Field {
  return aspect >= 1
    ? { widthMm: fieldWidthMm, heightMm: fieldWidthMm / aspect }
    : { widthMm: fieldWidthMm * aspect, heightMm: fieldWidthMm };
}

/** The part of a field that is on screen, in its own millimetres; `part` is in shares, as the frame shows it. */
export function partOfField(field: Field, part: Part): FieldPart {
  return {
    left: (part.x - 0.5) * field.widthMm,
    top: (part.y - 0.5) * field.heightMm,
    widthMm: part.width * field.widthMm,
    heightMm: part.height * field.heightMm,
  };
}

export function viewBox({ left, top, widthMm, heightMm }: FieldPart): string {
  return `${left} ${top} ${widthMm} ${heightMm}`;
}

/** Where a place of the field, in its millimetres, is on what is on screen of it. */
export function placeIn({ left, top, widthMm, heightMm }: FieldPart, { x, y }: Point): { left: string; top: string } {
  return { left: `${(100 * (x - left)) / widthMm}%`, top: `${(100 * (y - top)) / heightMm}%` };
}

/** A round length (1, 2 or 5 times a power of ten) of at most a sixth of the field. */
export function scaleBarMm(widthMm: number): number {
  const most = widthMm / 6;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((candidate) => candidate * power <= most) ?? 1;
  return step * power;
}
