import { generateIdentity, identityToRecipient } from 'age-encryption';

/**
 * Where the station's own key is kept. A vault names the store that its key lies in, and is opened from no other: a key
 * store that has lost its key, or has been exchanged for another, is an error and never a new vault.
 */
export type KeyStore = {
  /** `key-file`, `passphrase`, or the name of the system's own. */
  readonly backend: string;
  /** The station's identity, `AGE-SECRET-KEY-1…`, or null where none is kept. */
  read(): Promise<string | null>;
  /** Makes an identity for a new vault. On return it is kept durably. Called only where `read` gave null. */
  create(): Promise<string>;
};

/** A fresh age identity with an X25519 key. */
export async function newIdentity(): Promise<string> {
  return await generateIdentity();
}

/** The public half. Throws what the library throws for a text that is no identity. */
export async function recipientOf(identity: string): Promise<string> {
  return await identityToRecipient(identity);
}
