import { join } from 'node:path';
import { fakeClock } from '../../electron/base/clock.ts';
import { readWhole, sha256Of } from '../../electron/base/durable-file.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { errorCodes } from '../../electron/contract/errors.ts';
import type { Store } from '../../electron/stores/store.ts';
import { Card } from './card.ts';
import { type Finding, filesUnder, judge, judgeEnd } from './judge.ts';
import { type Line, toldBy } from './ledger.ts';
import { goOn } from './scenes.ts';
import { openStation, type Place, type Station } from './station.ts';
import { afterwards } from './times.ts';

/** A station's world after a fault, and everything that was heard of it until then. */
export type Remains = {
  dir: string;
  fs: FileSystem;
  store: Store;
  lines: Line[];
  strict: boolean;
  /** The power goes once more, before anything new was done. */
  cutAgain?: () => void;
};

/** Opens what a fault has left, compares, goes on as a sound station would, and compares again. */
export async function judgeRemains({ cutAgain, ...remains }: Remains): Promise<Finding[]> {
  const { lines, strict } = remains;
  const findings: Finding[] = [];
  for (const { code } of toldBy(lines)) {
    if (code !== undefined && !errorCodes.some((known) => known === code))
      findings.push({ kind: 'wrong', what: `refused without a code: ${code}` });
  }
  let minute = 0;
  const place = (): Place => {
    minute += 1;
    const card = Card.after(lines);
    const say = (line: Line): void => void lines.push(line);
    return { ...remains, card, clock: fakeClock(afterwards + minute * 60_000), ledger: { say } };
  };
  const opened = async (where: Place, work: (station: Station) => Promise<void>): Promise<void> => {
    const station = await openStation(where);
    try {
      await work(station);
    } finally {
      await station.close();
    }
  };
  try {
    const first = place();
    await opened(first, async ({ vault }) => {
      findings.push(...(await judge({ ...first, vault, lines: [...lines], strict })));
    });
    // Opening makes sure of what it shows: whoever acts on it must find the same tomorrow.
    const shown = await everyFile(remains);
    cutAgain?.();
    const left = new Map(await everyFile(remains));
    for (const [path, sha256] of shown) {
      if (left.get(path) !== sha256)
        findings.push({ kind: 'lost', what: `${path}, which an opening has shown, in the next cut` });
    }
    const second = place();
    await opened(second, async (station) => await goOn(station, second));
    const last = place();
    await opened(last, async ({ vault }) => {
      const evidence = { ...last, vault, lines: [...lines], strict };
      findings.push(...(await judge(evidence)), ...(await judgeEnd(evidence)));
    });
  } catch (error) {
    findings.push({ kind: 'wrong', what: `could not go on: ${error instanceof Error ? error.stack : String(error)}` });
  }
  return findings;
}

async function everyFile({ dir, fs }: Remains): Promise<[string, string][]> {
  const files: [string, string][] = [];
  for (const path of await filesUnder(fs, dir)) files.push([path, sha256Of(await readWhole(join(dir, path), fs))]);
  return files;
}
