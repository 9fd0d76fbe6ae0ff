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
};

export type Orthanc = {
  /** The store's address, `dicomweb:http://127.0.0.1:PORT/dicom-web`. */
  readonly address: string;
  /** GET on Orthanc's own interface. */
  rest(path: string): Promise<unknown>;
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
const readyWithinMs = 30_000;

/** A real Orthanc with the DICOMweb plugin on a free port of this machine, storing into a folder of its own. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<Orthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-orthanc-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const configuration = join(folder, 'orthanc.json');
  await writeFile(configuration, JSON.stringify(configurationOf(folder, port, options)));
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

function configurationOf(folder: string, port: number, options: OrthancOptions): Record<string, unknown> {
  const { user, storageMb = 0 } = options;
  return {
    Name: 'incidence-test',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    HttpPort: port,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: user !== undefined,
    RegisteredUsers: user ? { [user.name]: user.password } : {},
    DefaultEncoding: 'Utf8',
    OverwriteInstances: false,
    MaximumStorageSize: storageMb,
    Plugins: [plugin],
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false },
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
