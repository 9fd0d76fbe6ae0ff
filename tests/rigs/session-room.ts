import { join } from 'node:path';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn } from '../../electron/base/supervised-child.ts';
import { patient } from '../../electron/contract/patient.ts';
import { type AssembleOptions, type Assembly, assemble } from '../../electron/host/assemble.ts';
import { type Workplace, workplace } from './cli.ts';
import { testKeys, testRecoveryRecipient } from './vault-keys.ts';
import { startVirtualCamera, type VirtualCamera } from './virtual-camera.ts';

/** What the shutter of a virtual camera ever made. */
export type Produced = { shot: number; name: string; sha256: string };

/** A vault, a virtual camera on the network and any number of studios after each other. */
export type SessionRoom = {
  camera: VirtualCamera;
  /** The folder of the vault, and that of the store. */
  vault: string;
  store: string;
  /** Starts a studio on the same vault, with its devices connected. */
  open(options?: Partial<AssembleOptions>): Promise<Assembly>;
  produced(): Promise<Produced[]>;
  /** Presses the button on the body; resolves with the hashes of what it made. */
  press(): Promise<string[]>;
  fault(fault: { name: string } & Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
};

export const somebody = patient.parse({ patientId: 'P-1', name: 'TEST^Anna', birthDate: '2012-03-04', sex: 'F' });
export const somebodyElse = patient.parse({ patientId: 'P-2', name: 'TEST^Paul', birthDate: '2011-03-04', sex: 'M' });

/** A station that keeps everything in `place` and has manual light; its devices are not opened yet. */
export async function stationIn(
  place: Pick<Workplace, 'folder' | 'vault'>,
  options: Partial<AssembleOptions>,
): Promise<Assembly> {
  return await assemble({
    root: findRoot(import.meta.dirname),
    version: '0',
    log: silentLog,
    spawn: forkSpawn,
    vaultDir: place.vault,
    keys: testKeys(),
    recoveryRecipient: testRecoveryRecipient,
    trigger: 'none',
    store: `folder:${join(place.folder, 'store')}`,
    testStore: false,
    roomFile: join(place.folder, 'room.json'),
    ...options,
  });
}

export async function sessionRoom(options: {
  model: 'nikon' | 'canon';
  litByTrigger?: boolean;
  plain?: boolean;
}): Promise<SessionRoom> {
  const place = await workplace();
  const camera = await startVirtualCamera({ plain: true, widthPx: 640, ...options });
  const open: Assembly[] = [];
  const ask = async (request: object): Promise<Record<string, unknown>> => {
    const answer = (await camera.control(request)) as Record<string, unknown>;
    if (answer.ok !== true) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const produced = async (): Promise<Produced[]> => (await ask({ produced: true })).produced as Produced[];
  return {
    camera,
    vault: place.vault,
    store: join(place.folder, 'store'),
    produced,
    async open(change) {
      const assembly = await stationIn(place, { camera: camera.address, ...change });
      open.push(assembly);
      await assembly.openDevices();
      return assembly;
    },
    async press() {
      const before = (await produced()).length;
      await ask({ shutter: true });
      return (await produced()).slice(before).map(({ sha256 }) => sha256);
    },
    async fault(fault) {
      await ask({ fault });
    },
    async close() {
      for (const assembly of open.splice(0)) await assembly.close();
      await camera.stop();
      await place.remove();
    },
  };
}

/** The hashes of a session's files, shot by shot. */
export function storedIn({ studio }: Assembly): string[][] {
  return studio.runner.state.shots.map(({ files }) => files.map(({ sha256 }) => sha256).sort());
}

/** The same of what the shutter made. */
export function byShot(produced: readonly Produced[]): string[][] {
  const shots = [...new Set(produced.map(({ shot }) => shot))];
  return shots.map((number) => produced.flatMap(({ shot, sha256 }) => (shot === number ? [sha256] : [])).sort());
}
