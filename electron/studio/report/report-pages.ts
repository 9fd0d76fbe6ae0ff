import type { Font } from 'fontkit';
import type { Weight } from '../sheets/lettering.ts';
import { PdfFile, type PdfRef, pdfNumber, pdfText } from './pdf-file.ts';
import { PdfTypeface } from './pdf-typeface.ts';
import type { ReportContent, ReportView } from './report-content.ts';

/** A small picture: RGB, row by row. */
export type ReportPicture = { readonly rgb: Uint8Array; readonly width: number; readonly height: number };

/** A4 in points. */
const page = { width: 595, height: 842, margin: 42, foot: 34 } as const;
const inner = page.width - 2 * page.margin;
const picture = { width: 92, height: 70, gap: 12 } as const;
const body = { size: 8.5, leading: 12 } as const;
const small = { size: 6, leading: 9 } as const;

/** Draws the report as PDF, deterministically: see `PdfFile`. A view without a small picture has an empty place. */
export function reportPdf(
  content: ReportContent,
  pictures: ReadonlyMap<string, ReportPicture>,
  fonts: Readonly<Record<Weight, Font>>,
): Uint8Array {
  const file = new PdfFile();
  const faces = { regular: new PdfTypeface(fonts.regular, 'R'), strong: new PdfTypeface(fonts.strong, 'S') };
  const pages: string[] = [];
  const images: string[] = [];
  let drawn = '';
  let y: number = page.height - page.margin;

  const turnPage = (): void => {
    pages.push(drawn);
    drawn = '';
    y = page.height - page.margin;
  };
  const room = (height: number): void => {
    if (y - height < page.margin + page.foot) turnPage();
  };
  const write = (text: string, x: number, size: number, weight: Weight = 'regular'): void => {
    drawn += faces[weight].show(text, x, y, size);
  };
  const paragraph = (text: string, x: number, width: number, type: { size: number; leading: number }): void => {
    for (const line of broken(text, width, (part) => faces.regular.widthOf(part, type.size))) {
      room(type.leading);
      y -= type.leading;
      write(line, x, type.size);
    }
  };

  y -= 16;
  write(content.title, page.margin, 16, 'strong');
  if (content.simulation) {
    y -= 18;
    write('SIMULATION\u00a0: aucune personne n’a été photographiée', page.margin, 10, 'strong');
  }
  y -= 10;
  for (const [name, value] of content.facts) {
    const top = y;
    paragraph(value, page.margin + 120, inner - 120, body);
    const after = y;
    y = top - body.leading;
    write(name, page.margin, body.size, 'strong');
    y = after;
  }
  y -= 12;
  for (const view of content.views) drawView(view);
  for (const { title, lines } of content.sections) {
    room(40);
    y -= 22;
    write(title, page.margin, 10, 'strong');
    y -= 2;
    for (const line of lines) paragraph(line, page.margin, inner, body);
  }
  turnPage();

  function drawView(view: ReportView): void {
    const height = view.shot === undefined ? 40 : picture.height + 14;
    room(height);
    const top = y;
    drawn += `0.8 G 0.5 w ${page.margin} ${pdfNumber(top - 2)} m ${page.margin + inner} ${pdfNumber(top - 2)} l S\n`;
    const shown = view.shot === undefined ? undefined : pictures.get(view.shot);
    if (shown) place(shown, top - 8);
    const left = page.margin + picture.width + picture.gap;
    const width = inner - picture.width - picture.gap;
    y = top - 4 - body.leading;
    write(
      cut(view.title, width, (part) => faces.strong.widthOf(part, 9.5)),
      left,
      9.5,
      'strong',
    );
    for (const line of view.lines) paragraph(line, left, width, body);
    if (view.sha256) paragraph(`SHA-256 ${view.sha256}`, left, width, small);
    y = Math.min(y - 6, top - height);
  }

  function place({ rgb, width, height }: ReportPicture, top: number): void {
    const entries = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8`;
    const name = `P${images.length}`;
    images.push(`/${name} ${file.addStream(entries, rgb)} 0 R`);
    const scale = Math.min(picture.width / width, picture.height / height);
    const [w, h] = [width * scale, height * scale];
    const x = page.margin + (picture.width - w) / 2;
    drawn += `q ${pdfNumber(w)} 0 0 ${pdfNumber(h)} ${pdfNumber(x)} ${pdfNumber(top - h)} cm /${name} Do Q\n`;
  }

  const foot = pages.map((_, index) => {
    const text = `Incidence · page ${index + 1}/${pages.length}`;
    return faces.regular.show(text, page.margin, page.margin - 6, 7);
  });
  const fontNames = `${faces.regular.write(file)} ${faces.strong.write(file)}`;
  const resources = file.add(`<< /Font << ${fontNames} >> /XObject << ${images.join(' ')} >> >>`);
  return finish(
    file,
    content,
    resources,
    pages.map((text, index) => text + (foot[index] ?? '')),
  );
}

function finish(file: PdfFile, content: ReportContent, resources: PdfRef, pages: readonly string[]): Uint8Array {
  const tree = file.reserve();
  const leaves = pages.map((text) => {
    const stream = file.addStream('', text);
    const box = `/MediaBox [0 0 ${page.width} ${page.height}]`;
    return file.add(`<< /Type /Page /Parent ${tree} 0 R ${box} /Resources ${resources} 0 R /Contents ${stream} 0 R >>`);
  });
  file.put(tree, `<< /Type /Pages /Kids [${leaves.map((ref) => `${ref} 0 R`).join(' ')}] /Count ${leaves.length} >>`);
  const title = pdfText(content.title);
  const catalogue = file.add(
    `<< /Type /Catalog /Pages ${tree} 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>`,
  );
  const made = new Date(content.at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const info = file.add(`<< /Title ${title} /Creator (Incidence) /Producer (Incidence) /CreationDate (D:${made}Z) >>`);
  return file.finish(catalogue, info);
}

/** Lines that fit; a word that is too long by itself is broken where it must be. */
function broken(text: string, width: number, widthOf: (part: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (widthOf(line + character) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}

function cut(text: string, width: number, widthOf: (part: string) => number): string {
  if (widthOf(text) <= width) return text;
  let kept = text;
  while (kept !== '' && widthOf(`${kept}…`) > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
