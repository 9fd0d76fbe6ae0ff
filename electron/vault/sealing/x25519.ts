import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { Decrypter, Encrypter, type Identity, type Recipient, Stanza } from 'age-encryption';
import { nativeAead, tagBytes } from './aead.ts';

/*
 * Age's native recipients and identities by the system's own X25519, eight times as fast as the library's way through
 * WebCrypto: a shot waits for it. The library makes and checks all the rest of a header.
 */
const keyBytes = 32;
const fileKeyBytes = 16;
const checksumCharacters = 6;
const kind = 'X25519';
const label = 'age-encryption.org/v1/X25519';
/** What stands before a raw key in PKCS #8 and in SPKI. */
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');
/** Each file's key is wrapped once under a key that is used for nothing else. */
const nonce = Buffer.alloc(12);

/** `age1…`. Throws what the library throws for a text that is none. */
export function nativeRecipient(text: string): Recipient {
  new Encrypter().addRecipient(text);
  const raw = rawOf(text, 'age1');
  const publicKey = publicKeyOf(raw);
  return {
    wrapFileKey(fileKey) {
      const ephemeral = generateKeyPairSync('x25519');
      const share = rawPublic(ephemeral.publicKey);
      const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
      const body = Buffer.concat(nativeAead.seal(wrappingKey(secret, share, raw), nonce, fileKey));
      return [new Stanza([kind, share.toString('base64').replaceAll('=', '')], body)];
    },
  };
}

/** `AGE-SECRET-KEY-1…`. Throws what the library throws for a text that is none. */
export function nativeIdentity(text: string): Identity {
  new Decrypter().addIdentity(text);
  const der = Buffer.concat([privatePrefix, rawOf(text.toLowerCase(), 'age-secret-key-1')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const recipient = rawPublic(createPublicKey(privateKey));
  return {
    unwrapFileKey(stanzas) {
      for (const { args, body } of stanzas) {
        if (args[0] !== kind) continue;
        const share = Buffer.from(args[1] ?? '', 'base64');
        const isWell = args.length === 2 && share.length === keyBytes && body.length === fileKeyBytes + tagBytes;
        if (!isWell) throw new Error('This is no X25519 stanza.');
        const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(share) });
        // Null for a file key that was wrapped for somebody else.
        const fileKey = nativeAead.open(wrappingKey(secret, share, recipient), nonce, body);
        if (fileKey) return fileKey;
      }
      return null;
    },
  };
}

function wrappingKey(secret: Buffer, share: Buffer, recipient: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, Buffer.concat([share, recipient]), label, keyBytes));
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });
}

function rawPublic(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
}

/** The key in a Bech32 text whose checksum the library has found right. */
function rawOf(text: string, prefix: string): Buffer {
  const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  const digits = [...text.slice(prefix.length, -checksumCharacters)].map((letter) => alphabet.indexOf(letter));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  return Buffer.from(Array.from({ length: keyBytes }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2)));
}
