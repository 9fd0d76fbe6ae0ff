import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noTag, openLines, sealLine } from '../../electron/vault/sealing/sealed-lines.ts';

const key = randomBytes(32);
const texts = ['{"a":1}', '{"b":"é"}', '{"c":[]}', '{"d":null}'];

function seal(given: readonly string[], under = key): Buffer[] {
  let tag = noTag;
  return given.map((text, index) => {
    const line = sealLine(under, index, tag, text);
    tag = line.tag;
    return Buffer.from(line.bytes);
  });
}

const lines = seal(texts);
const file = Buffer.concat(lines);

describe('a file of sealed lines', () => {
  it('gives back its texts, and nothing of them is readable', () => {
    expect(openLines(key, file)).toMatchObject({ texts, end: file.length });
    expect(openLines(key, new Uint8Array())).toEqual({ texts: [], tag: noTag, end: 0 });
    expect(file.toString('latin1')).toMatch(/^([A-Za-z0-9+/]+={0,2}\n)+$/);
    expect(Buffer.compare(file, Buffer.concat(seal(texts)))).not.toBe(0);
  });

  it('shows each changed bit, in the last line too, as damage and not as a torn line', () => {
    for (let at = 0; at < file.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(file);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const { brokenLine, texts: opened } = openLines(key, changed);
        const line = 1 + lines.findIndex((_, index) => at < Buffer.concat(lines.slice(0, index + 1)).length);
        expect([at, bit, brokenLine, opened.length]).toEqual([at, bit, line, line - 1]);
      }
    }
  });

  it.each([
    ['a line that is missing', [0, 2, 3], 2],
    ['the first line missing', [1, 2, 3], 1],
    ['two lines exchanged', [0, 2, 1, 3], 2],
    ['a line that stands there twice', [0, 1, 1, 2, 3], 3],
  ])('shows %s', (_name, order, brokenLine) => {
    const changed = Buffer.concat(order.map((index) => lines[index] ?? Buffer.alloc(0)));
    expect(openLines(key, changed).brokenLine).toBe(brokenLine);
  });

  it('takes no line of another file, nor one of its own past', () => {
    const foreign = seal(texts, randomBytes(32));
    expect(
      openLines(key, Buffer.concat([...lines.slice(0, 2), foreign[2] ?? '', lines[3] ?? ''] as Buffer[])),
    ).toMatchObject({ brokenLine: 3 });
    const other = seal(['{"a":1}', '{"b":"other"}', '{"c":[]}']);
    expect(openLines(key, Buffer.concat([...lines.slice(0, 2), other[2] ?? Buffer.alloc(0)]))).toMatchObject({
      brokenLine: 3,
    });
  });

  it('tells a last line that was torn anywhere, or never reached the disk, from damage', () => {
    const start = file.length - (lines[3]?.length ?? 0);
    for (let end = start + 1; end < file.length; end += 1) {
      const torn = openLines(key, file.subarray(0, end));
      expect([end, torn.texts.length, torn.end, torn.brokenLine]).toEqual([end, 3, start, undefined]);
    }
    const zeros = Buffer.concat([file.subarray(0, start), Buffer.alloc(file.length - start)]);
    expect(openLines(key, zeros)).toMatchObject({ end: start });
    expect(openLines(key, zeros).brokenLine).toBeUndefined();
    const hole = Buffer.from(file).fill(0, start, start + 20);
    expect(openLines(key, hole).brokenLine).toBeUndefined();
    const before = Buffer.from(file).fill(0, 3, 20);
    expect(openLines(key, before).brokenLine).toBe(1);
  });
});
