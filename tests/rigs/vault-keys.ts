import { type KeyStore, newIdentity } from '../../electron/vault/keys.ts';

/** The key of every test's vault, the same in each process that opens it. It protects nothing. */
export const testIdentity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';

/** The recovery key of every test's vault: nobody is shown one that a test does not ask for. */
export const testRecoveryKey = 'AGE-SECRET-KEY-1GDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDPSST380Y';
export const testRecoveryRecipient = 'age1ehhas7p6jx6yveqw9c0e2kvakd0ysjsqwx7jrq4nkcxssykpp3cq0wk9nt';

/** Keeps that key, in every process: most tests need nothing else. */
export function testKeys(): KeyStore {
  return memoryKeys(testIdentity);
}

/** A key store in memory: empty until a new vault is made, or holding `identity`. */
export function memoryKeys(identity: string | null = null, backend = 'key-file'): KeyStore {
  let kept = identity;
  return {
    backend,
    read: async () => kept,
    async create() {
      kept = await newIdentity();
      return kept;
    },
  };
}
