import { hkdfSync, randomBytes } from 'node:crypto';
import { type Decrypter, Encrypter, type Recipient } from 'age-encryption';
import { aead, hasNativeAead, tagBytes } from './aead.ts';
import { chunkBytes, openRun, type Run, sealedChunkBytes, sealRun } from './payload.ts';
import { doInThread } from './sealing-thread.ts';

/*
 * Files in the age format, version 1. The library makes and reads headers; payloads are sealed here, with the system's own
 * cipher wherever it has one, and beside the loop where it has none.
 */
const payloadNonceBytes = 16;
/** So many chunks are handed on at once, and sealed or opened before others get their turn. */
const chunksPerBlock = 16;
/** Two recipients need 300 bytes. */
const longestHeaderBytes = 4096;

/** The file that any of `recipients` can open, block by block. */
export async function* sealAge(
  recipients: readonly (Recipient | string)[],
  plain: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = await makeHeader(recipients);
  const nonce = randomBytes(payloadNonceBytes);
  yield Buffer.concat([header, nonce]);
  yield* sealPayload(payloadKey(fileKey, nonce), plain);
}

/** Bytes that may lie in memory or in a file. What `read` gives stands until the read after the next one. */
export type Source = { bytes: number; read(at: number, bytes: number): Uint8Array | Promise<Uint8Array> };

/** A file that is in memory. */
export function inMemory(file: Uint8Array): Source {
  return { bytes: file.length, read: (at, bytes) => file.subarray(at, at + bytes) };
}

/**
 * Gives what is in `file` to `take`, piece by piece and in order, as soon as each piece has proved genuine; the whole has
 * only when this returns. Throws where anything was changed, cut off or added, and for a key that does not open it.
 */
export async function openAge(decrypter: Decrypter, file: Source, take: (piece: Uint8Array) => void): Promise<void> {
  const start = await file.read(0, longestHeaderBytes + payloadNonceBytes);
  const end = headerEnd(start);
  const nonce = start.slice(end, end + payloadNonceBytes);
  if (nonce.length < payloadNonceBytes) throw new Error('The file ends within its nonce.');
  const fileKey = await decrypter.decryptHeader(start.slice(0, end));
  await openPayload(payloadKey(fileKey, nonce), file, end + payloadNonceBytes, take);
}

/** The library writes the header of an empty file; a recipient of our own, which adds nothing to it, learns the file's key. */
async function makeHeader(
  recipients: readonly (Recipient | string)[],
): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
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

/** Each block stands until the one after the next is asked for: it may still be on its way to the disk. */
async function* sealPayload(key: Uint8Array, plain: Uint8Array): AsyncGenerator<Uint8Array> {
  const chunks = Math.max(1, Math.ceil(plain.length / chunkBytes));
  const blocks = [0, 1].map(() => new Uint8Array(Math.min(chunks, chunksPerBlock) * sealedChunkBytes));
  for (const run of runsOf(key, chunks)) {
    const part = plain.subarray(run.first * chunkBytes, (run.first + run.count) * chunkBytes);
    if (isForThread(run)) yield genuine(await doInThread({ task: 'seal', run, bytes: part }));
    else yield sealRun(aead, run, part, blocks[(run.first / chunksPerBlock) % 2] as Uint8Array);
  }
}

async function openPayload(
  key: Uint8Array,
  file: Source,
  start: number,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const chunks = Math.max(1, Math.ceil((file.bytes - start) / sealedChunkBytes));
  const blockAt = (first: number): Promise<Uint8Array> => {
    const block = Promise.resolve(file.read(start + first * sealedChunkBytes, chunksPerBlock * sealedChunkBytes));
    // Its failure counts once it is its turn, not while the block before it is still being opened.
    block.catch(() => undefined);
    return block;
  };
  let next = blockAt(0);
  try {
    for (const run of runsOf(key, chunks)) {
      const block = await next;
      // Read while this one is opened.
      if (run.first + run.count < chunks) next = blockAt(run.first + run.count);
      if (isForThread(run)) take(genuine(await doInThread({ task: 'open', run, bytes: block })));
      else for (const piece of openRun(aead, run, block)) take(piece);
      await new Promise(setImmediate);
    }
  } finally {
    // Whoever lent the file may close it from here on.
    await Promise.allSettled([next]);
  }
}

function* runsOf(key: Uint8Array, chunks: number): Generator<Run> {
  for (let first = 0; first < chunks; first += chunksPerBlock) {
    yield { key, first, count: Math.min(chunksPerBlock, chunks - first), last: chunks - 1 };
  }
}

/** A single chunk takes less than a millisecond, also in JavaScript. */
function isForThread(run: Run): boolean {
  return !hasNativeAead && run.count > 1;
}

function genuine(done: Uint8Array | null): Uint8Array {
  if (!done) throw new Error('A chunk is not genuine.');
  return done;
}
