import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { stopsAttempt } from '../../electron/stores/outbox-job.ts';
import { openStore } from '../../electron/stores/registry.ts';

test('a store whose certificate nobody vouches for gets nothing, and is not asked again by itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-certificate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1'];
  await promisify(execFile)('openssl', [...made, '-keyout', key, '-out', cert]);
  let asked = 0;
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) => {
    asked += 1;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/dicom-web`;
  const store = openStore({ kind: 'dicomweb', url }, { testStore: true });
  await expect(store.check(AbortSignal.timeout(5000))).rejects.toMatchObject({
    code: 'store-untrusted',
    params: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
  expect(asked).toBe(0);
  expect(stopsAttempt('store-untrusted')).toBe(true);
});
