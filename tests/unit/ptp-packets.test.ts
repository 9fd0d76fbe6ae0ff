import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../electron/simulator/ptp/bytes.ts';
import {
  createPacketParser,
  decodeCommandRequest,
  decodeData,
  decodeStartData,
  encodeCommandAck,
  encodeDataHead,
  encodePacket,
  encodeResponse,
  joinBytes,
  packetType,
} from '../../electron/simulator/ptp/packets.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('bytes', () => {
  it('writes little-endian and reads the same back', () => {
    const written = new ByteWriter().u8(1).u16(0x0203).u32(0xfffffffe).u64(0x100000002n).string('Ö1').bytes();
    expect([...written.slice(0, 7)]).toEqual([1, 3, 2, 0xfe, 0xff, 0xff, 0xff]);
    const reader = new ByteReader(written);
    expect([reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.string()]).toEqual([
      1,
      0x0203,
      0xfffffffe,
      0x100000002,
      'Ö1',
    ]);
    expect(reader.left).toBe(0);
  });

  it('grows without losing what was written', () => {
    const writer = new ByteWriter();
    for (let index = 0; index < 1000; index++) writer.u32(index);
    const reader = new ByteReader(writer.bytes());
    expect(Array.from({ length: 1000 }, () => reader.u32())).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });

  it.each([
    ['', [0]],
    ['A', [2, 0x41, 0, 0, 0]],
  ])('writes the string %j with its length and closing zero', (text, expected) => {
    expect([...new ByteWriter().string(text).bytes()]).toEqual(expected);
  });

  it('refuses to read past the end', () => {
    expect(() => new ByteReader(bytes(1, 2, 3)).u32()).toThrow(RangeError);
  });
});

describe('the packet parser', () => {
  const first = encodePacket(packetType.commandRequest, bytes(1, 2, 3, 4));
  const second = encodePacket(packetType.ping);
  const stream = joinBytes([first, second]);

  it.each([1, 3, 7, 8, 9, stream.byteLength])('finds both packets in pieces of %i bytes', (size) => {
    const parse = createPacketParser();
    const found = [];
    for (let at = 0; at < stream.byteLength; at += size) found.push(...parse(stream.slice(at, at + size)));
    expect(found).toEqual([
      { type: packetType.commandRequest, body: bytes(1, 2, 3, 4) },
      { type: packetType.ping, body: bytes() },
    ]);
  });

  it.each([0, 7, 0x7fffffff])('gives up on a length of %i', (length) => {
    const parse = createPacketParser();
    expect(() => parse(new ByteWriter().u32(length).u32(6).bytes())).toThrow(RangeError);
  });

  it('hands out bodies that later chunks do not change', () => {
    const parse = createPacketParser();
    const chunk = encodePacket(packetType.data, bytes(9, 9));
    const [packet] = parse(chunk);
    chunk.fill(0);
    expect(packet?.body).toEqual(bytes(9, 9));
  });
});

describe('packets', () => {
  it('reads a command request with its parameters', () => {
    const body = new ByteWriter().u32(2).u16(0x1016).u32(77).u32(0x5007).bytes();
    expect(decodeCommandRequest(body)).toEqual({ dataOut: true, code: 0x1016, transaction: 77, parameters: [0x5007] });
  });

  it('sends a data phase as one data packet of the announced size', () => {
    const phase = joinBytes([encodeDataHead(5, 3), bytes(1, 2, 3)]);
    const [start, end] = createPacketParser()(phase);
    expect(start?.type).toBe(packetType.startData);
    expect(decodeStartData(start?.body ?? bytes())).toEqual({ transaction: 5, total: 3 });
    expect(end?.type).toBe(packetType.endData);
    expect(decodeData(end?.body ?? bytes())).toEqual({ transaction: 5, payload: bytes(1, 2, 3) });
  });

  it('answers with code, transaction and parameters', () => {
    const [packet] = createPacketParser()(encodeResponse(0x2001, 9, [4, 5]));
    const reader = new ByteReader(packet?.body ?? bytes());
    expect([packet?.type, reader.u16(), reader.u32(), reader.u32(), reader.u32(), reader.left]).toEqual([
      7, 0x2001, 9, 4, 5, 0,
    ]);
  });

  it('names the body in the command acknowledgement', () => {
    const [packet] = createPacketParser()(encodeCommandAck(3, new Uint8Array(16).fill(7), 'D750'));
    const reader = new ByteReader(packet?.body ?? bytes());
    expect(reader.u32()).toBe(3);
    expect(reader.raw(16)).toEqual(new Uint8Array(16).fill(7));
    expect(reader.zeroTerminated()).toBe('D750');
  });
});
