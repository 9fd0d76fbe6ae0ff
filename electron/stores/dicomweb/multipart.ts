import { randomBytes } from 'node:crypto';
import { CodedError } from '../../contract/errors.ts';

/** One DICOM object as the body of a STOW-RS request: the object's own chunks between two short lines. */
export function multipartBody(chunks: readonly Uint8Array[]): { contentType: string; body: Uint8Array[] } {
  const boundary = `incidence-${randomBytes(16).toString('hex')}`;
  const head = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const contentType = `multipart/related; type="application/dicom"; boundary=${boundary}`;
  return { contentType, body: [head, ...chunks, tail] };
}

/**
 * The first part of a multipart answer as it arrives, without its headers; the answer itself where it is not multipart. What
 * follows is read to its end and left, so that the connection can be used again, unless there is much of it. Throws `file-invalid` for what
 * is no multipart, `store-unreachable` if it ends before its boundary: it was cut off.
 */
export async function* firstPart(contentType: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!/^multipart\//i.test(contentType)) {
    yield* body;
    return;
  }
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]?.trim();
  if (!boundary) throw new CodedError('file-invalid', { why: 'multipart without a boundary' });
  const end = Buffer.from(`\r\n--${boundary}`);
  let held: Buffer = Buffer.alloc(0);
  let inside = false;
  let after: number | undefined;
  for await (const chunk of body) {
    if (after !== undefined) {
      after += chunk.length;
      if (after > longestHead) return;
      continue;
    }
    held = held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([held, chunk]);
    if (!inside) {
      const start = held.indexOf('\r\n\r\n');
      if (start === -1 && held.length < longestHead) continue;
      if (start === -1) break;
      held = held.subarray(start + 4);
      inside = true;
    }
    const stop = held.indexOf(end);
    if (stop !== -1) {
      yield held.subarray(0, stop);
      after = held.length - stop;
      continue;
    }
    const sure = Math.max(0, held.length - end.length + 1);
    yield held.subarray(0, sure);
    held = held.subarray(sure);
  }
  if (after !== undefined) return;
  if (!inside && held.length >= longestHead) throw new CodedError('file-invalid', { why: 'multipart without a head' });
  throw new CodedError('store-unreachable', { reason: 'cut off' });
}

const longestHead = 64 * 1024;
