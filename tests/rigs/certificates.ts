import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = async (folder: string, ...args: string[]): Promise<void> => {
  await promisify(execFile)('openssl', args, { cwd: folder });
};

/** An authority of a test's own, in that folder: `NAME.pem` and `NAME.key`. */
export async function makeAuthority(folder: string, name: string): Promise<string> {
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`];
  await openssl(folder, ...made, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  return join(folder, `${name}.pem`);
}

/** A certificate for this machine's loopback that the authority has signed. */
export async function makeCertificate(
  folder: string,
  name: string,
  authority: string,
  address = 'IP:127.0.0.1',
): Promise<{ cert: string; key: string }> {
  await openssl(
    folder,
    ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  await writeFile(join(folder, `${name}.ext`), `subjectAltName=${address}\n`);
  const signed = ['x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.pem`, '-CAkey', `${authority}.key`];
  await openssl(folder, ...signed, '-CAcreateserial', '-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}
