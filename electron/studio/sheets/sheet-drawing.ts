import type { Shape, SheetDrawing } from '../ports.ts';
import type { Lettering } from './lettering.ts';
import { fitText, type Line, layOutSheet, type SheetLayout } from './sheet-layout.ts';
import type { Sheet, SheetCell } from './sheets.ts';

/** Neutral greys: colour is judged beside them. */
const ground = '#262626';
const emptyCell = '#303030';
const bright = '#f2f2f2';
const plain = '#d0d0d0';
const faint = '#9c9c9c';

type Place = { cell: SheetLayout['cells'][number]; content: SheetCell };
type Write = (line: Line, fill: string) => Shape;

/**
 * A sheet as shapes and pictures, its words among the shapes: whoever paints it reads none. Pictures stand side by side on a
 * neutral ground, each with its label under it, in the order given. Without title, lines and footer it is the bare composite.
 */
export function drawSheet(sheet: Sheet, { widthOf, outline }: Lettering): SheetDrawing {
  const layout = layOutSheet(sheet, aspectsOf(sheet.rows), sheet.cellWidthPx, widthOf);
  const places = layout.cells.map((cell) => ({ cell, content: sheet.rows[cell.row]?.[cell.column] ?? null }));
  const write: Write = ({ text, weight, ...at }, fill) => ({ path: outline(text, weight, at), fill });
  const { title, lines, footer, widthPx, heightPx } = layout;
  const under = [
    ...(title ? [write(title, bright)] : []),
    ...lines.map((line) => write(line, plain)),
    ...places.flatMap((place) => placeOf(place, layout.labelSize, widthOf, write)),
    ...(footer ? [write(footer, faint)] : []),
  ];
  return {
    widthPx,
    heightPx,
    ground,
    under: under.filter(({ path }) => path !== ''),
    pictures: places.flatMap(({ cell, content }) => {
      if (!content?.picture) return [];
      const { x, y, widthPx: width, heightPx: height } = cell;
      return [{ jpeg: content.picture.jpeg, x, y, widthPx: width, heightPx: height }];
    }),
    over: places.flatMap(({ cell, content }) => (content?.struck ? strike(cell) : [])),
  };
}

/** What is not there has the proportions of the first picture that is, held as it would be; a hole those of its row. */
function aspectsOf(rows: Sheet['rows']): number[][] {
  const known = rows.map((row) => row.map((cell) => cell?.picture && cell.picture.widthPx / cell.picture.heightPx));
  const first = known.flat().find((aspect) => typeof aspect === 'number') ?? 3 / 2;
  const usual = Math.max(first, 1 / first);
  return rows.map((row, index) => {
    const aspects = row.map((cell, column) => {
      return known[index]?.[column] ?? (cell && (cell.orientation === 'portrait' ? 1 / usual : usual));
    });
    const hole = aspects.find((aspect) => aspect !== null) ?? usual;
    return aspects.map((aspect) => aspect ?? hole);
  });
}

/** A label, and a place without a picture with what it says instead. */
function placeOf({ cell, content }: Place, labelSize: number, widthOf: Lettering['widthOf'], write: Write): Shape[] {
  const { x, y, widthPx, heightPx } = cell;
  const shapes: Shape[] = [];
  if (!content?.picture) {
    shapes.push({
      path: polygon([x, y], [x + widthPx, y], [x + widthPx, y + heightPx], [x, y + heightPx]),
      fill: emptyCell,
    });
  }
  const line = (text: string, weight: Line['weight'], inset: number): Pick<Line, 'text' | 'size' | 'weight'> => ({
    ...fitText(text, labelSize, widthPx - 2 * inset, (part) => widthOf(part, weight)),
    weight,
  });
  if (content?.note) {
    const inset = Math.round(labelSize);
    shapes.push(
      write({ ...line(content.note, 'strong', inset), x: x + inset, y: y + Math.round(heightPx / 2) }, bright),
    );
  }
  if (content) {
    shapes.push(
      write({ ...line(content.label, 'regular', 0), x, y: y + heightPx + Math.round(labelSize * 1.2) }, plain),
    );
  }
  return shapes;
}

/** From corner to corner, seen on light and on dark. */
function strike({ x, y, widthPx, heightPx }: Place['cell']): Shape[] {
  const length = Math.hypot(widthPx, heightPx);
  const bar = (width: number): string => {
    const [across, down] = [(heightPx / length) * (width / 2), (widthPx / length) * (width / 2)];
    const [low, high] = [y + heightPx, x + widthPx];
    return polygon(
      [x - across, low - down],
      [high - across, y - down],
      [high + across, y + down],
      [x + across, low + down],
    );
  };
  const width = Math.max(2, widthPx / 80);
  return [
    { path: bar(width * 2), fill: ground },
    { path: bar(width), fill: bright },
  ];
}

function polygon(...corners: [number, number][]): string {
  return `M${corners.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}Z`;
}
