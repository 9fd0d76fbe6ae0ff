import { badTalk } from './bad-talk.ts';

type CommandVr = 'UI' | 'US' | 'UL' | 'AE' | 'LO' | 'AT';

/** The elements of a command set by keyword (PS3.7, annex E): group 0000, always Implicit VR Little Endian. */
const elements = {
  AffectedSOPClassUID: [0x0002, 'UI'],
  RequestedSOPClassUID: [0x0003, 'UI'],
  CommandField: [0x0100, 'US'],
  MessageID: [0x0110, 'US'],
  MessageIDBeingRespondedTo: [0x0120, 'US'],
  MoveDestination: [0x0600, 'AE'],
  Priority: [0x0700, 'US'],
  CommandDataSetType: [0x0800, 'US'],
  Status: [0x0900, 'US'],
  OffendingElement: [0x0901, 'AT'],
  ErrorComment: [0x0902, 'LO'],
  ErrorID: [0x0903, 'US'],
  AffectedSOPInstanceUID: [0x1000, 'UI'],
  RequestedSOPInstanceUID: [0x1001, 'UI'],
  EventTypeID: [0x1002, 'US'],
  AttributeIdentifierList: [0x1005, 'AT'],
  ActionTypeID: [0x1008, 'US'],
  NumberOfRemainingSuboperations: [0x1020, 'US'],
  NumberOfCompletedSuboperations: [0x1021, 'US'],
  NumberOfFailedSuboperations: [0x1022, 'US'],
  NumberOfWarningSuboperations: [0x1023, 'US'],
  MoveOriginatorApplicationEntityTitle: [0x1030, 'AE'],
  MoveOriginatorMessageID: [0x1031, 'US'],
} as const satisfies Record<string, readonly [element: number, vr: CommandVr]>;

type Elements = typeof elements;
type ValueOf<Vr> = Vr extends 'US' | 'UL' ? number : Vr extends 'AT' ? readonly number[] : string;
/** Text for UI, AE and LO, a number for US, tags for AT. Elements that are not listed are passed over. */
export type Command = { readonly [K in keyof Elements]?: ValueOf<Elements[K][1]> | undefined };
type Keyword = keyof Elements;

/** `CommandDataSetType` where no data set follows; anything else says that one does. */
export const noDataSet = 0x0101;

const keywords = (Object.keys(elements) as Keyword[]).sort((a, b) => elements[a][0] - elements[b][0]);
const keywordAt = new Map<number, Keyword>(keywords.map((keyword) => [elements[keyword][0], keyword]));
const headBytes = 8;

/** The command set with its group length in front. */
export function encodeCommand(command: Command): Buffer {
  const parts: Buffer[] = [];
  for (const keyword of keywords) {
    const value = command[keyword];
    if (value !== undefined) parts.push(element(elements[keyword][0], encoded(elements[keyword][1], value)));
  }
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([element(0x0000, length), body]);
}

function element(number: number, value: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt16LE(number, 2);
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value]);
}

function encoded(vr: CommandVr, value: string | number | readonly number[]): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(vr === 'UL' ? 4 : 2);
    bytes.writeUIntLE(value, 0, bytes.length);
    return bytes;
  }
  if (typeof value === 'string') {
    const pad = value.length % 2 === 0 ? '' : vr === 'UI' ? '\0' : ' ';
    return Buffer.from(value + pad, 'latin1');
  }
  const bytes = Buffer.alloc(value.length * 4);
  value.forEach((tag, index) => {
    bytes.writeUInt16LE(tag >>> 16, index * 4);
    bytes.writeUInt16LE(tag & 0xffff, index * 4 + 2);
  });
  return bytes;
}

/** Throws `store-refused` for what is no command set. */
export function decodeCommand(bytes: Buffer): Command {
  const command: Partial<Record<Keyword, string | number | readonly number[]>> = {};
  for (let at = 0; at < bytes.length; ) {
    if (at + headBytes > bytes.length) throw badTalk('a command cut short');
    if (bytes.readUInt16LE(at) !== 0) throw badTalk('a command of another group');
    const keyword = keywordAt.get(bytes.readUInt16LE(at + 2));
    const length = bytes.readUInt32LE(at + 4);
    at += headBytes;
    if (length > bytes.length - at) throw badTalk('a command cut short');
    if (keyword) command[keyword] = decoded(elements[keyword][1], bytes.subarray(at, at + length));
    at += length;
  }
  return command as Command;
}

function decoded(vr: CommandVr, value: Buffer): string | number | readonly number[] | undefined {
  if (vr === 'US' || vr === 'UL') {
    const width = vr === 'UL' ? 4 : 2;
    if (value.length === 0) return undefined;
    if (value.length < width) throw badTalk('a number cut short');
    return value.readUIntLE(0, width);
  }
  if (vr !== 'AT') return value.toString('latin1').replace(/[\0 ]+$/, '');
  const tags: number[] = [];
  for (let at = 0; at + 4 <= value.length; at += 4) {
    tags.push(value.readUInt16LE(at) * 0x10000 + value.readUInt16LE(at + 2));
  }
  return tags;
}
