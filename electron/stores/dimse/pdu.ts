import { badTalk } from './bad-talk.ts';

/** Protocol data units of the upper layer (PS3.8, 9.3). Numbers in them are big-endian. */
export const pduTypes = {
  associateRequest: 0x01,
  associateAccept: 0x02,
  associateReject: 0x03,
  data: 0x04,
  releaseRequest: 0x05,
  releaseReply: 0x06,
  abort: 0x07,
} as const;

export type Pdu = { readonly type: number; readonly body: Buffer };

export const pduHeadBytes = 6;
/** Associations with 128 contexts are about 20 kB; what claims to be more than this is none. */
const longestNegotiation = 256 * 1024;

/** The longest body of a type, P-DATA as we have offered it. */
export function longestBody(type: number, maxDataBytes: number): number {
  if (type === pduTypes.data) return maxDataBytes;
  if (type === pduTypes.associateRequest || type === pduTypes.associateAccept) return longestNegotiation;
  if (type >= pduTypes.associateReject && type <= pduTypes.abort) return 4;
  throw badTalk('no DICOM');
}

export function encodePdu(type: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(pduHeadBytes);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

export const releaseRequest = encodePdu(pduTypes.releaseRequest, Buffer.alloc(4));
export const releaseReply = encodePdu(pduTypes.releaseReply, Buffer.alloc(4));
/** Source 0: the user of the service, with no reason given. */
export const abortByUser = encodePdu(pduTypes.abort, Buffer.alloc(4));

export function rejectPdu(result: number, source: number, reason: number): Buffer {
  return encodePdu(pduTypes.associateReject, Buffer.of(0, result, source, reason));
}

/** A piece of a message: which context, whether of its command, whether the last piece. */
export type Pdv = {
  readonly contextId: number;
  readonly command: boolean;
  readonly last: boolean;
  readonly bytes: Buffer;
};

/** The pieces in the body of a P-DATA-TF. Throws `store-refused`. */
export function* pdvsOf(body: Buffer): Generator<Pdv> {
  for (let at = 0; at < body.length; ) {
    if (at + 6 > body.length) throw badTalk('a P-DATA cut short');
    const length = body.readUInt32BE(at);
    if (length < 2 || length > body.length - at - 4) throw badTalk('a P-DATA cut short');
    const flags = body.readUInt8(at + 5);
    yield {
      contextId: body.readUInt8(at + 4),
      command: (flags & 1) !== 0,
      last: (flags & 2) !== 0,
      bytes: body.subarray(at + 6, at + 4 + length),
    };
    at += 4 + length;
  }
}

/** Bytes of a P-DATA-TF that are not the message's own: heads of the PDU and of its only piece, without the PDU's first six. */
const pdvHeadBytes = 6;
/** What we send to a peer that names no limit. */
const largestSent = 256 * 1024;

/**
 * A part of a message as P-DATA-TF units of at most `maxPduBytes`, one piece each. The chunks are cut, not copied: each unit
 * is its head and views into them. Only the last unit is marked as last.
 */
export function* dataPdus(
  contextId: number,
  command: boolean,
  chunks: readonly Uint8Array[],
  maxPduBytes: number,
): Generator<{ readonly parts: readonly Uint8Array[]; readonly bytes: number }> {
  const room = (maxPduBytes === 0 ? largestSent : Math.min(maxPduBytes, largestSent)) - pdvHeadBytes;
  let left = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let index = 0;
  let at = 0;
  do {
    const bytes = Math.min(left, room);
    left -= bytes;
    const head = Buffer.alloc(pduHeadBytes + pdvHeadBytes);
    head.writeUInt8(pduTypes.data, 0);
    head.writeUInt32BE(bytes + pdvHeadBytes, 2);
    head.writeUInt32BE(bytes + 2, 6);
    head.writeUInt8(contextId, 10);
    head.writeUInt8((command ? 1 : 0) + (left === 0 ? 2 : 0), 11);
    const parts: Uint8Array[] = [head];
    for (let wanted = bytes; wanted > 0; ) {
      const chunk = chunks[index] ?? new Uint8Array();
      const piece = chunk.subarray(at, at + wanted);
      if (piece.length > 0) parts.push(piece);
      wanted -= piece.length;
      at += piece.length;
      if (at >= chunk.length) {
        index += 1;
        at = 0;
      }
    }
    yield { parts, bytes };
  } while (left > 0);
}
