import { describe, expect, it } from 'vitest';
import { fitText, layOutSheet } from '../../electron/studio/imaging/sheet-layout.ts';
import { escapeXml } from '../../electron/studio/imaging/xml.ts';

const nobody = { title: '', lines: [], footer: '' };

describe('a contact sheet’s layout', () => {
  it('places cells without overlap, inside, row by row', () => {
    const layout = layOutSheet({ title: 'T', lines: ['a', 'b'], footer: 'f' }, [3, 3, 3], 200, 1.5);
    expect(layout.cells).toHaveLength(9);
    expect(layout.cell).toEqual({ widthPx: 200, heightPx: 133 });
    for (const { row, column, x, y } of layout.cells) {
      expect(x + layout.cell.widthPx).toBeLessThanOrEqual(layout.widthPx - layout.margin);
      expect(y).toBeGreaterThan(layout.lines[1]?.y ?? Number.POSITIVE_INFINITY);
      expect(y + layout.cell.heightPx).toBeLessThan(layout.footer?.y ?? 0);
      const right = layout.cells.find((other) => other.row === row && other.column === column + 1);
      if (right) expect(right.x).toBe(x + layout.cell.widthPx + layout.gap);
    }
    expect(layout.footer?.y).toBeLessThan(layout.heightPx);
  });

  it('leaves no room for words that are not there', () => {
    const bare = layOutSheet(nobody, [3], 200, 1.5);
    const worded = layOutSheet({ ...nobody, title: 'T', footer: 'f' }, [3], 200, 1.5);
    expect(bare.title ?? bare.footer).toBeUndefined();
    expect(bare.cells[0]?.y).toBe(bare.margin);
    expect(worded.heightPx).toBeGreaterThan(bare.heightPx);
  });

  it('centres a shorter row', () => {
    const cells = layOutSheet(nobody, [3, 1], 200, 1.5).cells;
    expect(cells.find(({ row }) => row === 1)?.x).toBe(cells.find(({ row, column }) => row === 0 && column === 1)?.x);
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
