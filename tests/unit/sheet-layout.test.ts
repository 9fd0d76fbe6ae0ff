import { describe, expect, it } from 'vitest';
import { fitText, layOutSheet } from '../../electron/studio/sheets/sheet-layout.ts';

const nobody = { title: '', lines: [], footer: '' };

/** A typeface whose letters are all equally wide. */
const even = (text: string): number => text.normalize('NFC').length * 0.6;

describe('a contact sheet’s layout', () => {
  const rowOf = (columns: number): number[] => Array.from({ length: columns }, () => 1.5);

  it('places cells without overlap, inside, row by row', () => {
    const rows = [rowOf(3), rowOf(3), rowOf(3)];
    const layout = layOutSheet({ title: 'T', lines: ['a', 'b'], footer: 'f' }, rows, 200, even);
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
    const bare = layOutSheet(nobody, [rowOf(3)], 200, even);
    const worded = layOutSheet({ ...nobody, title: 'T', footer: 'f' }, [rowOf(3)], 200, even);
    expect(bare.title ?? bare.footer).toBeUndefined();
    expect(bare.cells[0]?.y).toBe(bare.margin);
    expect(worded.heightPx).toBeGreaterThan(bare.heightPx);
  });

  it('centres a shorter row', () => {
    const cells = layOutSheet(nobody, [rowOf(3), rowOf(1)], 200, even).cells;
    expect(cells.find(({ row }) => row === 1)?.x).toBe(cells.find(({ row, column }) => row === 0 && column === 1)?.x);
  });

  it('gives portrait pictures as much room as landscape ones, and one height to a row', () => {
    const rows = [
      [2 / 3, 2 / 3, 2 / 3],
      [1.5, 1.5],
      [2 / 3, 1.5, 2 / 3, 1.5, 1],
    ];
    const { cells, widthPx, margin, gap } = layOutSheet(nobody, rows, 300, even);
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
    expect(fitText('short', 20, 400, even)).toEqual({ text: 'short', size: 20 });
    const shrunk = fitText('x'.repeat(38), 20, 400, even);
    expect(shrunk.text).toHaveLength(38);
    expect(shrunk.size).toBeLessThan(20);
    const cut = fitText('é'.repeat(400), 20, 400, even);
    expect(cut).toEqual({ text: `${'é'.repeat(46)}…`, size: 14 });
  });

  it('is never cut between a letter and its accent, nor wider than its room', () => {
    for (const room of [10, 40, 95, 101]) {
      const { text, size } = fitText('e\u0301'.repeat(60), 20, room, even);
      expect(text).toMatch(/^(?:e\u0301)*…$/);
      expect(even(text) * size).toBeLessThanOrEqual(room);
    }
    expect(fitText('one two three', 20, 70, even).text).toBe('one two…');
  });
});
