import type { Lettering, Weight } from './lettering.ts';

/** Where everything of a contact sheet goes, in pixels. */
export type SheetLayout = {
  widthPx: number;
  heightPx: number;
  margin: number;
  gap: number;
  title: Line | undefined;
  lines: Line[];
  cells: { row: number; column: number; x: number; y: number; widthPx: number; heightPx: number }[];
  labelSize: number;
  footer: Line | undefined;
};

/** A line of text by its baseline. */
export type Line = { text: string; weight: Weight; x: number; y: number; size: number };

type Words = { title: string; lines: readonly string[]; footer: string };

/**
 * Lays out rows of pictures under a heading. `aspects` are their widths by their heights, row by row: those of a row are
 * equally high, and portrait ones as large as landscape ones. A landscape row's picture is `cellWidthPx` wide. Sizes follow
 * that, so that a sheet reads the same at any resolution.
 */
export function layOutSheet(
  words: Words,
  aspects: readonly (readonly number[])[],
  cellWidthPx: number,
  widthOf: Lettering['widthOf'],
): SheetLayout {
  const unit = cellWidthPx / 100;
  const margin = Math.round(4 * unit);
  const gap = Math.max(2, Math.round(1.2 * unit));
  const labelSize = Math.max(8, 4.2 * unit);
  const labelHeight = Math.round(labelSize * 1.75);
  const widest = Math.max(...aspects.flat());
  const area = cellWidthPx ** 2 / Math.max(widest, 1 / widest);
  const rows = aspects.map((row) => {
    const heightPx = Math.round(Math.sqrt(area / middleOf(row)));
    const widths = row.map((aspect) => Math.round(heightPx * aspect));
    return { heightPx, widths, widthPx: widths.reduce((sum, width) => sum + width + gap, -gap) };
  });
  const room = Math.max(...rows.map((row) => row.widthPx));
  const widthPx = 2 * margin + room;

  let y = margin;
  const place = (text: string, size: number, weight: Weight): Line | undefined => {
    if (text.trim() === '') return undefined;
    const fitted = fitText(text, size, room, (part) => widthOf(part, weight));
    y += Math.round(size * 1.35);
    return { ...fitted, weight, x: margin, y: y - Math.round(size * 0.3) };
  };
  const title = place(words.title, 7.5 * unit, 'strong');
  const lines = words.lines.map((line) => place(line, 4.6 * unit, 'regular')).filter((line) => line !== undefined);
  if (title || lines.length > 0) y += Math.round(2.5 * unit);

  const cells = rows.flatMap(({ heightPx, widths, widthPx: rowWidthPx }, row) => {
    const top = y;
    y += heightPx + labelHeight + gap;
    // A shorter row stands in the middle.
    let x = margin + Math.round((room - rowWidthPx) / 2);
    return widths.map((width, column) => {
      const cell = { row, column, x, y: top, widthPx: width, heightPx };
      x += width + gap;
      return cell;
    });
  });
  y -= gap;
  if (words.footer.trim() !== '') y += Math.round(1.5 * unit);
  const footer = place(words.footer, Math.max(8, 3.4 * unit), 'regular');
  return { widthPx, heightPx: y + margin, margin, gap, title, lines, cells, labelSize, footer };
}

/** The geometric mean. */
function middleOf(aspects: readonly number[]): number {
  return Math.exp(aspects.reduce((sum, aspect) => sum + Math.log(aspect), 0) / aspects.length);
}

/** Text shrinks by so much before it is cut. */
const smallest = 0.7;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Shrinks text that is too long for `roomPx`, then shortens it visibly, never between a letter and its accent. `widthOf` says
 * how wide a text is at size 1. Never wider than the room.
 */
export function fitText(
  text: string,
  size: number,
  roomPx: number,
  widthOf: (text: string) => number,
): { text: string; size: number } {
  const fitting = roomPx / widthOf(text);
  if (fitting >= size) return { text, size };
  if (fitting >= size * smallest) return { text, size: fitting };
  const least = size * smallest;
  const parts = [...letters.segment(text)].map(({ segment }) => segment);
  const cut = (kept: number): string => `${parts.slice(0, kept).join('').trimEnd()}…`;
  let [fits, tooMany] = [0, parts.length];
  while (tooMany - fits > 1) {
    const half = (fits + tooMany) >> 1;
    if (widthOf(cut(half)) * least <= roomPx) fits = half;
    else tooMany = half;
  }
  return { text: cut(fits), size: least };
}
