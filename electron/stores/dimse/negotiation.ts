import type { Role, UserIdentity } from './association.ts';
import { badTalk } from './bad-talk.ts';

/** What A-ASSOCIATE-RQ and -AC say (PS3.8, 9.3.2 and 9.3.3; user information: PS3.7, annex D). */
export type Negotiation = {
  readonly calledAet: string;
  readonly callingAet: string;
  readonly applicationContext: string;
  readonly contexts: readonly NegotiatedContext[];
  /** The longest P-DATA body that the sender of this takes; 0 is without limit. */
  readonly maxPduBytes: number;
  readonly implementationClassUid: string;
  readonly implementationVersion: string;
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  readonly identity?: UserIdentity | undefined;
};

export type NegotiatedContext = {
  readonly id: number;
  /** Of a request; an answer does not repeat it. */
  readonly sopClassUid: string;
  /** All that are offered, or the one that was taken. */
  readonly transferSyntaxUids: readonly string[];
  /** Of an answer: 0 is accepted, 1 and 2 refused, 3 unknown SOP class, 4 no transfer syntax. */
  readonly result: number;
};

export const dicomContext = '1.2.840.10008.3.1.1.1';
export const contextResults = { accepted: 0, noSuchClass: 3, noSuchSyntax: 4 } as const;

const items = {
  applicationContext: 0x10,
  contextRequest: 0x20,
  contextAnswer: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maxLength: 0x51,
  implementationClass: 0x52,
  roles: 0x54,
  implementationVersion: 0x55,
  identity: 0x58,
} as const;

const fixedBytes = 68;

/** The body of an A-ASSOCIATE-RQ, or of an -AC. */
export function encodeNegotiation(said: Negotiation, as: 'request' | 'answer'): Buffer {
  const fixed = Buffer.alloc(fixedBytes);
  fixed.writeUInt16BE(1, 0);
  fixed.write(said.calledAet.padEnd(16), 4, 16, 'latin1');
  fixed.write(said.callingAet.padEnd(16), 20, 16, 'latin1');
  const contexts = said.contexts.map(({ id, sopClassUid, transferSyntaxUids, result }) => {
    const syntaxes = transferSyntaxUids.map((uid) => item(items.transferSyntax, text(uid)));
    if (as === 'answer') return item(items.contextAnswer, Buffer.of(id, 0, result, 0), ...syntaxes);
    return item(
      items.contextRequest,
      Buffer.of(id, 0, 0, 0),
      item(items.abstractSyntax, text(sopClassUid)),
      ...syntaxes,
    );
  });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(said.maxPduBytes);
  const roles = [...said.roles].map(([uid, played]) =>
    item(items.roles, lengthOf(uid), text(uid), Buffer.of(flag(played, 'user'), flag(played, 'provider'))),
  );
  const user = item(
    items.userInformation,
    item(items.maxLength, length),
    item(items.implementationClass, text(said.implementationClassUid)),
    ...roles,
    item(items.implementationVersion, text(said.implementationVersion)),
    ...(said.identity ? [identityItem(said.identity)] : []),
  );
  return Buffer.concat([fixed, item(items.applicationContext, text(said.applicationContext)), ...contexts, user]);
}

function identityItem({ user, password }: UserIdentity): Buffer {
  const parts = [user, password ?? ''].flatMap((value) => [lengthOf(value), Buffer.from(value, 'utf8')]);
  return item(items.identity, Buffer.of(password === undefined ? 1 : 2, 0), ...parts);
}

function item(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const flag = (played: readonly Role[], role: Role): number => (played.includes(role) ? 1 : 0);

function lengthOf(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value, 'utf8'));
  return length;
}

/** Throws `store-refused` for what is no such PDU. Items that are not known are passed over, as the standard has it. */
export function decodeNegotiation(body: Buffer): Negotiation {
  if (body.length < fixedBytes) throw badTalk('an association cut short');
  if ((body.readUInt16BE(0) & 1) === 0) throw badTalk('another version of the protocol');
  const contexts: NegotiatedContext[] = [];
  const roles = new Map<string, readonly Role[]>();
  const said = {
    calledAet: trimmed(body.subarray(4, 20)),
    callingAet: trimmed(body.subarray(20, 36)),
    applicationContext: '',
    maxPduBytes: 0,
    implementationClassUid: '',
    implementationVersion: '',
  };
  for (const { type, value } of itemsIn(body.subarray(fixedBytes))) {
    if (type === items.applicationContext) said.applicationContext = trimmed(value);
    if (type === items.contextRequest || type === items.contextAnswer) contexts.push(decodeContext(value));
    if (type !== items.userInformation) continue;
    for (const part of itemsIn(value)) {
      if (part.type === items.maxLength && part.value.length >= 4) said.maxPduBytes = part.value.readUInt32BE();
      if (part.type === items.implementationClass) said.implementationClassUid = trimmed(part.value);
      if (part.type === items.implementationVersion) said.implementationVersion = trimmed(part.value);
      if (part.type === items.roles) roles.set(...decodeRoles(part.value));
    }
  }
  if (said.maxPduBytes > 0 && said.maxPduBytes < shortestPdu) throw badTalk('no room for any data');
  return { ...said, contexts, roles };
}

/** What does not even hold a command in a few pieces is no limit but a mistake. */
const shortestPdu = 64;

function decodeContext(value: Buffer): NegotiatedContext {
  if (value.length < 4) throw badTalk('a context cut short');
  const syntaxes = [...itemsIn(value.subarray(4))];
  const named = (type: number) => syntaxes.filter((each) => each.type === type).map((each) => trimmed(each.value));
  return {
    id: value.readUInt8(0),
    result: value.readUInt8(2),
    sopClassUid: named(items.abstractSyntax)[0] ?? '',
    transferSyntaxUids: named(items.transferSyntax),
  };
}

function decodeRoles(value: Buffer): [string, readonly Role[]] {
  const length = value.length >= 2 ? value.readUInt16BE() : 0;
  if (value.length < length + 4) throw badTalk('a role cut short');
  const played: Role[] = [];
  if (value.readUInt8(2 + length) === 1) played.push('user');
  if (value.readUInt8(3 + length) === 1) played.push('provider');
  return [trimmed(value.subarray(2, 2 + length)), played];
}

function* itemsIn(bytes: Buffer): Generator<{ type: number; value: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw badTalk('an item cut short');
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw badTalk('an item cut short');
    yield { type: bytes.readUInt8(at), value: bytes.subarray(at + 4, end) };
    at = end;
  }
}

const trimmed = (value: Buffer): string => value.toString('latin1').replace(/^ +|[\0 ]+$/g, '');
