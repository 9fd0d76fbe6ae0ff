import { z } from 'zod';
import { CodedError } from '../contract/errors.ts';
import { keepKey, readKey } from '../host/keys/kept-key.ts';
import { type KeyStore, newIdentity } from '../vault/keys.ts';

/** Electron's safeStorage, as far as it is needed. */
export type SystemStore = {
  /** `gnome_libsecret`, `kwallet6`, `keychain`, `dpapi`; on Linux also `basic_text` and `unknown`, which protect nothing. */
  readonly backend: string;
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Uint8Array>;
  decrypt(bytes: Uint8Array): Promise<string>;
};

const unprotected: readonly string[] = ['basic_text', 'unknown'];
/** What Chromium puts in front of whatever it encrypts on Linux with a key that is the same on every machine. */
const everybodysKey = 'v10';

/** Whether the system keeps a secret that only its user has. Its name is not believed: something is encrypted to see how. */
export async function isProtected(system: SystemStore, platform: string): Promise<boolean> {
  if (unprotected.includes(system.backend)) return false;
  try {
    if (!(await system.available())) return false;
    const tried = await system.encrypt('probe');
    return platform !== 'linux' || Buffer.from(tried).toString('latin1', 0, everybodysKey.length) !== everybodysKey;
  } catch {
    return false;
  }
}

const keptKey = z.strictObject({ version: z.literal(1), backend: z.string(), sealed: z.base64() });

/**
 * The station's key in a file, encrypted by what the system's key store keeps. Throws `vault-key-store-changed` where that is
 * another one than before, `vault-key-missing` where it does not open the file any more, `file-unreadable`, `file-invalid`
 * and `file-unwritable`.
 */
export function systemKeys(path: string, system: SystemStore): KeyStore {
  const { backend } = system;
  return {
    backend,
    async read() {
      const bytes = await readKey(path);
      if (bytes === null) return null;
      const kept = parse(path, bytes);
      if (kept.backend !== backend)
        throw new CodedError('vault-key-store-changed', { expected: kept.backend, found: backend });
      try {
        return await system.decrypt(Buffer.from(kept.sealed, 'base64'));
      } catch (error) {
        throw new CodedError('vault-key-missing', {}, { cause: error });
      }
    },
    async create() {
      const identity = await newIdentity();
      const sealed = Buffer.from(await system.encrypt(identity)).toString('base64');
      const kept: z.infer<typeof keptKey> = { version: 1, backend, sealed };
      await keepKey(path, `${JSON.stringify(kept)}\n`);
      return identity;
    },
  };
}

function parse(file: string, bytes: Uint8Array): z.infer<typeof keptKey> {
  try {
    return keptKey.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new CodedError('file-invalid', { file, at: '', problem: 'no kept key' }, { cause: error });
  }
}
