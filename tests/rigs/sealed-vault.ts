import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { testIdentity } from './vault-keys.ts';

/** What an age file holds, by the library alone: nothing of the product's own reader. */
export async function openAgeFile(file: Uint8Array, identity = testIdentity): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(file);
}

/** The texts of a sealed file, read as `FORMAT.md` says and not as the product does. `name` is its path in the vault. */
export async function readSealed(vault: string, name: string, identity = testIdentity): Promise<string[]> {
  const secret = await openAgeFile(await readFile(join(vault, 'keys', 'vault.age')), identity);
  const key = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `incidence ${name}`, 32));
  const lines = (await readFile(join(vault, name), 'latin1')).split('\n').slice(0, -1);
  let previous = Buffer.alloc(16);
  return lines.map((line, index) => {
    const bytes = Buffer.from(line, 'base64');
    const sealed = bytes.subarray(12, -16);
    const place = Buffer.alloc(8);
    place.writeBigUInt64BE(BigInt(index));
    const opening = createDecipheriv('chacha20-poly1305', key, bytes.subarray(0, 12), { authTagLength: 16 });
    opening.setAAD(Buffer.concat([place, previous]), { plaintextLength: sealed.length });
    opening.setAuthTag(bytes.subarray(-16));
    previous = Buffer.from(bytes.subarray(-16));
    return Buffer.concat([opening.update(sealed), opening.final()]).toString('utf8');
  });
}
