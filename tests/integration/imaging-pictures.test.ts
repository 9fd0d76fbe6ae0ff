import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { paintContactSheet } from '../../electron/studio/imaging/contact-sheet.ts';
import { preview } from '../../electron/studio/imaging/preview.ts';
import { type Lettering, loadLettering } from '../../electron/studio/sheets/lettering.ts';
import { drawSheet } from '../../electron/studio/sheets/sheet-drawing.ts';
import { layOutSheet } from '../../electron/studio/sheets/sheet-layout.ts';
import type { Sheet } from '../../electron/studio/sheets/sheets.ts';
import { exposure, pixelsOf } from '../rigs/drawn-subject.ts';

const subject = createSubject({ seed: 31 });
let photograph: Uint8Array;
let lettering: Lettering;
beforeAll(async () => {
  photograph = await subject.photograph(exposure());
  lettering = await loadLettering();
});
afterAll(() => subject.close());

const plain = (background: string, size = { width: 300, height: 200 }): Promise<Uint8Array> =>
  sharp({ create: { ...size, channels: 3, background } })
    .jpeg({ quality: 95 })
    .toBuffer();

describe('a preview', () => {
  it('is small, sRGB and says nothing of the camera or the moment', async () => {
    const metadata = await sharp(await preview(photograph, 400, 'none')).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 400, height: 267, space: 'srgb' });
    expect(metadata.exif).toBeUndefined();
  });

  it('is upright, with the width asked for, whichever way the camera was held', async () => {
    // Red on the camera's left half; turned by orientation 6 that is the top.
    const half = await plain('#c00000', { width: 150, height: 200 });
    const held = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#0000c0' } })
      .composite([{ input: Buffer.from(half), left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const upright = await preview(held, 100, 'none');
    const { widthPx, heightPx, rgb } = await pixelsOf(upright);
    expect([widthPx, heightPx]).toEqual([100, 150]);
    expect((await sharp(upright).metadata()).orientation ?? 1).toBe(1);
    const top = (20 * widthPx + 50) * 3;
    const bottom = (130 * widthPx + 50) * 3;
    expect(rgb[top]).toBeGreaterThan(150);
    expect(rgb[bottom + 2]).toBeGreaterThan(150);
  });

  it.each([
    [1, 'none', ['red', 'blue', 'red', 'blue']],
    [1, 'left-right', ['blue', 'red', 'blue', 'red']],
    [1, 'top-bottom', ['red', 'blue', 'red', 'blue']],
    [6, 'none', ['red', 'red', 'blue', 'blue']],
    [6, 'left-right', ['red', 'red', 'blue', 'blue']],
    [6, 'top-bottom', ['blue', 'blue', 'red', 'red']],
    [8, 'top-bottom', ['red', 'red', 'blue', 'blue']],
  ] as const)(
    'held as %i, in a mirror that turns %s, is turned round as it stands',
    async (orientation, mirror, seen) => {
      const half = await plain('#c00000', { width: 150, height: 200 });
      const held = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#0000c0' } })
        .composite([{ input: Buffer.from(half), left: 0, top: 0 }])
        .withMetadata({ orientation })
        .jpeg()
        .toBuffer();
      const { widthPx, heightPx, rgb } = await pixelsOf(await preview(held, 120, mirror));
      const corners = [0.2, 0.8].flatMap((down) => [0.2, 0.8].map((right) => [right, down] as const));
      const colours = corners.map(([right, down]) => {
        const i = (Math.round(heightPx * down) * widthPx + Math.round(widthPx * right)) * 3;
        return (rgb[i] ?? 0) > (rgb[i + 2] ?? 0) ? 'red' : 'blue';
      });
      expect(colours).toEqual(seen);
    },
  );

  it('is never larger than the picture', async () => {
    expect((await sharp(await preview(photograph, 5000, 'none')).metadata()).width).toBe(1200);
  });

  it('shows a picture that broke off as far as it goes', async () => {
    const part = photograph.subarray(0, Math.floor(photograph.length * 0.6));
    expect((await sharp(await preview(part, 300, 'none')).metadata()).width).toBe(300);
  });

  it('refuses with a code what is no picture', async () => {
    await expect(preview(Buffer.alloc(100), 300, 'none')).rejects.toMatchObject({ code: 'picture-unsupported' });
  });
});

describe('a contact sheet', () => {
  const blank = { title: '', lines: [], footer: '' };
  const wide = { note: '', struck: false, orientation: 'landscape' } as const;
  const lay = (words: Pick<Sheet, 'title' | 'lines' | 'footer'>, aspects: number[][], cellWidthPx: number) =>
    layOutSheet(words, aspects, cellWidthPx, lettering.widthOf);
  const drawn = async (sheet: Sheet) => await pixelsOf(await paintContactSheet(drawSheet(sheet, lettering)));
  const shown = (jpeg: Uint8Array, widthPx = 300, heightPx = 200) => ({ jpeg, widthPx, heightPx });

  it('keeps the order it is given and leaves missing pictures empty', async () => {
    const cell = async (colour: string) => ({ ...wide, picture: shown(await plain(colour)), label: '' });
    const rows = [
      [await cell('#d02020'), await cell('#20d020')],
      [null, await cell('#2020d0')],
    ];
    const { rgb, widthPx } = await drawn({ ...blank, rows, cellWidthPx: 150 });
    const layout = lay(
      blank,
      [
        [1.5, 1.5],
        [1.5, 1.5],
      ],
      150,
    );
    const middles = layout.cells.map(({ x, y, heightPx }) => {
      const i = ((y + heightPx / 2) * widthPx + x + 75) * 3;
      return [...rgb.subarray(i, i + 3)];
    });
    const [red, green, empty, blue] = middles.map((found = [0, 0, 0]) =>
      found.map((value) => Math.round(value / 16) * 16),
    );
    expect(red).toEqual([208, 32, 32]);
    expect(green).toEqual([32, 208, 32]);
    expect(empty).toEqual([48, 48, 48]);
    expect(blue).toEqual([32, 32, 208]);
  });

  it('writes title, lines, labels and footer, accents and all', async () => {
    const rows = [[{ ...wide, picture: shown(photograph), label: 'Haut-droite' }]];
    const words = { title: 'Éàçœ Ñ ß', lines: ['Łukasz Ångström · 04/05/2016'], footer: 'droite à gauche' };
    const written = await drawn({ ...words, rows, cellWidthPx: 500 });
    const layout = lay(words, [[1.5]], 500);
    const label = { text: 'Haut-droite', x: layout.margin, y: (layout.footer?.y ?? 0) - 40, size: layout.labelSize };
    for (const line of [layout.title, ...layout.lines, label, layout.footer]) {
      expect(inkIn(written, line?.x ?? 0, (line?.y ?? 0) - (line?.size ?? 0), line?.size ?? 0)).toBeGreaterThan(20);
    }
    // An accent is drawn over its letter, not left out: É reaches higher than E.
    const heightOf = async (title: string): Promise<number> => {
      const pixels = await drawn({ ...blank, title, rows, cellWidthPx: 500 });
      return firstInkRow(pixels, layout.margin);
    };
    expect(await heightOf('É')).toBeLessThan(await heightOf('E'));
  });

  it('draws names as they are, also those that look like markup or cannot be drawn', async () => {
    const rows = [[{ ...wide, picture: shown(photograph), label: '<b>&amp;</b>\u0000' }]];
    const sheet = {
      title: `O'Neil & "Söhne" <svg>`,
      lines: ['\u001b[31m', ']]>'],
      footer: '\ud800',
      rows,
      cellWidthPx: 300,
    };
    const layout = lay(sheet, [[1.5]], sheet.cellWidthPx);
    const seen = await drawn(sheet);
    for (const line of [layout.title, layout.lines[1], layout.footer])
      expect(inkIn(seen, line?.x ?? 0, (line?.y ?? 0) - (line?.size ?? 0), line?.size ?? 0)).toBeGreaterThan(5);
  });

  it('keeps each picture’s proportions, portrait beside landscape', async () => {
    const rows = [
      [
        { ...wide, picture: shown(await plain('#f0f0f0')), label: '' },
        { ...wide, picture: shown(await plain('#f0f0f0', { width: 200, height: 300 }), 200, 300), label: '' },
      ],
    ];
    const pixels = await drawn({ ...blank, rows, cellWidthPx: 500 });
    const layout = lay(blank, [[1.5, 2 / 3]], 500);
    for (const { x, y, widthPx, heightPx } of layout.cells) {
      const at = (px: number, py: number): number =>
        pixels.rgb[(Math.round(py) * pixels.widthPx + Math.round(px)) * 3] ?? 0;
      const inside = [at(x + 4, y + 4), at(x + widthPx - 5, y + 4), at(x + 4, y + heightPx - 5)];
      expect(Math.min(...inside)).toBeGreaterThan(220);
      expect(at(x - 3, y + heightPx / 2)).toBeLessThan(80);
    }
  });

  it('marks what cannot be shown or does not count, and keeps the place of what is missing', async () => {
    const rows = [
      [
        { ...wide, picture: null, label: '', note: 'Illisible', struck: true },
        { ...wide, picture: shown(await plain('#404040')), label: '', struck: true },
        { ...wide, picture: null, label: '', note: 'Manque', orientation: 'portrait' as const },
      ],
    ];
    const seen = await drawn({ ...blank, rows, cellWidthPx: 300 });
    const layout = lay(blank, [[1.5, 1.5, 2 / 3]], 300);
    const [unreadable, rejected, missing] = layout.cells;
    if (!unreadable || !rejected || !missing) throw new Error('three places');
    for (const { x, y, widthPx, heightPx } of [unreadable, rejected]) {
      const diagonal = [0.2, 0.35, 0.8].map((share) =>
        isInk(seen, x + Math.round(widthPx * share), y + Math.round(heightPx * (1 - share))),
      );
      expect(diagonal).toEqual([true, true, true]);
    }
    expect(missing.heightPx).toBeGreaterThan(missing.widthPx);
    expect(inkIn(seen, missing.x, missing.y + missing.heightPx / 2 - 12, 14)).toBeGreaterThan(20);
  });

  it('refuses with a code a cell that is no picture', async () => {
    const rows = [[{ ...wide, picture: shown(Buffer.alloc(50)), label: '' }]];
    await expect(drawn({ ...blank, rows, cellWidthPx: 100 })).rejects.toMatchObject({
      code: 'picture-unsupported',
    });
  });
});

type Seen = Awaited<ReturnType<typeof pixelsOf>>;

const isInk = ({ rgb, widthPx }: Seen, x: number, y: number): boolean => (rgb[(y * widthPx + x) * 3] ?? 0) > 110;

function inkIn(seen: Seen, left: number, top: number, height: number): number {
  let count = 0;
  for (let y = Math.round(top); y < top + height; y++) {
    for (let x = left; x < left + 80; x++) if (isInk(seen, x, y)) count++;
  }
  return count;
}

function firstInkRow(seen: Seen, left: number): number {
  for (let y = 0; y < seen.heightPx; y++) for (let x = left; x < left + 40; x++) if (isInk(seen, x, y)) return y;
  return seen.heightPx;
}
