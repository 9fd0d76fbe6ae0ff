/** Where everything of a contact sheet goes, in pixels. */
export type SheetLayout = {
  widthPx: number;
  heightPx: number;
  margin: number;
  gap: number;
  cell: { widthPx: number; heightPx: number };
  title: Line | undefined;
  lines: Line[];
  cells: { row: number; column: number; x: number; y: number }[];
  labelSize: number;
  footer: Line | undefined;
};

/** A line of text by its baseline. */
export type Line = { text: string; x: number; y: number; size: number };

type Words = { title: string; lines: readonly string[]; footer: string };

/**
 * Lays out rows of equal cells under a heading. `aspect` is a picture's width by its height. Sizes follow the cells, so
 * that a sheet reads the same at any resolution.
 */
export function layOutSheet(
  words: Words,
  columnsOfRows: readonly number[],
  cellWidthPx: number,
  aspect: number,
): SheetLayout {
  const unit = cellWidthPx / 100;
  const margin = Math.round(4 * unit);
  const gap = Math.max(2, Math.round(1.2 * unit));
  const labelSize = Math.max(8, 4.2 * unit);
  const labelHeight = Math.round(labelSize * 1.75);
  const cell = { widthPx: cellWidthPx, heightPx: Math.round(cellWidthPx / aspect) };
  const columns = Math.max(...columnsOfRows);
  const widthPx = 2 * margin + columns * cellWidthPx + (columns - 1) * gap;
  const room = widthPx - 2 * margin;

  let y = margin;
  const place = (text: string, size: number): Line | undefined => {
    if (text.trim() === '') return undefined;
    const fitted = fitText(text, size, room);
    y += Math.round(size * 1.35);
    return { text: fitted.text, x: margin, y: y - Math.round(size * 0.3), size: fitted.size };
  };
  const title = place(words.title, 7.5 * unit);
  const lines = words.lines.map((line) => place(line, 4.6 * unit)).filter((line) => line !== undefined);
  if (title || lines.length > 0) y += Math.round(2.5 * unit);

  const cells = columnsOfRows.flatMap((count, row) => {
    const top = y + row * (cell.heightPx + labelHeight + gap);
    // A shorter row stands in the middle.
    const left = margin + Math.round(((columns - count) * (cellWidthPx + gap)) / 2);
    return Array.from({ length: count }, (_, column) => ({
      row,
      column,
      x: left + column * (cellWidthPx + gap),
      y: top,
    }));
  });
  y += columnsOfRows.length * (cell.heightPx + labelHeight + gap) - gap;
  if (words.footer.trim() !== '') y += Math.round(1.5 * unit);
  const footer = place(words.footer, Math.max(8, 3.4 * unit));
  return { widthPx, heightPx: y + margin, margin, gap, cell, title, lines, cells, labelSize, footer };
}

/** No sans-serif needs more than this much of its size per letter on average. */
const letterWidth = 0.6;
/** Text shrinks by so much before it is cut. */
const smallest = 0.7;

/** Shrinks text that is too long for `roomPx`, then shortens it visibly. Never wider than the room. */
export function fitText(text: string, size: number, roomPx: number): { text: string; size: number } {
  const letters = [...text];
  const fitting = roomPx / (letters.length * letterWidth);
  if (fitting >= size) return { text, size };
  if (fitting >= size * smallest) return { text, size: fitting };
  const kept = Math.max(1, Math.floor(roomPx / (size * smallest * letterWidth)) - 1);
  return { text: `${letters.slice(0, kept).join('').trimEnd()}…`, size: size * smallest };
}
