import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { silentLog } from '../../electron/base/log.ts';
import { openVault } from '../../electron/vault/vault.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeJpeg, photographFacts } from '../rigs/photographs.ts';
import { at, opened, shotId, started, step } from '../rigs/session-records.ts';
import { startStorescp } from '../rigs/storescp.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { type Figure, holds, lineOf } from './figures.ts';
import type { Order, Sent } from './sending.ts';
import { capturedOf } from './vault-filling.ts';

const count = 100;
const bytes = 9e6;
const peakMb = 250;
const stallMs = 100;
/** A noise picture of about nine megabytes. */
const size = { width: 4400, height: 2960 };

type Store = 'storescp' | 'orthanc';
type Peer = { aet: string; port: number; dicom: string; web: string | undefined; close(): Promise<void> };

/**
 * A hundred pictures of nine megabytes to the same peers: `img2dcm` for each and one `storescu`, and beside it, in turn, the
 * studio by C-STORE out of plain files, out of the vault, and by STOW-RS. Nobody asks for a proof here: the program has none.
 */
export async function delivery(rounds: number, say: (line: string) => void): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), 'incidence-bench-'));
  try {
    const { pictures, session } = await prepare(home);
    const plain = { folder: join(home, 'pictures') };
    const sealed = { vault: join(home, 'vault'), session };
    const ways = [
      { peer: 'storescp', name: 'C-STORE, plain files', from: plain, atMost: 0.6 },
      { peer: 'storescp', name: 'C-STORE, from the vault', from: sealed, atMost: 0.8 },
      { peer: 'orthanc', name: 'C-STORE, plain files', from: plain, atMost: 0.6 },
      { peer: 'orthanc', name: 'C-STORE, from the vault', from: sealed, atMost: 0.8 },
      { peer: 'orthanc', name: 'STOW-RS, plain files', from: plain, atMost: 0.5 },
    ] as const;
    const figures = ways.map(
      ({ peer, name, atMost }): Figure => ({ name: `${peer}: ${name}`, unit: 'ms', program: [], studio: [], atMost }),
    );
    const facts = photographFacts(new Uint8Array());
    const runs: Sent[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of ['storescp', 'orthanc'] as const) {
        const program = await toPeer(peer, (to) => byPrograms(home, to));
        for (const [index, way] of ways.entries()) {
          if (way.peer !== peer) continue;
          const sent = await toPeer(peer, ({ dicom, web }) =>
            inNewProcess({
              address: way.name.startsWith('STOW') ? (web ?? '') : dicom,
              from: way.from,
              pictures,
              facts,
            }),
          );
          runs.push(sent);
          figures[index]?.program.push(program);
          figures[index]?.studio.push(sent.ms);
        }
      }
    }
    say(`\n${count} pictures of ${bytes / 1e6} MB, sent`);
    say([''.padEnd(44), 'DCMTK'.padStart(14), 'studio'.padStart(14), 'ratio'.padStart(8)].join(''));
    for (const figure of figures) say(lineOf(figure));
    const peak = Math.max(...runs.map((run) => run.peakMb));
    const stall = Math.max(...runs.map((run) => run.stallMs));
    const clock = Math.max(...runs.map((run) => run.clockMs));
    say(`  memory at most ${peak.toFixed(0)} MB  at most ${peakMb}: ${peak <= peakMb ? 'yes' : 'NO'}`);
    say(
      `  the longest stall of the main loop ${stall.toFixed(0)} ms (${clock.toFixed(0)} ms by the clock)` +
        `  at most ${stallMs}: ${stall <= stallMs ? 'yes' : 'NO'}`,
    );
    return figures.every(holds) && peak <= peakMb && stall <= stallMs;
  } finally {
    await rm(home, { recursive: true });
  }
}

/** The same pictures as files and in a vault: one JPEG, each time with a comment of its own, so that no two are the same. */
async function prepare(home: string): Promise<{ pictures: Order['pictures']; session: string }> {
  const noise = Buffer.from(await makeJpeg(1, size));
  if (Math.abs(noise.length - bytes) > bytes / 10) throw new Error(`a picture of ${noise.length} bytes`);
  await mkdir(join(home, 'pictures'));
  const vault = await openVault(join(home, 'vault'), { clock: systemClock, log: silentLog, keys: testKeys() });
  try {
    const session = randomUUID();
    await vault.createSession({ ...opened([step('one')]), session });
    const pictures: Order['pictures'] = [];
    for (let index = 0; index < count; index += 1) {
      const name = `${String(index + 1).padStart(4, '0')}.jpg`;
      const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, index]);
      const data = Buffer.concat([noise.subarray(0, 2), comment, noise.subarray(2)]);
      const sha256 = sha256Of(data);
      await writeFile(join(home, 'pictures', name), data);
      const kept = await vault.storeOriginal(session, name, data, sha256);
      await vault.append(session, started(index + 1, 'one'));
      await vault.append(session, capturedOf(shotId(index + 1), at, [{ ...kept, kind: 'jpeg' }]));
      pictures.push({ name, sha256 });
    }
    return { pictures, session };
  } finally {
    await vault.close();
  }
}

/** A peer that has nothing yet, for one run. */
async function toPeer<T>(which: Store, use: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = which === 'orthanc' ? await orthancPeer() : await storescpPeer();
  try {
    return await use(peer);
  } finally {
    await peer.close();
  }
}

async function orthancPeer(): Promise<Peer> {
  const orthanc: Orthanc = await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: 1 }] });
  const port = Number(orthanc.dicom.split(':').at(-1));
  return { aet: 'ORTHANC', port, dicom: orthanc.dicom, web: orthanc.address, close: orthanc.close };
}

/** It takes everything and keeps nothing: the disk is not what is compared. */
async function storescpPeer(): Promise<Peer> {
  const { port, address, close } = await startStorescp('+xy', '--ignore');
  return { aet: 'STORESCP', port, dicom: address, web: undefined, close };
}

const script = `
  from=$1 to=$2 aet=$3 port=$4
  for picture in "$from"/*.jpg; do img2dcm -vlp -ka "$picture" "$to/\${picture##*/}.dcm"; done
  storescu -xy +sd -aet INCIDENCE -aec "$aet" 127.0.0.1 "$port" "$to"`;

async function byPrograms(home: string, { aet, port }: Peer): Promise<number> {
  const made = join(home, 'made');
  await mkdir(made);
  const begun = performance.now();
  await ended(spawn('/bin/sh', ['-ec', script, 'sh', join(home, 'pictures'), made, aet, String(port)], quiet));
  const ms = performance.now() - begun;
  await rm(made, { recursive: true });
  return ms;
}

const quiet: SpawnOptions = { stdio: ['ignore', 'pipe', 'inherit'] };

/** Of this same program, so that its memory and its loop are nobody else's. */
async function inNewProcess(order: Order): Promise<Sent> {
  const [, program = ''] = process.argv;
  return JSON.parse(await ended(spawn(process.execPath, [program, 'sending', JSON.stringify(order)], quiet)));
}

async function ended(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${child.spawnfile} ended with ${status}: ${said}`);
  return said;
}
