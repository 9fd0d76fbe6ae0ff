import { createHash, randomUUID } from 'node:crypto';

/** A new identifier for sessions, shots and jobs: a random UUID. */
export function newId(): string {
  return randomUUID();
}

/** A new DICOM UID: `2.25.` and a random UUID as one integer, which needs no registered root (PS3.5, B.2). */
export function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}

/**
 * The DICOM UID of something that follows from a UID and a name, the same each time: `2.25.` and the name-based UUID (RFC 9562,
 * version 5, in the namespace of OIDs) of both.
 */
export function uidFrom(uid: string, name: string): string {
  const hash = createHash('sha1').update(oidNamespace).update(`${uid}/${name}`).digest();
  hash.writeUInt8(((hash[6] ?? 0) & 0x0f) | 0x50, 6);
  hash.writeUInt8(((hash[8] ?? 0) & 0x3f) | 0x80, 8);
  return `2.25.${BigInt(`0x${hash.toString('hex', 0, 16)}`)}`;
}

const oidNamespace = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');
