import { createHash } from 'node:crypto';

/**
 * A journal line is JSON, a tab, and a checksum over the previous line's checksum and this JSON: a line that is torn,
 * changed, moved or missing shows.
 */
export type JournalLine = { bytes: Uint8Array; checksum: string };

export type DecodedJournal = {
  records: unknown[];
  /** The last good line's checksum; the next one builds on it. */
  checksum: string;
  /** Where the good lines end, in bytes. What lies behind is a torn last line. */
  end: number;
  /** The first line (counted from 1) that is broken although others follow: damage, not a crash. */
  brokenLine?: number;
};

/** What the first line's checksum builds on. */
export const noChecksum = '';

const newline = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeLine(record: unknown, previous: string): JournalLine {
  const json = JSON.stringify(record);
  const checksum = checksumOf(json, previous);
  return { bytes: new TextEncoder().encode(`${json}\t${checksum}\n`), checksum };
}

/** Never throws: what cannot be read is either behind `end` or named by `brokenLine`. */
export function decodeLines(bytes: Uint8Array): DecodedJournal {
  const records: unknown[] = [];
  let checksum = noChecksum;
  let end = 0;
  while (end < bytes.length) {
    const stop = bytes.indexOf(newline, end);
    if (stop === -1) break;
    const line = decodeLine(bytes.subarray(end, stop), checksum);
    if (!line)
      return stop + 1 < bytes.length
        ? { records, checksum, end, brokenLine: records.length + 1 }
        : { records, checksum, end };
    records.push(line.record);
    checksum = line.checksum;
    end = stop + 1;
  }
  return { records, checksum, end };
}

function decodeLine(line: Uint8Array, previous: string): { record: unknown; checksum: string } | undefined {
  try {
    const text = decoder.decode(line);
    const tab = text.lastIndexOf('\t');
    const json = text.slice(0, tab);
    const checksum = text.slice(tab + 1);
    if (tab === -1 || checksum !== checksumOf(json, previous)) return undefined;
    return { record: JSON.parse(json), checksum };
  } catch {
    return undefined;
  }
}

function checksumOf(json: string, previous: string): string {
  return createHash('sha256').update(previous).update('\n').update(json).digest('hex').slice(0, 16);
}
