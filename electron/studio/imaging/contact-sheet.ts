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

/**
 * Pictures side by side on a neutral ground, each with its label under it, in the order given: as the examiner sees
 * them, the caller puts the patient's right first. Without title, lines and footer it is the bare composite. Returns a
 * JPEG in sRGB without metadata. Throws `picture-unsupported` where a picture cannot be decoded.
 */
export async function drawContactSheet(sheet: ContactSheet): Promise<Uint8Array> {
  const { rows, cellWidthPx } = sheet;
  const layout = layOutSheet(
    sheet,
    rows.map((row) => row.length),
    cellWidthPx,
    await aspectOf(rows),
  );
  const pictures = await Promise.all(
    layout.cells.map(async ({ row, column, x, y }) => {
      const cell = rows[row]?.[column];
      return cell ? { input: await fill(cell.jpeg, layout.cell), left: x, top: y } : undefined;
    }),
  );
  const { widthPx: width, heightPx: height } = layout;
  return await sharp({ create: { width, height, channels: 3, background: ground } })
    .composite([
      { input: Buffer.from(words(sheet, layout)), left: 0, top: 0 },
      ...pictures.filter((picture) => picture !== undefined),
    ])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The proportions of the first picture that is there; its series has them too. */
async function aspectOf(rows: ContactSheet['rows']): Promise<number> {
  const first = rows.flat().find((cell) => cell !== null);
  if (!first) return 3 / 2;
  const { autoOrient } = await decoding(() => sharp(first.jpeg, checkedInput).metadata());
  return autoOrient.width / autoOrient.height;
}

/** A picture in its cell, whole: one with other proportions keeps them. */
async function fill(jpeg: Uint8Array, cell: SheetLayout['cell']): Promise<Buffer> {
  return await decoding(() =>
    sharp(jpeg, { ...checkedInput, failOn: 'none' })
      .autoOrient()
      .resize({ width: cell.widthPx, height: cell.heightPx, fit: 'contain', background: emptyCell })
      .removeAlpha()
      .toFormat('png', { compressionLevel: 0 })
      .toBuffer(),
  );
}

/** Everything but the pictures: text, and the places that are still empty. */
function words(sheet: ContactSheet, layout: SheetLayout): string {
  const { cell, labelSize } = layout;
  const parts: string[] = [];
  if (layout.title) parts.push(text(layout.title, bright, 600));
  for (const line of layout.lines) parts.push(text(line, plain, 400));
  for (const { row, column, x, y } of layout.cells) {
    const content = sheet.rows[row]?.[column];
    if (!content) {
      parts.push(`<rect x="${x}" y="${y}" width="${cell.widthPx}" height="${cell.heightPx}" fill="${emptyCell}"/>`);
      continue;
    }
    const fitted = fitText(content.label, labelSize, cell.widthPx);
    parts.push(text({ ...fitted, x, y: y + cell.heightPx + Math.round(labelSize * 1.2) }, plain, 400));
  }
  if (layout.footer) parts.push(text(layout.footer, faint, 400));
  const size = `width="${layout.widthPx}" height="${layout.heightPx}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join('')}</svg>`;
}

function text(line: Line, fill: string, weight: number): string {
  const font = `font-family="${fonts}" font-size="${line.size.toFixed(2)}" font-weight="${weight}"`;
  return `<text x="${line.x}" y="${line.y}" fill="${fill}" ${font}>${escapeXml(line.text)}</text>`;
}
