import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { drawContactSheet } from '../../electron/studio/imaging/contact-sheet.ts';
import { preview } from '../../electron/studio/imaging/preview.ts';
import { layOutSheet } from '../../electron/studio/imaging/sheet-layout.ts';
import { exposure, pixelsOf } from '../rigs/drawn-subject.ts';

const subject = createSubject({ seed: 31 });
let photograph: Uint8Array;
beforeAll(async () => {
  photograph = await subject.photograph(exposure());
});
afterAll(() => subject.close());

const plain = (background: string, size = { width: 300, height: 200 }): Promise<Uint8Array> =>
  sharp({ create: { ...size, channels: 3, background } })
    .jpeg({ quality: 95 })
    .toBuffer();

describe('a preview', () => {
  it('is small, sRGB and says nothing of the camera or the moment', async () => {
    const metadata = await sharp(await preview(photograph, 400)).metadata();
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
    const upright = await preview(held, 100);
    const { widthPx, heightPx, rgb } = await pixelsOf(upright);
    expect([widthPx, heightPx]).toEqual([100, 150]);
    expect((await sharp(upright).metadata()).orientation ?? 1).toBe(1);
    const top = (20 * widthPx + 50) * 3;
    const bottom = (130 * widthPx + 50) * 3;
    expect(rgb[top]).toBeGreaterThan(150);
    expect(rgb[bottom + 2]).toBeGreaterThan(150);
  });

  it('is never larger than the picture', async () => {
    expect((await sharp(await preview(photograph, 5000)).metadata()).width).toBe(1200);
  });

  it('shows a picture that broke off as far as it goes', async () => {
    const part = photograph.subarray(0, Math.floor(photograph.length * 0.6));
    expect((await sharp(await preview(part, 300)).metadata()).width).toBe(300);
  });

  it('refuses with a code what is no picture', async () => {
    await expect(preview(Buffer.alloc(100), 300)).rejects.toMatchObject({ code: 'picture-unsupported' });
  });
});

describe('a contact sheet', () => {
  const blank = { title: '', lines: [], footer: '' };

  it('keeps the order it is given and leaves missing pictures empty', async () => {
    const cell = async (colour: string) => ({ jpeg: await plain(colour), label: '' });
    const rows = [
      [await cell('#d02020'), await cell('#20d020')],
      [null, await cell('#2020d0')],
    ];
    const { rgb, widthPx } = await pixelsOf(await drawContactSheet({ ...blank, rows, cellWidthPx: 150 }));
    const layout = layOutSheet(blank, [2, 2], 150, 1.5);
    const middles = layout.cells.map(({ x, y }) => {
      const i = ((y + layout.cell.heightPx / 2) * widthPx + x + 75) * 3;
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
    const rows = [[{ jpeg: photograph, label: 'Haut-droite' }]];
    const words = { title: 'Éàçœ Ñ ß', lines: ['Łukasz Ångström · 04/05/2016'], footer: 'droite à gauche' };
    const written = await pixelsOf(await drawContactSheet({ ...words, rows, cellWidthPx: 500 }));
    const layout = layOutSheet(words, [1], 500, 1.5);
    const label = { text: 'Haut-droite', x: layout.margin, y: (layout.footer?.y ?? 0) - 40, size: layout.labelSize };
    for (const line of [layout.title, ...layout.lines, label, layout.footer]) {
      expect(inkIn(written, line?.x ?? 0, (line?.y ?? 0) - (line?.size ?? 0), line?.size ?? 0)).toBeGreaterThan(20);
    }
    // An accent is drawn over its letter, not left out: É reaches higher than E.
    const heightOf = async (title: string): Promise<number> => {
      const pixels = await pixelsOf(await drawContactSheet({ ...blank, title, rows, cellWidthPx: 500 }));
      return firstInkRow(pixels, layout.margin);
    };
    expect(await heightOf('É')).toBeLessThan(await heightOf('E'));
  });

  it('draws names as they are, also those that look like markup or cannot be drawn', async () => {
    const rows = [[{ jpeg: photograph, label: '<b>&amp;</b>\u0000' }]];
    const sheet = {
      title: `O'Neil & "Söhne" <svg>`,
      lines: ['\u001b[31m', ']]>'],
      footer: '\ud800',
      rows,
      cellWidthPx: 300,
    };
    expect((await sharp(await drawContactSheet(sheet)).metadata()).format).toBe('jpeg');
  });

  it('keeps each picture’s proportions', async () => {
    const tall = { jpeg: await plain('#f0f0f0', { width: 200, height: 300 }), label: '' };
    const wide = { jpeg: await plain('#f0f0f0'), label: '' };
    const pixels = await pixelsOf(await drawContactSheet({ ...blank, rows: [[wide, tall]], cellWidthPx: 150 }));
    const layout = layOutSheet(blank, [2], 150, 1.5);
    const second = layout.cells[1] ?? { x: 0, y: 0 };
    const edge = pixels.rgb[((second.y + 50) * pixels.widthPx + second.x + 10) * 3];
    const middle = pixels.rgb[((second.y + 50) * pixels.widthPx + second.x + 75) * 3];
    expect(edge).toBeLessThan(80);
    expect(middle).toBeGreaterThan(220);
  });

  it('refuses with a code a cell that is no picture', async () => {
    const rows = [[{ jpeg: Buffer.alloc(50), label: '' }]];
    await expect(drawContactSheet({ ...blank, rows, cellWidthPx: 100 })).rejects.toMatchObject({
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
