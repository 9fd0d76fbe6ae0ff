import { writeSync } from 'node:fs';
import { fakeClock } from '../../../electron/base/clock.ts';
import { nodeFileSystem } from '../../../electron/base/file-system.ts';
import { CodedError } from '../../../electron/contract/errors.ts';
import { Card } from '../../faults/card.ts';
import type { Line } from '../../faults/ledger.ts';
import { folderAnywhere } from '../../faults/proving-store.ts';
import { isSceneName, scenes } from '../../faults/scenes.ts';
import { DisturbedDisk, type Fault } from '../disturbed-disk.ts';

/**
 * Acts a scene on a real disk, and does not live to tell: at the given operation it sends SIGKILL to itself. Everything is
 * said on standard output before the next thing happens. What was said before this process comes on standard input, and what
 * there is to do as JSON in the first argument.
 */
export type Orders = {
  scene: string;
  dir: string;
  store: string;
  /** The station's time. */
  at: number;
  /** Counted from where the scene begins; absent, all operations are said at the end. */
  strike?: { index: number; fault: Fault };
};

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const { scene, dir, store, at, strike } = orders;
if (!isSceneName(scene)) throw new Error(`no such scene: ${scene}`);
const say = (line: Line | { operations: string[] }): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const chunks: Uint8Array[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const before = Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
const lines = before.map((text) => JSON.parse(text) as Line);

const disk = new DisturbedDisk(nodeFileSystem, () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
});
let first = 0;
const place = {
  ...{ dir, fs: disk.fs, store: folderAnywhere(store, disk.fs), card: Card.after(lines), clock: fakeClock(at) },
  ledger: { say },
};
try {
  const station = await scenes[scene].act(place, () => {
    first = disk.done.length;
    disk.fault = (index) => (strike && index - first === strike.index ? strike.fault : undefined);
  });
  await station.close();
} catch (error) {
  // A disk that fails may keep a station from starting: with a code.
  if (!(error instanceof CodedError)) throw error;
}
say({ operations: disk.done.slice(first) });
