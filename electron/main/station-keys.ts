import { existsSync } from 'node:fs';
import { type AskPassphrase, passphraseKeys, underPassphrase } from '../host/keys/passphrase.ts';
import type { KeyStore } from '../vault/keys.ts';
import { isProtected, type SystemStore, systemKeys } from './system-keys.ts';

/**
 * Where this station's key is kept. As it was begun it goes on: a passphrase also where the system has a key store by now, and
 * a key store also where it has gone, which is then an error and not another key. Begun, it is with the system's key store
 * where that protects anything, and under a passphrase otherwise. Both files lie beside `keyFile`.
 */
export async function stationKeys(options: {
  keyFile: string;
  system: SystemStore;
  platform: string;
  ask: AskPassphrase;
}): Promise<KeyStore> {
  const { keyFile, system, platform, ask } = options;
  const [sealed, asked] = [`${keyFile}.sealed`, underPassphrase(keyFile)];
  const bySystem = !existsSync(asked) && (existsSync(sealed) || (await isProtected(system, platform)));
  return bySystem ? systemKeys(sealed, system) : passphraseKeys(asked, ask);
}
