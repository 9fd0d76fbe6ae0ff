import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acceptAssociations } from '../../electron/stores/dimse/accept.ts';
import { associate } from '../../electron/stores/dimse/associate.ts';
import type { TlsFiles } from '../../electron/stores/dimse/association.ts';
import { openDicom } from '../../electron/stores/dimse/dicom-store.ts';
import { acceptable, offers } from '../../electron/stores/dimse/sop-classes.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { makeAuthority, makeCertificate } from '../rigs/certificates.ts';
import { startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { acceptingJpeg, type Storescp, startStorescp } from '../rigs/storescp.ts';

const calm = new AbortController().signal;
const limits = { connectMs: 5000, associateMs: 5000, idleMs: 5000, answerMs: 5000 };
const files = { ca: '', certificate: '', key: '', foreignCa: '', foreignCertificate: '', foreignKey: '' };
const paths = { authority: '', cert: '', key: '', otherCert: '', otherKey: '' };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-dimse-tls-'));
  paths.authority = await makeAuthority(folder, 'hospital');
  const foreignAuthority = await makeAuthority(folder, 'foreign');
  const peer = await makeCertificate(folder, 'archive', 'hospital');
  Object.assign(paths, { cert: peer.cert, key: peer.key });
  const other = await makeCertificate(folder, 'elsewhere', 'hospital', 'DNS:elsewhere.test');
  Object.assign(paths, { otherCert: other.cert, otherKey: other.key });
  const station = await makeCertificate(folder, 'station', 'hospital');
  const foreign = await makeCertificate(folder, 'stranger', 'foreign');
  files.ca = await readFile(paths.authority, 'utf8');
  files.certificate = await readFile(station.cert, 'utf8');
  files.key = await readFile(station.key, 'utf8');
  files.foreignCa = await readFile(foreignAuthority, 'utf8');
  files.foreignCertificate = await readFile(foreign.cert, 'utf8');
  files.foreignKey = await readFile(foreign.key, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const teardown: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});
function closing<T extends { close(): Promise<void> }>(peer: T): T {
  teardown.push(() => peer.close());
  return peer;
}

const secured = (cert: string, key: string): Promise<Storescp> =>
  startStorescp(...acceptingJpeg, '+tls', key, cert, '+cf', paths.authority);

function open(peer: { port: number }, tls: TlsFiles | undefined): Store {
  const { ca, certificate, key } = tls ?? {};
  const target = { kind: 'dicom', calledAet: 'STORESCP', host: '127.0.0.1', port: peer.port } as const;
  const files = tls ? { ca, certificate, key } : undefined;
  return closing(openDicom(target, { testStore: false, limits, tls: files }));
}

const ours = (): TlsFiles => ({ ca: files.ca, certificate: files.certificate, key: files.key });
const small = async (): Promise<DicomObject> => (await makeSeries(1))[0] as DicomObject;

describe('storescp over TLS', () => {
  let peer: Storescp;
  beforeAll(async () => {
    peer = await secured(paths.cert, paths.key);
  });
  afterAll(() => peer?.close());

  it('stores for who shows a certificate of the hospital', async () => {
    await expect(open(peer, ours()).send(await small(), calm)).resolves.toBe('stored');
  });

  it('is not trusted where its authority is not known', async () => {
    const tls = { ...ours(), ca: files.foreignCa };
    await expect(open(peer, tls).send(await small(), calm)).rejects.toMatchObject({ code: 'store-untrusted' });
  });

  it('does not let in who shows no certificate, or a stranger’s', async () => {
    await expect(open(peer, { ca: files.ca }).check(calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
    const stranger = { ca: files.ca, certificate: files.foreignCertificate, key: files.foreignKey };
    await expect(open(peer, stranger).check(calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
  });

  it('is not spoken to without TLS', async () => {
    await expect(open(peer, undefined).check(calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('a certificate that is none is named before anything is opened', async () => {
    const tls = { ...ours(), key: '-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----\n' };
    await expect(open(peer, tls).check(calm)).rejects.toMatchObject({ code: 'store-untrusted' });
  });
});

describe('other peers over TLS', () => {
  it('is not trusted under another name than its own', async () => {
    const peer = closing(await secured(paths.otherCert, paths.otherKey));
    await expect(open(peer, ours()).check(calm)).rejects.toMatchObject({
      code: 'store-untrusted',
      params: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  it('plain peers are not spoken to with TLS', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    await expect(open(peer, ours()).check(calm)).rejects.toMatchObject({
      code: expect.stringMatching(/^store-(unreachable|timeout)$/),
    });
  });

  it('Orthanc stores over TLS', async () => {
    const dicomTls = { cert: paths.cert, key: paths.key, authority: paths.authority };
    const orthanc = closing(await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: 1 }], dicomTls }));
    const port = Number(orthanc.dicom.split(':').at(-1));
    const target = { kind: 'dicom', calledAet: 'ORTHANC', host: '127.0.0.1', port } as const;
    const { ca, certificate, key } = files;
    const store = closing(openDicom(target, { testStore: false, limits, tls: { ca, certificate, key } }));
    const object = await small();
    await expect(store.send(object, calm)).resolves.toBe('stored');
    expect((await orthanc.files()).has(object.sopInstanceUid)).toBe(true);
  });

  it('our own listener wants a certificate of the authority that it was given', async () => {
    const tls = {
      ca: files.ca,
      certificate: await readFile(paths.cert, 'utf8'),
      key: await readFile(paths.key, 'utf8'),
    };
    const contexts = acceptable(['verification']);
    const onRequest = async () => ({ status: 0 });
    const listener = closing(await acceptAssociations({ port: 0, aet: 'US', contexts, tls, onRequest }));
    const call = (files: TlsFiles) =>
      associate(
        {
          host: '127.0.0.1',
          port: listener.port,
          calledAet: 'US',
          callingAet: 'THEM',
          contexts: offers(['verification']),
          tls: files,
          limits,
        },
        calm,
      );
    const association = await call(ours());
    expect(association.accepted('1.2.840.10008.1.1')).toBeDefined();
    await association.release();
    await expect(call({ ca: files.ca })).rejects.toMatchObject({ code: 'store-unauthorised' });
  });
});
