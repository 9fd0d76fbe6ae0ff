import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Decrypter, type Recipient } from 'age-encryption';
import { hasNativeAead } from './aead.ts';
import { inMemory, openAge, type Source, sealAge } from './age-file.ts';
import { nativeIdentity, nativeRecipient } from './x25519.ts';

const secretBytes = 32;

/** What opens and seals a vault: one identity that opens its age files, their recipients, and the vault's secret. */
export class Keyring {
  readonly #recipients: readonly (Recipient | string)[];
  readonly #decrypter: Decrypter;
  readonly #secret: Uint8Array;

  private constructor(decrypter: Decrypter, recipients: readonly string[], secret: Uint8Array) {
    this.#decrypter = decrypter;
    this.#recipients = recipients.map((one) => (hasNativeAead ? nativeRecipient(one) : one));
    this.#secret = secret;
  }

  /** For a new vault. */
  static make(identity: string, recipients: readonly string[]): Keyring {
    return new Keyring(decrypterOf(identity), recipients, randomBytes(secretBytes));
  }

  /** `sealed` is what `sealedSecret` made. Throws for an identity that does not open it, and where it is broken. */
  static async open(identity: string, recipients: readonly string[], sealed: Uint8Array): Promise<Keyring> {
    const decrypter = decrypterOf(identity);
    const secret = await whole(decrypter, sealed, new Uint8Array(sealed.length));
    if (secret.length !== secretBytes) throw new Error('This is no secret of a vault.');
    return new Keyring(decrypter, recipients, secret);
  }

  /** The same secret, for others than before. */
  for(recipients: readonly string[]): Keyring {
    return new Keyring(this.#decrypter, recipients, this.#secret);
  }

  /** The vault's secret as an age file. */
  sealedSecret(): AsyncGenerator<Uint8Array> {
    return this.seal(this.#secret);
  }

  /** Whether this is an age file with the vault's secret in it. */
  async isSealedIn(sealed: Uint8Array): Promise<boolean> {
    try {
      const secret = await this.openWhole(sealed);
      return secret.length === secretBytes && timingSafeEqual(secret, this.#secret);
    } catch {
      return false;
    }
  }

  /** The key of one sealed file, made from its name: its path in the vault, with `/`. */
  keyOf(name: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secret, new Uint8Array(), `incidence ${name}`, 32));
  }

  /** See `sealAge`. */
  seal(plain: Uint8Array): AsyncGenerator<Uint8Array> {
    return sealAge(this.#recipients, plain);
  }

  /** See `openAge`. */
  async open(file: Source, take: (piece: Uint8Array) => void): Promise<void> {
    await openAge(this.#decrypter, file, take);
  }

  /** What is in `file` comes into memory of its own, or into that of the file, which is then gone. */
  async openWhole(file: Uint8Array, into: Uint8Array = new Uint8Array(file.length)): Promise<Uint8Array> {
    return await whole(this.#decrypter, file, into);
  }
}

async function whole(decrypter: Decrypter, file: Uint8Array, plain: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  await openAge(decrypter, inMemory(file), (piece) => {
    plain.set(piece, filled);
    filled += piece.length;
  });
  return plain.subarray(0, filled);
}

function decrypterOf(identity: string): Decrypter {
  const decrypter = new Decrypter();
  decrypter.addIdentity(hasNativeAead ? nativeIdentity(identity) : identity);
  return decrypter;
}
