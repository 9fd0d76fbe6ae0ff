import { describe, expect, it } from 'vitest';
import { hasCode } from '../../electron/contract/errors.ts';
import { type Command, decodeCommand, encodeCommand } from '../../electron/stores/dimse/command-set.ts';
import { decodeNegotiation, encodeNegotiation, type Negotiation } from '../../electron/stores/dimse/negotiation.ts';
import { dataPdus, encodePdu, type Pdu, pduTypes, pdvsOf } from '../../electron/stores/dimse/pdu.ts';
import { readPdus } from '../../electron/stores/dimse/pdu-reader.ts';

const maxDataBytes = 16_384;

/** Numbers that look like chance and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function read(...chunks: Buffer[]): Promise<Pdu[]> {
  async function* arriving(): AsyncGenerator<Buffer> {
    yield* chunks;
  }
  const pdus: Pdu[] = [];
  for await (const pdu of readPdus(arriving(), maxDataBytes, () => {})) pdus.push(pdu);
  return pdus;
}

function cut(bytes: Buffer, length: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.subarray(at, at + length));
  return pieces;
}

const request: Negotiation = {
  calledAet: 'ARCHIVE',
  callingAet: 'INCIDENCE',
  applicationContext: '1.2.840.10008.3.1.1.1',
  contexts: [
    {
      id: 1,
      sopClassUid: '1.2.840.10008.1.1',
      transferSyntaxUids: ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'],
      result: 0,
    },
    { id: 3, sopClassUid: '1.2.840.10008.5.1.4.1.1.77.1.4', transferSyntaxUids: ['1.2.840.10008.1.2.4.50'], result: 0 },
  ],
  maxPduBytes: 131_072,
  implementationClassUid: '2.25.1',
  implementationVersion: 'TEST_1',
  roles: new Map([['1.2.840.10008.1.20.1', ['user', 'provider']]]),
};

const command: Command = {
  AffectedSOPClassUID: '1.2.840.10008.5.1.4.1.1.77.1.4',
  CommandField: 1,
  MessageID: 7,
  Priority: 0,
  CommandDataSetType: 0,
  AffectedSOPInstanceUID: '2.25.123',
  AttributeIdentifierList: [0x00080018, 0x7fe00010],
};

describe('P-DATA', () => {
  const chunks = [Buffer.alloc(5, 1), Buffer.alloc(0), Buffer.alloc(70_001, 2), Buffer.alloc(3, 3)];
  const whole = Buffer.concat(chunks);

  it.each([64, 100, 16_384, 131_072, 0])('carries a message in pieces of at most %i bytes', async (most) => {
    const pdus = [...dataPdus(3, false, chunks, most)].map(({ parts }) => Buffer.concat(parts));
    const pieces = [];
    for (const pdu of pdus) {
      const length = pdu.readUInt32BE(2);
      expect(pdu.length).toBe(length + 6);
      if (most > 0) expect(length).toBeLessThanOrEqual(most);
      pieces.push(...pdvsOf(pdu.subarray(6)));
    }
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(whole)).toBe(true);
    expect(pieces.map(({ last }) => last)).toEqual(pieces.map((_, index) => index === pieces.length - 1));
    expect(new Set(pieces.map(({ contextId, command: of }) => `${contextId} ${of}`))).toEqual(new Set(['3 false']));
  });

  it('cuts what it is given and copies nothing', () => {
    for (const { parts } of dataPdus(1, false, chunks, 16_384)) {
      for (const part of parts.slice(1)) expect(chunks.some(({ buffer }) => buffer === part.buffer)).toBe(true);
    }
  });

  it('an empty message is one empty piece', () => {
    const [pdu, ...others] = [...dataPdus(1, true, [], 16_384)];
    expect(others).toEqual([]);
    const [pdv] = pdvsOf(Buffer.concat(pdu?.parts ?? []).subarray(6));
    expect(pdv).toMatchObject({ command: true, last: true, bytes: Buffer.alloc(0) });
  });
});

describe('PDUs in a stream', () => {
  const bodies = [Buffer.alloc(0), Buffer.alloc(maxDataBytes, 9), Buffer.from('a')];
  const stream = Buffer.concat(bodies.map((body) => encodePdu(pduTypes.data, body)));

  it.each([1, 5, 6, 7, 4096, 1_000_000])('are found however they are cut: %i', async (length) => {
    const pdus = await read(...cut(stream, length));
    expect(pdus.map(({ body }) => body.length)).toEqual(bodies.map(({ length: bytes }) => bytes));
    expect(pdus.every(({ body }, index) => body.equals(bodies[index] ?? Buffer.alloc(1)))).toBe(true);
  });

  it('are refused by their head alone where they are too long', async () => {
    const head = (type: number, length: number) => {
      const bytes = Buffer.alloc(6);
      bytes.writeUInt8(type);
      bytes.writeUInt32BE(length, 2);
      return bytes;
    };
    const refused = { code: 'store-refused' };
    await expect(read(head(pduTypes.data, maxDataBytes + 1))).rejects.toMatchObject(refused);
    await expect(read(head(pduTypes.data, 0xffffffff))).rejects.toMatchObject(refused);
    await expect(read(head(pduTypes.associateAccept, 0x01000000))).rejects.toMatchObject(refused);
    await expect(read(head(pduTypes.abort, 5))).rejects.toMatchObject(refused);
    await expect(read(head(0, 0))).rejects.toMatchObject(refused);
    await expect(read(Buffer.from('HTTP/1.1 400'))).rejects.toMatchObject(refused);
  });

  it('that are cut short never come', async () => {
    await expect(read(stream.subarray(0, -1))).resolves.toHaveLength(bodies.length - 1);
  });
});

describe('what both sides say first', () => {
  it('is read as it was written', () => {
    expect(decodeNegotiation(encodeNegotiation(request, 'request'))).toEqual(request);
    const answered = {
      ...request,
      contexts: request.contexts.map((each) => ({ ...each, sopClassUid: '', result: 4 })),
    };
    expect(decodeNegotiation(encodeNegotiation(answered, 'answer'))).toEqual(answered);
  });

  it('names a user with a password (PS3.7, D.3.3.7)', () => {
    const plain = encodeNegotiation({ ...request, identity: { user: 'zoë', password: 'p' } }, 'request');
    const item = Buffer.from([0x58, 0, 0, 11, 2, 0, 0, 4, ...Buffer.from('zoë'), 0, 1, 0x70]);
    expect(plain.subarray(-item.length).equals(item)).toBe(true);
  });

  it('refuses a limit that leaves no room', () => {
    const bytes = encodeNegotiation({ ...request, maxPduBytes: 7 }, 'answer');
    expect(() => decodeNegotiation(bytes)).toThrow(expect.objectContaining({ code: 'store-refused' }));
  });
});

describe('commands', () => {
  it('are read as they were written', () => {
    expect(decodeCommand(encodeCommand(command))).toEqual(command);
    const bytes = encodeCommand(command);
    expect(bytes.readUInt32LE(8)).toBe(bytes.length - 12);
  });
});

describe('garbage', () => {
  const readers: [string, Buffer, (bytes: Buffer) => unknown][] = [
    ['an association', encodeNegotiation(request, 'request'), decodeNegotiation],
    ['a command', encodeCommand(command), decodeCommand],
    [
      'P-DATA',
      Buffer.concat([...dataPdus(1, true, [encodeCommand(command)], 0)].flatMap(({ parts }) => parts)).subarray(6),
      (bytes) => [...pdvsOf(bytes)],
    ],
  ];

  it.each(readers)('in place of %s is refused or read, and nothing else', (_, genuine, decode) => {
    const next = chance(genuine.length);
    const attempt = (bytes: Buffer) => {
      try {
        decode(bytes);
      } catch (error) {
        if (!hasCode(error, 'store-refused')) throw error;
      }
    };
    for (let length = 0; length < genuine.length; length += 1) attempt(genuine.subarray(0, length));
    for (let round = 0; round < 2000; round += 1) {
      const bent = Buffer.from(genuine);
      for (let times = next(4); times >= 0; times -= 1) bent[next(bent.length)] = next(256);
      attempt(bent);
      attempt(Buffer.from(Array.from({ length: next(200) }, () => next(256))));
    }
  });
});
