import { badTalk } from './bad-talk.ts';
import { longestBody, type Pdu, pduHeadBytes } from './pdu.ts';

/**
 * The PDUs in a stream of bytes. A length that no PDU of its type may have is refused before anything of it is kept, so
 * that never more is held than one PDU of the length that we have offered. `arrived` hears with each bytes whether they
 * leave a PDU unfinished. Throws `store-refused`.
 */
export async function* readPdus(
  chunks: AsyncIterable<Buffer>,
  maxDataBytes: number,
  arrived: (inside: boolean) => void,
): AsyncGenerator<Pdu> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    arrived(true);
    for (;;) {
      if (bytes < pduHeadBytes) break;
      if ((held[0]?.length ?? 0) < pduHeadBytes) held = [Buffer.concat(held)];
      const head = held[0] ?? Buffer.alloc(0);
      const length = head.readUInt32BE(2);
      const type = head.readUInt8(0);
      if (length > longestBody(type, maxDataBytes)) throw badTalk('a PDU that is too long');
      if (bytes < pduHeadBytes + length) break;
      const all = held.length === 1 ? head : Buffer.concat(held);
      const rest = all.subarray(pduHeadBytes + length);
      held = rest.length > 0 ? [rest] : [];
      bytes = rest.length;
      arrived(bytes > 0);
      yield { type, body: all.subarray(pduHeadBytes, pduHeadBytes + length) };
    }
  }
}
