import { describe, expect, it } from 'vitest';
import { fitText, layOutSheet } from '../../electron/studio/imaging/sheet-layout.ts';
import { escapeXml } from '../../electron/studio/imaging/xml.ts';

const nobody = { title: '', lines: [], footer: '' };

describe('a contact sheet’s layout', () => {
  const rowOf = (columns: number): number[] => Array.from({ length: columns }, () => 1.5);

  it('places cells without overlap, inside, row by row', () => {
    const rows = [rowOf(3), rowOf(3), rowOf(3)];
    const layout = layOutSheet({ title: 'T', lines: ['a', 'b'], footer: 'f' }, rows, 200);
    expect(layout.cells).toHaveLength(9);
    for (const { row, column, x, y, widthPx, heightPx } of layout.cells) {
      expect([widthPx, heightPx]).toEqual([200, 133]);
      expect(x + widthPx).toBeLessThanOrEqual(layout.widthPx - layout.margin);
      expect(y).toBeGreaterThan(layout.lines[1]?.y ?? Number.POSITIVE_INFINITY);
      expect(y + heightPx).toBeLessThan(layout.footer?.y ?? 0);
      const right = layout.cells.find((other) => other.row === row && other.column === column + 1);
      if (right) expect(right.x).toBe(x + widthPx + layout.gap);
    }
    expect(layout.footer?.y).toBeLessThan(layout.heightPx);
  });

  it('leaves no room for words that are not there', () => {
    const bare = layOutSheet(nobody, [rowOf(3)], 200);
    const worded = layOutSheet({ ...nobody, title: 'T', footer: 'f' }, [rowOf(3)], 200);
    expect(bare.title ?? bare.footer).toBeUndefined();
    expect(bare.cells[0]?.y).toBe(bare.margin);
    expect(worded.heightPx).toBeGreaterThan(bare.heightPx);
  });

  it('centres a shorter row', () => {
    const cells = layOutSheet(nobody, [rowOf(3), rowOf(1)], 200).cells;
    expect(cells.find(({ row }) => row === 1)?.x).toBe(cells.find(({ row, column }) => row === 0 && column === 1)?.x);
  });

  it('gives portrait pictures as much room as landscape ones, and one height to a row', () => {
    const rows = [
      [2 / 3, 2 / 3, 2 / 3],
      [1.5, 1.5],
      [2 / 3, 1.5, 2 / 3, 1.5, 1],
    ];
    const { cells, widthPx, margin, gap } = layOutSheet(nobody, rows, 300);
    const of = (row: number) => cells.filter((cell) => cell.row === row);
    expect(of(0)[0]).toMatchObject({ widthPx: 200, heightPx: 300 });
    expect(of(1)[0]).toMatchObject({ widthPx: 300, heightPx: 200 });
    expect(new Set(of(2).map(({ heightPx, y }) => `${heightPx} ${y}`)).size).toBe(1);
    for (const { row, column, x, y, widthPx: width, heightPx } of cells) {
      expect(width / heightPx).toBeCloseTo(rows[row]?.[column] ?? 0, 1);
      expect(x).toBeGreaterThanOrEqual(margin);
      expect(x + width).toBeLessThanOrEqual(widthPx - margin);
      const next = of(row)[column + 1];
      if (next) expect(next.x).toBe(x + width + gap);
      const under = of(row + 1)[0];
      if (under) expect(under.y).toBeGreaterThan(y + heightPx);
    }
  });
});

describe('text', () => {
  it('shrinks before it is cut, and is cut visibly', () => {
    expect(fitText('short', 20, 400)).toEqual({ text: 'short', size: 20 });
    const shrunk = fitText('x'.repeat(38), 20, 400);
    expect(shrunk.text).toHaveLength(38);
    expect(shrunk.size).toBeLessThan(20);
    const cut = fitText('é'.repeat(400), 20, 400);
    expect(cut.text.endsWith('…')).toBe(true);
    expect([...cut.text].length * cut.size * 0.6).toBeLessThanOrEqual(400);
  });

  it('is safe in XML, without what XML cannot carry', () => {
    expect(escapeXml(`<b a="1">O'Neil & Söhne</b>`)).toBe('&lt;b a=&quot;1&quot;&gt;O&apos;Neil &amp; Söhne&lt;/b&gt;');
    expect(escapeXml('a\u0000b\u001bc\ud800d\u{1f600}')).toBe('abcd\u{1f600}');
  });
});
