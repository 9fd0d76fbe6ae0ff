import type { Font } from 'fontkit';
import { type PdfFile, type PdfRef, pdfNumber } from './pdf-file.ts';

/**
 * A typeface inside a PDF, with no more glyphs than are used: as outlines that the file itself brings (Type 3 fonts, ISO 32000-1
 * 9.6.5), for the web's compressed fonts have no tables that could be embedded. What is written can be searched and copied.
 */
export class PdfTypeface {
  readonly #font: Font;
  readonly #name: string;
  /** Of each group of 255, in the order of their codes: a Type 3 font names no more. */
  readonly #groups: string[][] = [];
  readonly #codes = new Map<string, { group: number; code: number }>();

  /** `name`: how resources name its fonts, with a number behind. */
  constructor(font: Font, name: string) {
    this.#font = font;
    this.#name = name;
  }

  widthOf(text: string, size: number): number {
    const units = [...visible(text)].reduce((sum, character) => sum + this.#glyph(character).advanceWidth, 0);
    return (units * size) / this.#font.unitsPerEm;
  }

  /** What a page's content says to show the text from the left end of its baseline. */
  show(text: string, x: number, y: number, size: number): string {
    const runs: { group: number; hex: string; width: number }[] = [];
    for (const character of visible(text)) {
      const { group, code } = this.#codeOf(character);
      const hex = code.toString(16).padStart(2, '0');
      const width = (this.#glyph(character).advanceWidth * size) / this.#font.unitsPerEm;
      const last = runs.at(-1);
      if (last?.group === group) {
        last.hex += hex;
        last.width += width;
      } else runs.push({ group, hex, width });
    }
    let pen = x;
    return runs
      .map(({ group, hex, width }) => {
        const at = pen;
        pen += width;
        return `BT /${this.#name}${group} ${size} Tf ${pdfNumber(at)} ${pdfNumber(y)} Td <${hex}> Tj ET\n`;
      })
      .join('');
  }

  /** Writes its fonts. Returns what a page's resources call them. */
  write(file: PdfFile): string {
    return this.#groups.map((group, index) => `/${this.#name}${index} ${this.#writeGroup(file, group)} 0 R`).join(' ');
  }

  #writeGroup(file: PdfFile, characters: readonly string[]): PdfRef {
    const procedures = characters.map((character, index) => `/g${index + 1} ${this.#writeGlyph(file, character)} 0 R`);
    const widths = characters.map((character) => pdfNumber(this.#glyph(character).advanceWidth));
    const names = characters.map((_, index) => `/g${index + 1}`);
    const { bbox, unitsPerEm } = this.#font;
    const box = [bbox.minX, bbox.minY, bbox.maxX, bbox.maxY].map(pdfNumber).join(' ');
    const scale = (1 / unitsPerEm).toFixed(9);
    const unicode = file.addStream('', unicodeMap(characters));
    return file.add(
      `<< /Type /Font /Subtype /Type3 /FontBBox [${box}] /FontMatrix [${scale} 0 0 ${scale} 0 0] ` +
        `/CharProcs << ${procedures.join(' ')} >> /Encoding << /Type /Encoding /Differences [1 ${names.join(' ')}] >> ` +
        `/FirstChar 1 /LastChar ${characters.length} /Widths [${widths.join(' ')}] /ToUnicode ${unicode} 0 R /Resources << >> >>`,
    );
  }

  #writeGlyph(file: PdfFile, character: string): PdfRef {
    const glyph = this.#glyph(character);
    const { minX, minY, maxX, maxY } = glyph.bbox;
    const box = [minX, minY, maxX, maxY].map((value) => pdfNumber(Number.isFinite(value) ? value : 0)).join(' ');
    return file.addStream('', `${pdfNumber(glyph.advanceWidth)} 0 ${box} d1\n${outlineOf(glyph.path.commands)}f\n`);
  }

  #glyph(character: string): ReturnType<Font['glyphForCodePoint']> {
    return this.#font.glyphForCodePoint(character.codePointAt(0) ?? 0);
  }

  #codeOf(character: string): { group: number; code: number } {
    const known = this.#codes.get(character);
    if (known) return known;
    let group = this.#groups.at(-1);
    if (!group || group.length === 255) {
      group = [];
      this.#groups.push(group);
    }
    const given = { group: this.#groups.length - 1, code: group.push(character) };
    this.#codes.set(character, given);
    return given;
  }
}

/** Letters with their accents as one character each; what cannot be seen is left out. */
function visible(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}

type Command = ReturnType<Font['glyphForCodePoint']>['path']['commands'][number];

/** PDF has cubic curves alone. */
function outlineOf(commands: readonly Command[]): string {
  let [x, y] = [0, 0];
  const drawn = commands.map(({ command, args }) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    const from = [x, y] as const;
    if (command === 'closePath') return 'h\n';
    if (command === 'quadraticCurveTo') {
      [x, y] = [c, d];
      const third = (start: number, control: number) => start + ((control - start) * 2) / 3;
      return line('c', [third(from[0], a), third(from[1], b), third(c, a), third(d, b), c, d]);
    }
    if (command === 'bezierCurveTo') {
      [x, y] = [e, f];
      return line('c', [a, b, c, d, e, f]);
    }
    [x, y] = [a, b];
    return line(command === 'moveTo' ? 'm' : 'l', [a, b]);
  });
  return drawn.join('');
}

function line(operator: string, numbers: readonly number[]): string {
  return `${numbers.map(pdfNumber).join(' ')} ${operator}\n`;
}

/** Which character a code stands for, so that text can be searched (9.10.3). */
function unicodeMap(characters: readonly string[]): string {
  const rows = characters.map((character, index) => {
    const code = (index + 1).toString(16).padStart(2, '0');
    return `<${code}> <${Buffer.from(character, 'utf16le').swap16().toString('hex')}>\n`;
  });
  const blocks: string[] = [];
  for (let at = 0; at < rows.length; at += 100) {
    const block = rows.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('')}endbfchar\n`);
  }
  return [
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n',
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n',
    ...blocks,
    'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n',
  ].join('');
}
