import sharp from 'sharp';
import type { ContactSheet } from '../quality/quality-contract.ts';
import { checkedInput, decoding } from './input.ts';
import { fitText, type Line, layOutSheet, type SheetLayout } from './sheet-layout.ts';
import { escapeXml } from './xml.ts';

/** Neutral greys: colour is judged beside them. */
const ground = '#262626';
const emptyCell = '#303030';
const bright = '#f2f2f2';
const plain = '#d0d0d0';
const faint = '#9c9c9c';

const fonts = "Inter, 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

type Cell = SheetLayout['cells'][number];
type Content = ContactSheet['rows'][number][number];

/**
 * Pictures side by side on a neutral ground, each with its label under it, in the order given: as the examiner sees
 * them, the caller puts the patient's right first. Without title, lines and footer it is the bare composite. Returns a
 * JPEG in sRGB without metadata. Throws `picture-unsupported` where a picture cannot be decoded.
 */
export async function drawContactSheet(sheet: ContactSheet): Promise<Uint8Array> {
  const layout = layOutSheet(sheet, await aspectsOf(sheet.rows), sheet.cellWidthPx);
  const placed = layout.cells.map((cell) => ({ cell, content: sheet.rows[cell.row]?.[cell.column] ?? null }));
  const pictures = await Promise.all(
    placed.map(async ({ cell, content }) => {
      return content?.jpeg ? { input: await fill(content.jpeg, cell), left: cell.x, top: cell.y } : undefined;
    }),
  );
  const { widthPx: width, heightPx: height } = layout;
  const drawing = (parts: string[]): Buffer => {
    const body = parts.join('');
    return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);
  };
  const struck = placed.flatMap(({ cell, content }) => (content?.struck ? [strike(cell)] : []));
  return await sharp({ create: { width, height, channels: 3, background: ground } })
    .composite([
      { input: drawing([...words(layout), ...placed.flatMap((one) => placeOf(one, layout.labelSize))]) },
      ...pictures.filter((picture) => picture !== undefined),
      ...(struck.length > 0 ? [{ input: drawing(struck) }] : []),
    ])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** What is not there has the proportions of the first picture that is, held as it would be; a hole those of its row. */
async function aspectsOf(rows: ContactSheet['rows']): Promise<number[][]> {
  const known = await Promise.all(
    rows.map((row) => Promise.all(row.map((cell) => (cell?.jpeg ? aspectOf(cell.jpeg) : undefined)))),
  );
  const first = known.flat().find((aspect) => aspect !== undefined) ?? 3 / 2;
  const usual = Math.max(first, 1 / first);
  const missing = (content: Content): number | undefined => {
    if (content === null) return undefined;
    return content.orientation === 'portrait' ? 1 / usual : usual;
  };
  return rows.map((row, index) => {
    const aspects = row.map((content, column) => known[index]?.[column] ?? missing(content));
    const hole = aspects.find((aspect) => aspect !== undefined) ?? usual;
    return aspects.map((aspect) => aspect ?? hole);
  });
}

async function aspectOf(jpeg: Uint8Array): Promise<number> {
  const { autoOrient } = await decoding(() => sharp(jpeg, checkedInput).metadata());
  return autoOrient.width / autoOrient.height;
}

async function fill(jpeg: Uint8Array, { widthPx, heightPx }: Cell): Promise<Buffer> {
  return await decoding(() =>
    sharp(jpeg, { ...checkedInput, failOn: 'none' })
      .autoOrient()
      .resize({ width: widthPx, height: heightPx, fit: 'contain', background: emptyCell })
      .removeAlpha()
      .toFormat('png', { compressionLevel: 0 })
      .toBuffer(),
  );
}

function words({ title, lines, footer }: SheetLayout): string[] {
  const parts = lines.map((line) => text(line, plain, 400));
  if (title) parts.unshift(text(title, bright, 600));
  if (footer) parts.push(text(footer, faint, 400));
  return parts;
}

/** A label, and a place without a picture with what it says instead. */
function placeOf({ cell, content }: { cell: Cell; content: Content }, labelSize: number): string[] {
  const { x, y, widthPx, heightPx } = cell;
  const parts: string[] = [];
  if (!content?.jpeg) {
    parts.push(`<rect x="${x}" y="${y}" width="${widthPx}" height="${heightPx}" fill="${emptyCell}"/>`);
  }
  if (content?.note) {
    const inset = Math.round(labelSize);
    const fitted = fitText(content.note, labelSize, widthPx - 2 * inset);
    parts.push(text({ ...fitted, x: x + inset, y: y + Math.round(heightPx / 2) }, bright, 600));
  }
  if (content) {
    const fitted = fitText(content.label, labelSize, widthPx);
    parts.push(text({ ...fitted, x, y: y + heightPx + Math.round(labelSize * 1.2) }, plain, 400));
  }
  return parts;
}

/** From corner to corner, seen on light and on dark. */
function strike({ x, y, widthPx, heightPx }: Cell): string {
  const line = (colour: string, width: number): string =>
    `<line x1="${x}" y1="${y + heightPx}" x2="${x + widthPx}" y2="${y}" stroke="${colour}" stroke-width="${width}"/>`;
  const width = Math.max(2, widthPx / 80);
  return line(ground, width * 2) + line(bright, width);
}

function text(line: Line, fill: string, weight: number): string {
  const font = `font-family="${fonts}" font-size="${line.size.toFixed(2)}" font-weight="${weight}"`;
  return `<text x="${line.x}" y="${line.y}" fill="${fill}" ${font}>${escapeXml(line.text)}</text>`;
}
