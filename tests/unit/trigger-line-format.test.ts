import { describe, expect, it } from 'vitest';
import {
  crc8Maxim,
  createLineSplitter,
  formatTriggerLine,
  parseTriggerLine,
  type TriggerLine,
  triggerValues,
} from '../../electron/contract/studio-trigger.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('crc8Maxim', () => {
  it.each([
    ['', 0x00],
    ['123456789', 0xa1],
    ['\u0001', 0x5e],
    ['1 ID', 0x5d],
  ])('%j', (text, sum) => {
    expect(crc8Maxim(text)).toBe(sum);
  });
});

describe('lines', () => {
  it.each<[TriggerLine, RegExp]>([
    [{ kind: 'command', seq: 1, verb: 'ID', args: [] }, /^@1 ID\*5D\n$/],
    [{ kind: 'command', seq: 65535, verb: 'SET', args: ['A', '5.0'] }, /^@65535 SET A 5\.0\*[0-9A-F]{2}\n$/],
    [{ kind: 'answer', seq: 3, ok: true, values: ['ready=1', 'age=20'] }, /^=3 OK ready=1 age=20\*[0-9A-F]{2}\n$/],
    [{ kind: 'answer', seq: 4, ok: true, values: [] }, /^=4 OK\*[0-9A-F]{2}\n$/],
    [{ kind: 'answer', seq: 5, ok: false, values: ['not-armed'] }, /^=5 ERR not-armed\*[0-9A-F]{2}\n$/],
    [{ kind: 'event', name: 'READY', args: ['A'] }, /^!READY A\*[0-9A-F]{2}\n$/],
    [{ kind: 'event', name: 'FIRED', args: ['123456', '512'] }, /^!FIRED 123456 512\*[0-9A-F]{2}\n$/],
  ])('%j is written and read back', (line, text) => {
    const written = formatTriggerLine(line);
    expect(written).toMatch(text);
    expect(parseTriggerLine(written.trimEnd())).toEqual(line);
    const smallHex = written.trimEnd().replace(/..$/, (sum) => sum.toLowerCase());
    expect(parseTriggerLine(smallHex)).toEqual(line);
  });

  it('is refused for every single wrong character', () => {
    const good = formatTriggerLine({ kind: 'answer', seq: 12, ok: true, values: ['ready=1'] }).trimEnd();
    for (let at = 0; at < good.length; at += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const wrong = good.slice(0, at) + String.fromCharCode(good.charCodeAt(at) ^ (1 << bit)) + good.slice(at + 1);
        if (wrong.toUpperCase() === good.toUpperCase()) continue;
        expect(parseTriggerLine(wrong), JSON.stringify(wrong)).toBeNull();
      }
    }
  });

  const sealed = (mark: string, text: string): string =>
    `${mark}${text}*${crc8Maxim(text).toString(16).padStart(2, '0')}`;

  it.each([
    ['nothing', ''],
    ['no check sum', '@1 ID'],
    ['half a check sum', '@1 ID*3'],
    ['an unknown mark', sealed('#', '1 ID')],
    ['a command without a verb', sealed('@', '1')],
    ['a command without a number', sealed('@', 'ID')],
    ['a number that is too long', sealed('@', '123456 ID')],
    ['an answer that is neither', sealed('=', '1 MAYBE')],
    ['double spaces', sealed('@', '1  ID')],
    ['bytes beyond ASCII', sealed('!', 'READY \u00e9')],
    ['small letters', sealed('!', 'ready A')],
  ])('is null for %s', (_what, text) => {
    expect(parseTriggerLine(text)).toBeNull();
  });

  it.each([['\u0000\u00ff'], ['=3 OK '], ['!FAULT @@'], ['@1 STAT*00 ']])('is found behind the noise %j', (noise) => {
    const line: TriggerLine = { kind: 'answer', seq: 9, ok: true, values: ['armed=0'] };
    expect(parseTriggerLine(noise + formatTriggerLine(line).trimEnd())).toEqual(line);
  });
});

describe('createLineSplitter', () => {
  const split = (chunks: Uint8Array[]): string[] => {
    const lines: string[] = [];
    const push = createLineSplitter((line) => lines.push(line));
    for (const chunk of chunks) push(chunk);
    return lines;
  };

  it('gives the same lines however the bytes are chopped up', () => {
    const whole = bytes('=1 OK*00\r\n\n!READY A*11\nhalf');
    for (let size = 1; size <= whole.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
        whole.subarray(index * size, (index + 1) * size),
      );
      expect(split(chunks)).toEqual(['=1 OK*00', '!READY A*11']);
    }
  });

  it('drops a line that never ends, and only that one', () => {
    expect(split([bytes('x'.repeat(5000)), bytes('x\nnext\n')])).toEqual(['next']);
  });
});

it('reads key=value words', () => {
  expect([...triggerValues(['A', 'ready=1', '=x', 'note=a=b'])]).toEqual([
    ['ready', '1'],
    ['note', 'a=b'],
  ]);
});
