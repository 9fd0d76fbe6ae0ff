import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type Decrypter, Encrypter } from 'age-encryption';

/*
 * Files in the age format, version 1. The library makes and reads headers; payloads go through the system's own
 * ChaCha20-Poly1305, fifteen times as fast as JavaScript's.
 */
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const payloadNonceBytes = 16;
/** So many chunks are handed on at once, and sealed or opened before others get their turn. */
const chunksPerBlock = 16;
/** Two recipients need 300 bytes. */
const longestHeaderBytes = 4096;
const cipher = 'chacha20-poly1305';

/** The file that any of `recipients` can open, block by block. */
export async function* sealAge(recipients: readonly string[], plain: Uint8Array): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = await makeHeader(recipients);
  const nonce = randomBytes(payloadNonceBytes);
  yield Buffer.concat([header, nonce]);
  yield* sealPayload(payloadKey(fileKey, nonce), plain);
}

/**
 * Gives what is in `file` to `take`, piece by piece and in order, as soon as each piece has proved genuine; the whole has
 * only when this returns. Throws where anything was changed, cut off or added, and for a key that does not open it.
 */
export async function openAge(
  decrypter: Decrypter,
  file: Uint8Array,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const end = headerEnd(file);
  const fileKey = await decrypter.decryptHeader(file.subarray(0, end));
  const nonce = file.subarray(end, end + payloadNonceBytes);
  if (nonce.length < payloadNonceBytes) throw new Error('The file ends within its nonce.');
  await openPayload(payloadKey(fileKey, nonce), file.subarray(end + payloadNonceBytes), take);
}

/** The library writes the header of an empty file; a recipient of our own, which adds nothing to it, learns the file's key. */
async function makeHeader(recipients: readonly string[]): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  const encrypter = new Encrypter();
  let fileKey: Uint8Array | undefined;
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = key.slice();
      return [];
    },
  });
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const empty = await encrypter.encrypt(new Uint8Array());
  if (fileKey === undefined) throw new Error('The library wrapped no file key.');
  return { header: empty.subarray(0, empty.length - payloadNonceBytes - tagBytes), fileKey };
}

function headerEnd(file: Uint8Array): number {
  const start = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, longestHeaderBytes));
  const mac = start.indexOf('\n--- ');
  const end = mac === -1 ? -1 : start.indexOf('\n', mac + 1);
  if (end === -1) throw new Error('There is no age header.');
  return end + 1;
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

function* sealPayload(key: Uint8Array, plain: Uint8Array): Generator<Uint8Array> {
  const chunks = Math.max(1, Math.ceil(plain.length / chunkBytes));
  for (let first = 0; first < chunks; first += chunksPerBlock) {
    const behind = Math.min(first + chunksPerBlock, chunks);
    const sealed: Uint8Array[] = [];
    for (let index = first; index < behind; index += 1) {
      const sealing = createCipheriv(cipher, key, chunkNonce(index, index === chunks - 1), { authTagLength: tagBytes });
      sealed.push(sealing.update(plain.subarray(index * chunkBytes, (index + 1) * chunkBytes)), sealing.final());
      sealed.push(sealing.getAuthTag());
    }
    yield Buffer.concat(sealed);
  }
}

async function openPayload(key: Uint8Array, payload: Uint8Array, take: (piece: Uint8Array) => void): Promise<void> {
  const sealedBytes = chunkBytes + tagBytes;
  const chunks = Math.max(1, Math.ceil(payload.length / sealedBytes));
  for (let index = 0; index < chunks; index += 1) {
    if (index > 0 && index % chunksPerBlock === 0) await new Promise(setImmediate);
    const isLast = index === chunks - 1;
    const chunk = payload.subarray(index * sealedBytes, (index + 1) * sealedBytes);
    // Only an empty file has an empty chunk.
    if (chunk.length < tagBytes + (index > 0 ? 1 : 0)) throw new Error('The file ends within a chunk.');
    const opening = createDecipheriv(cipher, key, chunkNonce(index, isLast), { authTagLength: tagBytes });
    opening.setAuthTag(chunk.subarray(chunk.length - tagBytes));
    const plain = opening.update(chunk.subarray(0, chunk.length - tagBytes));
    opening.final();
    take(plain);
  }
}

/** Eleven bytes of counter and one that is 1 for the last chunk. */
function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}
