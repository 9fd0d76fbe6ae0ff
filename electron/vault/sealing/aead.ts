import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

/** ChaCha20-Poly1305 (RFC 8439). What is sealed ends with its tag. */
export type Aead = {
  /** In pieces, which follow each other. */
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, bound?: Uint8Array): Uint8Array[];
  /** Null for what was not sealed so. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, bound?: Uint8Array): Uint8Array | null;
};

export const tagBytes = 16;
const name = 'chacha20-poly1305';

/** The system's own, as fast as the disk. */
export const nativeAead: Aead = {
  seal(key, nonce, plain, bound = new Uint8Array()) {
    const sealing = createCipheriv(name, key, nonce, { authTagLength: tagBytes });
    sealing.setAAD(bound, { plaintextLength: plain.length });
    const sealed = sealing.update(plain);
    sealing.final();
    return [sealed, sealing.getAuthTag()];
  },
  open(key, nonce, sealed, bound = new Uint8Array()) {
    const end = sealed.length - tagBytes;
    if (end < 0) return null;
    const opening = createDecipheriv(name, key, nonce, { authTagLength: tagBytes });
    opening.setAAD(bound, { plaintextLength: end });
    opening.setAuthTag(sealed.subarray(end));
    const plain = opening.update(sealed.subarray(0, end));
    try {
      opening.final();
    } catch {
      return null;
    }
    return plain;
  },
};

/** In JavaScript: the same, some fifteen times slower. */
export const portableAead: Aead = {
  seal: (key, nonce, plain, bound) => [chacha20poly1305(key, nonce, bound).encrypt(plain)],
  open(key, nonce, sealed, bound) {
    try {
      return chacha20poly1305(key, nonce, bound).decrypt(sealed);
    } catch {
      return null;
    }
  },
};

/** Electron is built with BoringSSL, which gives this cipher to nobody: there the portable one serves. */
export const hasNativeAead = getCiphers().includes(name);
export const aead: Aead = hasNativeAead ? nativeAead : portableAead;
