import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';

export type Weight = 'regular' | 'strong';

/** Writes in the page's own typeface, as shapes. A character that it lacks is drawn as an empty box. */
export type Lettering = {
  /** How wide a text is at size 1. */
  widthOf(text: string, weight: Weight): number;
  /** SVG path data of a text, from the left end of its baseline, in pixels. Empty where nothing is to be seen. */
  outline(text: string, weight: Weight, at: { x: number; y: number; size: number }): string;
};

const files: Readonly<Record<Weight, string>> = {
  regular: 'inter-ui/web/Inter-Regular.woff2',
  strong: 'inter-ui/web/Inter-SemiBold.woff2',
};

/** Reads the typeface where the package lies, in a checkout as in the packaged application. */
export async function loadLettering(): Promise<Lettering> {
  const fonts = await loadFonts();
  return {
    widthOf(text, weight) {
      const font = fonts[weight];
      return setIn(font, text).advanceWidth / font.unitsPerEm;
    },
    outline(text, weight, { x, y, size }) {
      const font = fonts[weight];
      const scale = size / font.unitsPerEm;
      const { glyphs, positions } = setIn(font, text);
      let pen = x;
      const drawn = positions.map(({ xAdvance, xOffset, yOffset }, index) => {
        const [left, base] = [pen + xOffset * scale, y - yOffset * scale];
        pen += xAdvance * scale;
        return glyphs[index]?.path.transform(scale, 0, 0, -scale, left, base).toSVG() ?? '';
      });
      return drawn.join('');
    },
  };
}

/** The two weights that are written in. */
export async function loadFonts(): Promise<Readonly<Record<Weight, Font>>> {
  // A tenth of a second that only those wait for who want a sheet.
  const { create } = await import('fontkit');
  const { resolve } = createRequire(import.meta.url);
  const open = async (weight: Weight): Promise<Font> => create(await readFile(resolve(files[weight])));
  return { regular: await open('regular'), strong: await open('strong') };
}

/**
 * One line from left to right, letters with their accents, as they were typed: no arrow is made of `->`. The font is never asked
 * for what is invisible by nature: it would take the next box for that and leave it out.
 */
function setIn(font: Font, text: string): ReturnType<Font['layout']> {
  const visible = text
    .normalize('NFC')
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
  return font.layout(visible, { calt: false }, 'latn', undefined, 'ltr');
}
