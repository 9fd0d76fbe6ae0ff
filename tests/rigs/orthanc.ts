import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type OrthancOptions = {
  /** Storage beyond which it recycles or drops; 0 is without limit. */
  storageMb?: number;
  /** Where given, everybody else gets 401. */
  user?: { name: string; password: string };
  /** A whole configuration instead of the usual one; where it stores and listens is the rig's own all the same. */
  configuration?: Record<string, unknown>;
  /** Stations that it knows: they may store, ask and have commitments; reports and moved objects go to their ports. */
  stations?: readonly { aet: string; port: number }[];
  /** DIMSE over TLS alone: PEM files of its certificate, its key, and the authority of those whom it lets in. */
  dicomTls?: { cert: string; key: string; authority: string };
};

export type Orthanc = {
  /** The store's address, `dicomweb:http://127.0.0.1:PORT/dicom-web`. */
  readonly address: string;
  /** The same over DIMSE, `dicom:ORTHANC@127.0.0.1:PORT`. */
  readonly dicom: string;
  /** GET on Orthanc's own interface. */
  rest(path: string): Promise<unknown>;
  /** Puts an object there past everything that is under test. */
  put(file: Uint8Array): Promise<void>;
  /** Takes an instance away. */
  remove(sopInstanceUid: string): Promise<void>;
  /** The stored files, as Orthanc keeps them, by SOP Instance UID. */
  files(): Promise<Map<string, Buffer>>;
  /** Like a power cut. What was stored stays. */
  kill(): Promise<void>;
  /** Alive and silent, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** After `kill`: the same port, the same storage. */
  restart(): Promise<void>;
  /** Ends it and removes all it wrote. */
  close(): Promise<void>;
};

const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const orthancAet = 'ORTHANC';
const readyWithinMs = 30_000;

/** A real Orthanc with the DICOMweb plugin on a free port of this machine, storing into a folder of its own. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<Orthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-orthanc-'));
  const port = await freePort();
  const dicomPort = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const configuration = join(folder, 'orthanc.json');
  await writeFile(configuration, JSON.stringify(configurationOf(folder, { port, dicomPort }, options)));
  const headers: Record<string, string> = options.user
    ? { authorization: `Basic ${Buffer.from(`${options.user.name}:${options.user.password}`).toString('base64')}` }
    : {};
  const get = (path: string) => fetch(`${base}${path}`, { headers });

  let process = await launch(configuration, get);
  const kill = async () => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    const exit = once(process, 'exit');
    process.kill('SIGKILL');
    await exit;
  };

  return {
    address: `dicomweb:${base}/dicom-web`,
    dicom: `dicom:${orthancAet}@127.0.0.1:${dicomPort}`,
    async put(file) {
      const answer = await fetch(`${base}/instances`, { method: 'POST', headers, body: Buffer.from(file) });
      if (!answer.ok) throw new Error(`Orthanc did not take it: ${answer.status}`);
    },
    async remove(sopInstanceUid) {
      const ids: string[] = await (await get('/instances')).json();
      for (const id of ids) {
        const tags = await (await get(`/instances/${id}/simplified-tags`)).json();
        if (tags.SOPInstanceUID === sopInstanceUid)
          await fetch(`${base}/instances/${id}`, { method: 'DELETE', headers });
      }
    },
    rest: async (path) => (await get(path)).json(),
    async files() {
      const ids: string[] = await (await get('/instances')).json();
      const files = new Map<string, Buffer>();
      for (const id of ids) {
        const tags = await (await get(`/instances/${id}/simplified-tags`)).json();
        files.set(tags.SOPInstanceUID, Buffer.from(await (await get(`/instances/${id}/file`)).arrayBuffer()));
      }
      return files;
    },
    kill,
    freeze: () => process.kill('SIGSTOP'),
    thaw: () => process.kill('SIGCONT'),
    async restart() {
      process = await launch(configuration, get);
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Ports = { port: number; dicomPort: number };

function configurationOf(folder: string, { port, dicomPort }: Ports, options: OrthancOptions): Record<string, unknown> {
  const { user, storageMb = 0, stations = [] } = options;
  const modalities = stations.map(({ aet, port: stationPort }) => [
    aet,
    { AET: aet, Host: '127.0.0.1', Port: stationPort, AllowStorageCommitment: true },
  ]);
  const place = {
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    HttpPort: port,
    DicomPort: dicomPort,
    RemoteAccessAllowed: false,
  };
  if (options.configuration) return { ...options.configuration, ...place };
  return {
    ...place,
    Name: 'incidence-test',
    DicomServerEnabled: true,
    DicomAet: orthancAet,
    DicomCheckCalledAet: true,
    DicomAlwaysAllowStore: false,
    DicomAlwaysAllowEcho: false,
    DicomModalities: Object.fromEntries(modalities),
    ...dicomTlsOf(options.dicomTls),
    AuthenticationEnabled: user !== undefined,
    RegisteredUsers: user ? { [user.name]: user.password } : {},
    DefaultEncoding: 'Utf8',
    OverwriteInstances: false,
    MaximumStorageSize: storageMb,
    Plugins: [plugin],
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false },
  };
}

function dicomTlsOf(tls: OrthancOptions['dicomTls']): Record<string, unknown> {
  if (!tls) return { DicomTlsEnabled: false };
  const { cert, key, authority } = tls;
  return {
    DicomTlsEnabled: true,
    DicomTlsCertificate: cert,
    DicomTlsPrivateKey: key,
    DicomTlsTrustedCertificates: authority,
  };
}

async function launch(configuration: string, get: (path: string) => Promise<Response>): Promise<ChildProcess> {
  const child = spawn('Orthanc', [configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  failed.catch(() => undefined);
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Orthanc ended at once:\n${said}`);
    const ready = await Promise.race([
      failed,
      get('/system').then(
        (answer) => answer.ok,
        () => false,
      ),
    ]);
    if (ready) return child;
    await pause(50);
  }
  child.kill('SIGKILL');
  throw new Error(`Orthanc was not ready within ${readyWithinMs} ms:\n${said}`);
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
