import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aead, hasNativeAead, nativeAead, portableAead } from '../../electron/vault/sealing/aead.ts';

const key = randomBytes(32);
const nonce = randomBytes(12);

describe('both ciphers', () => {
  it.each([0, 1, 15, 16, 17, 1000, 65_536])('seal %i bytes the same and open what the other has sealed', (length) => {
    const plain = randomBytes(length);
    for (const bound of [undefined, randomBytes(24)]) {
      const [native, portable] = [nativeAead, portableAead].map((one) => one.seal(key, nonce, plain, bound));
      const sealed = Buffer.concat(native ?? []);
      expect(Buffer.compare(sealed, Buffer.concat(portable ?? []))).toBe(0);
      for (const one of [nativeAead, portableAead]) {
        expect(Buffer.compare(one.open(key, nonce, sealed, bound) ?? Buffer.alloc(1), plain)).toBe(0);
      }
    }
  });

  it.each([
    ['native', nativeAead],
    ['portable', portableAead],
  ])('open nothing that was changed, cut, bound to something else or sealed with another key: %s', (_name, one) => {
    const bound = randomBytes(24);
    const sealed = Buffer.concat(one.seal(key, nonce, randomBytes(40), bound));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect([at, one.open(key, nonce, changed, bound)]).toEqual([at, null]);
      expect([at, one.open(key, nonce, sealed.subarray(0, at), bound)]).toEqual([at, null]);
    }
    expect(one.open(key, nonce, sealed, randomBytes(24))).toBeNull();
    expect(one.open(key, nonce, sealed)).toBeNull();
    expect(one.open(key, randomBytes(12), sealed, bound)).toBeNull();
    expect(one.open(randomBytes(32), nonce, sealed, bound)).toBeNull();
  });

  it('are chosen by what the system has: Node its own, Electron’s BoringSSL none', () => {
    expect([hasNativeAead, aead]).toEqual([true, nativeAead]);
  });
});
