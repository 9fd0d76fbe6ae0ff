import { randomBytes } from 'node:crypto';
import { aead, tagBytes } from './aead.ts';

/*
 * A sealed line is base64 of a nonce, a sealed text and its tag. What is authenticated with it is its place in the file and
 * the tag of the line before: a line that is torn, changed, moved or missing shows, and the key is that of one file alone.
 */
const nonceBytes = 12;
const newline = 0x0a;

export type SealedLine = { bytes: Uint8Array; tag: Uint8Array };

export type OpenedLines = {
  texts: string[];
  /** The last good line's tag; the next one builds on it. */
  tag: Uint8Array;
  /** Where the good lines end, in bytes. What lies behind is a torn last line. */
  end: number;
  /** The first line (counted from 1) that is broken and was not torn by a crash: damage. */
  brokenLine?: number;
};

/** What the first line builds on. */
export const noTag: Uint8Array = new Uint8Array(tagBytes);

/** `index` is the line's place in its file, from 0. */
export function sealLine(key: Uint8Array, index: number, previous: Uint8Array, text: string): SealedLine {
  const nonce = randomBytes(nonceBytes);
  const sealed = Buffer.concat([nonce, ...aead.seal(key, nonce, Buffer.from(text, 'utf8'), place(index, previous))]);
  const bytes = Buffer.from(`${sealed.toString('base64')}\n`, 'latin1');
  return { bytes, tag: sealed.subarray(sealed.length - tagBytes) };
}

/** Never throws: what cannot be opened is either behind `end` or named by `brokenLine`. */
export function openLines(key: Uint8Array, file: Uint8Array): OpenedLines {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const texts: string[] = [];
  let tag = noTag;
  let end = 0;
  while (end < bytes.length) {
    const stop = bytes.indexOf(newline, end);
    const line = stop === -1 ? undefined : openLine(key, texts.length, tag, bytes.subarray(end, stop));
    if (!line) {
      return isTorn(key, texts.length, tag, bytes.subarray(end))
        ? { texts, tag, end }
        : { texts, tag, end, brokenLine: texts.length + 1 };
    }
    texts.push(line.text);
    tag = line.tag;
    end = stop + 1;
  }
  return { texts, tag, end };
}

/**
 * Whether these last bytes are what a crash leaves of a line that was being added: its newline is missing, or parts of it
 * that never reached the disk read as zeros. A line that was whole and has been changed is something else.
 */
function isTorn(key: Uint8Array, index: number, previous: Uint8Array, rest: Buffer): boolean {
  const stop = rest.indexOf(newline);
  if (stop !== -1 && stop < rest.length - 1) return false;
  if (rest.includes(0)) return true;
  if (stop !== -1) return false;
  return openLine(key, index, previous, rest.subarray(0, -1)) === undefined;
}

function openLine(
  key: Uint8Array,
  index: number,
  previous: Uint8Array,
  line: Buffer,
): { text: string; tag: Uint8Array } | undefined {
  const encoded = line.toString('latin1');
  const sealed = Buffer.from(encoded, 'base64');
  // Node reads more than it writes: what is not exactly the encoding of these bytes has been changed.
  if (sealed.length < nonceBytes + tagBytes || sealed.toString('base64') !== encoded) return undefined;
  const text = aead.open(key, sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes), place(index, previous));
  return text
    ? { text: Buffer.from(text).toString('utf8'), tag: sealed.subarray(sealed.length - tagBytes) }
    : undefined;
}

/** Eight bytes of place, and the tag of the line before. */
function place(index: number, previous: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8 + tagBytes);
  bytes.writeBigUInt64BE(BigInt(index));
  bytes.set(previous, 8);
  return bytes;
}
