import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { newUid } from '../../electron/base/uid.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { type PhotographFacts, photograph } from '../../electron/stores/dicom/photograph.ts';
import { openStore } from '../../electron/stores/registry.ts';
import { openVault } from '../../electron/vault/vault.ts';
import { testKeys } from '../rigs/vault-keys.ts';

/** What one process is to send: pictures by their names and hashes, out of a folder or out of a session in a vault. */
export type Order = {
  address: string;
  from: { folder: string } | { vault: string; session: string };
  pictures: { name: string; sha256: string }[];
  /** Of each picture, but for what tells it from the others. */
  facts: PhotographFacts;
};

/** The longest stall of the main loop: what this process computed in one, and what one took by the clock. */
export type Sent = { ms: number; peakMb: number; stallMs: number; clockMs: number };

/** As many as the outbox has under way, unless a department sets another number. */
const parallel = 3;

/**
 * Reads, builds and sends every picture, as the outbox does it, and says on standard output what it took. Opening the vault
 * belongs to the studio's start.
 */
export async function sendOrder({ address, from, pictures, facts }: Order): Promise<void> {
  const { read, close } = 'folder' in from ? plainFiles(from.folder) : await sealedFiles(from.vault, from.session);
  const store = openStore(parseStoreAddress(address), { testStore: false, parallel });
  const shared = { studyUid: newUid(), seriesUid: newUid() };
  const waiting = pictures.map((picture, index) => ({ ...picture, instanceNumber: index + 1 }));
  const calm = new AbortController().signal;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const jpeg = await read(next);
      const { sha256, instanceNumber } = next;
      const own = { ...shared, sopInstanceUid: newUid(), sha256, instanceNumber };
      await store.send(photograph({ ...facts, ...own }, jpeg), calm);
    }
  };
  const stalls = watchStalls();
  const begun = performance.now();
  await Promise.all(Array.from({ length: parallel }, worker));
  const ms = performance.now() - begun;
  const stall = stalls.longest();
  await store.close();
  await close();
  const peak = /VmHWM:\s+(\d+) kB/.exec(await readFile('/proc/self/status', 'latin1'));
  const sent: Sent = { ms, peakMb: Number(peak?.[1]) / 1024, ...stall };
  process.stdout.write(`${JSON.stringify(sent)}\n`);
}

const tickMs = 2;

/**
 * How long the main loop was kept from its timers. By the clock that counts whoever else uses the machine as well; what this
 * process has computed meanwhile, all its threads together, is the most that it can have been kept by us.
 */
function watchStalls(): { longest(): { stallMs: number; clockMs: number } } {
  const longest = { stallMs: 0, clockMs: 0 };
  let at = performance.now();
  let spent = process.cpuUsage();
  const timer = setInterval(() => {
    const clockMs = performance.now() - at - tickMs;
    const { user, system } = process.cpuUsage(spent);
    longest.clockMs = Math.max(longest.clockMs, clockMs);
    longest.stallMs = Math.max(longest.stallMs, Math.min(clockMs, (user + system) / 1000));
    at = performance.now();
    spent = process.cpuUsage();
  }, tickMs);
  return {
    longest() {
      clearInterval(timer);
      return longest;
    },
  };
}

type Source = { read(picture: Order['pictures'][number]): Promise<Uint8Array>; close(): Promise<void> };

function plainFiles(folder: string): Source {
  return { read: ({ name }) => readFile(join(folder, name)), close: async () => {} };
}

async function sealedFiles(dir: string, session: string): Promise<Source> {
  const vault = await openVault(dir, { clock: systemClock, log: silentLog, keys: testKeys() });
  return { read: ({ name, sha256 }) => vault.readOriginal(session, name, sha256), close: () => vault.close() };
}
