import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoreSettings } from '../../electron/contract/connections.ts';
import { openDicomWeb } from '../../electron/stores/dicomweb/dicomweb.ts';
import { makeAuthority, makeCertificate } from '../rigs/certificates.ts';

const soon = (): AbortSignal => AbortSignal.timeout(10_000);
let folder: string;
let asked = 0;
let close = (): void => {};
let open: (tls: StoreSettings['tls']) => ReturnType<typeof openDicomWeb>;
const pem = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

/** A server of the hospital's own authority that lets nobody in but whom that authority knows. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-certificate-'));
  for (const authority of ['hospital', 'stranger']) await makeAuthority(folder, authority);
  await makeCertificate(folder, 'server', 'hospital');
  await makeCertificate(folder, 'station', 'hospital');
  await makeCertificate(folder, 'nobody', 'stranger');
  const server = createServer(
    {
      ...{ key: await pem('server.key'), cert: await pem('server.pem'), ca: await pem('hospital.pem') },
      ...{ requestCert: true, rejectUnauthorized: true },
    },
    (_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('[]');
    },
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  open = (tls) => openDicomWeb(`https://127.0.0.1:${port}/dicom-web`, { testStore: true, tls });
  close = () => void server.close();
});
afterAll(async () => {
  close();
  await rm(folder, { recursive: true });
});

test('a store of the hospital’s own authority is trusted, and lets in the station that shows its certificate', async () => {
  const tls = { ca: await pem('hospital.pem'), certificate: await pem('station.pem'), key: await pem('station.key') };
  const store = open(tls);
  await expect(store.check(soon())).resolves.toEqual(['QIDO-RS']);
  await expect(store.check(soon())).resolves.toEqual(['QIDO-RS']);
  await store.close();
});

test.each<[string, () => Promise<StoreSettings['tls']>, RegExp]>([
  ['nobody vouches for the store', async () => undefined, /VERIFY|SELF_SIGNED/],
  [
    'another authority than the one that was named',
    async () => ({ ca: await pem('stranger.pem') }),
    /VERIFY|SELF_SIGNED|SIGNATURE/,
  ],
  ['the station shows no certificate', async () => ({ ca: await pem('hospital.pem') }), /CERTIFICATE_REQUIRED/],
  [
    'the key is another certificate’s',
    async () => ({
      ca: await pem('hospital.pem'),
      certificate: await pem('station.pem'),
      key: await pem('nobody.key'),
    }),
    /MISMATCH/,
  ],
])('nothing is sent where %s', async (_, tls, reason) => {
  const store = open(await tls());
  await expect(store.check(soon())).rejects.toMatchObject({ code: 'store-untrusted', params: { reason } });
  await store.close();
});

test('a store that does not know the authority of the station’s certificate is told nothing', async () => {
  const tls = { ca: await pem('hospital.pem'), certificate: await pem('nobody.pem'), key: await pem('nobody.key') };
  const store = open(tls);
  asked = 0;
  // Node's server hangs up without a word where OpenSSL's own would say `unknown ca`.
  await expect(store.check(soon())).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(asked).toBe(0);
  await store.close();
});
