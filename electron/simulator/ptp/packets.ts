import { ByteReader, ByteWriter } from './bytes.ts';

/** PTP/IP's packet types. */
export const packetType = {
  initCommandRequest: 1,
  initCommandAck: 2,
  initEventRequest: 3,
  initEventAck: 4,
  initFail: 5,
  commandRequest: 6,
  commandResponse: 7,
  event: 8,
  startData: 9,
  data: 10,
  cancel: 11,
  endData: 12,
  ping: 13,
  pong: 14,
} as const;

/** A packet as it came: `body` is what follows the eight bytes of length and type. */
export type Packet = { type: number; body: Uint8Array };

const headerBytes = 8;
/** An initiator sends property values, never pictures. What claims to be longer is not PTP/IP. */
const longestBytes = 1 << 20;

/**
 * Cuts a byte stream into packets, whatever the pieces in which it arrives. The returned function throws a RangeError
 * for a length that no packet has; the stream is then beyond repair.
 */
export function createPacketParser(): (chunk: Uint8Array) => Packet[] {
  let rest: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    rest = rest.byteLength === 0 ? chunk : joinBytes([rest, chunk]);
    const packets: Packet[] = [];
    while (rest.byteLength >= headerBytes) {
      const header = new ByteReader(rest);
      const length = header.u32();
      const type = header.u32();
      if (length < headerBytes || length > longestBytes) throw new RangeError(`a packet of ${length} bytes`);
      if (rest.byteLength < length) break;
      packets.push({ type, body: rest.slice(headerBytes, length) });
      rest = rest.subarray(length);
    }
    return packets;
  };
}

export function encodePacket(type: number, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  return new ByteWriter()
    .u32(headerBytes + body.byteLength)
    .u32(type)
    .raw(body)
    .bytes();
}

/** Opens the command channel. `connectionId` is what the event channel will name. */
export function encodeCommandAck(connectionId: number, guid: Uint8Array, name: string): Uint8Array {
  const body = new ByteWriter().u32(connectionId).raw(guid).zeroTerminated(name).u32(0x00010000);
  return encodePacket(packetType.initCommandAck, body.bytes());
}

export const initFailReason = { rejected: 1, busy: 2 } as const;

export function encodeInitFail(reason: number): Uint8Array {
  return encodePacket(packetType.initFail, new ByteWriter().u32(reason).bytes());
}

/** An event that the body sends by itself: no transaction has caused it. At most three parameters. */
export function encodeEvent(code: number, parameters: readonly number[]): Uint8Array {
  const body = new ByteWriter().u16(code).u32(0xffffffff);
  for (const parameter of parameters) body.u32(parameter);
  return encodePacket(packetType.event, body.bytes());
}

export function encodeResponse(code: number, transaction: number, parameters: readonly number[] = []): Uint8Array {
  const body = new ByteWriter().u16(code).u32(transaction);
  for (const parameter of parameters) body.u32(parameter);
  return encodePacket(packetType.commandResponse, body.bytes());
}

/**
 * What goes before `bytes` of data towards the initiator, which are then one data packet: small packets cost stock
 * libgphoto2 dearly.
 */
export function encodeDataHead(transaction: number, bytes: number): Uint8Array {
  const start = new ByteWriter().u32(transaction).u64(bytes).bytes();
  return joinBytes([
    encodePacket(packetType.startData, start),
    new ByteWriter()
      .u32(headerBytes + 4 + bytes)
      .u32(packetType.endData)
      .u32(transaction)
      .bytes(),
  ]);
}

export type CommandRequest = { dataOut: boolean; code: number; transaction: number; parameters: number[] };

/** Throws a RangeError for a packet that is too short. */
export function decodeCommandRequest(body: Uint8Array): CommandRequest {
  const reader = new ByteReader(body);
  const phase = reader.u32();
  const code = reader.u16();
  const transaction = reader.u32();
  const parameters: number[] = [];
  while (reader.left >= 4) parameters.push(reader.u32());
  return { dataOut: phase === 2, code, transaction, parameters };
}

export function decodeStartData(body: Uint8Array): { transaction: number; total: number } {
  const reader = new ByteReader(body);
  return { transaction: reader.u32(), total: reader.u64() };
}

/** Data and EndData alike: the transaction, then the payload. */
export function decodeData(body: Uint8Array): { transaction: number; payload: Uint8Array } {
  const reader = new ByteReader(body);
  return { transaction: reader.u32(), payload: reader.raw(reader.left) };
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}
