import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { PowerCutDisk } from '../rigs/power-cut-disk.ts';
import { Card } from './card.ts';
import type { Finding } from './judge.ts';
import { filesUnder } from './judge.ts';
import { type Line, toldBy } from './ledger.ts';
import { provingStore } from './proving-store.ts';
import { everything } from './scenes.ts';
import { openVaultAt } from './station.ts';
import { afterwards, begins } from './times.ts';

/** A healthy vault with something of everything in it. */
type Whole = { model: PowerCutDisk; lines: Line[]; files: Map<string, string> };

/**
 * What becomes of a file: one bit of it turns over, or its end is gone, at a place of those that are spread over the file; or so
 * many of its last records are, cut off cleanly.
 */
export type Harm = { file: string; what: 'flip' | 'truncate' | 'shorten'; place: number };

const places = 24;
const shortest = 8;

/** A vault of which one file is not what it was any more. */
export class Harmed {
  readonly #home = mkdtempSync(join(tmpdir(), 'incidence-harm-'));
  readonly #dir = join(this.#home, 'vault');
  #whole: Promise<Whole> | undefined;

  constructor() {
    mkdirSync(this.#dir);
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  async all(): Promise<Harm[]> {
    const { model, files } = await this.#healthy();
    const all: Harm[] = [];
    for (const [file, path] of files) {
      const bytes = (model.files().get(join(this.#dir, path)) ?? new Uint8Array()).length;
      for (let place = 0; place < Math.min(places, bytes); place += 1) all.push({ file, what: 'flip', place });
      for (let place = 0; place < Math.min(places / 2, bytes); place += 1) all.push({ file, what: 'truncate', place });
      const records = /journal|audit/.test(file) ? shortest : 0;
      // Nobody but the trail itself knows of what came after the last receipt: its end, and that the studio has stopped.
      const first = file.startsWith('audit') ? 3 : 1;
      for (let place = first; place <= records; place += 1) all.push({ file, what: 'shorten', place });
    }
    return all;
  }

  /** Harms one file, opens the vault and asks it what is wrong: it must be that file, and nothing else. */
  async run({ file, what, place }: Harm): Promise<Finding[]> {
    const { model, lines, files } = await this.#healthy();
    const path = files.get(file);
    const name = path === undefined ? '' : join(this.#dir, path);
    const data = model.files().get(name);
    if (path === undefined || !data) return [{ kind: 'wrong', what: `there is no ${file}` }];
    const harmed = model.copy();
    harmed.overwrite(name, harms[what](data, place));
    rmSync(join(this.#dir, 'lock'), { force: true });
    let vault: Vault;
    try {
      vault = await openVaultAt({ dir: this.#dir, fs: harmed.fs, clock: fakeClock(afterwards) });
    } catch (error) {
      // The two files without which there is no vault: then it does not open, and says which it is.
      const isNamed = error instanceof CodedError && (error.params.file === path || aboutTheKey.includes(error.code));
      return isNamed ? [] : [{ kind: 'undetected', what: `${file} is harmed, and opening says ${String(error)}` }];
    }
    try {
      const named = await namedBy(vault);
      const quarantine = await harmed.fs.list(join(this.#dir, 'quarantine'));
      const findings = await judgeOthers(vault, lines, path, quarantine);
      if (!named.some((one) => one === path || (one === 'audit/' && path.startsWith(one))))
        findings.push({ kind: 'undetected', what: `${file} is harmed, named is ${named.join()}` });
      return findings;
    } finally {
      await vault.close();
    }
  }

  #healthy(): Promise<Whole> {
    this.#whole ??= this.#prepare();
    return this.#whole;
  }

  async #prepare(): Promise<Whole> {
    const model = new PowerCutDisk(this.#home);
    const lines: Line[] = [];
    await everything({
      ...{ dir: this.#dir, fs: model.fs, store: provingStore(), card: new Card(), clock: fakeClock(begins) },
      ledger: { say: (line) => void lines.push(line) },
    });
    const files = new Map<string, string>();
    const ids: string[] = [];
    const told = JSON.stringify(toldBy(lines));
    const paths = await filesUnder(model.fs, this.#dir);
    // Ids are new each time; a point has the same name each time: by which came first.
    for (const path of paths) for (const id of path.match(/[0-9a-f-]{36}/g) ?? []) if (!ids.includes(id)) ids.push(id);
    ids.sort((a, b) => told.indexOf(a) - told.indexOf(b));
    for (const path of paths) {
      files.set(path.replace(/[0-9a-f-]{36}/g, (id) => String(ids.indexOf(id) + 1)).replaceAll('/', ':'), path);
    }
    return { model: model.copy(), lines, files };
  }
}

const aboutTheKey = ['vault-newer', 'vault-older', 'vault-key-store-changed', 'vault-key-wrong'];

/** Every file that the vault says is not as it was. */
async function namedBy(vault: Vault): Promise<string[]> {
  const { damaged } = await vault.check();
  const { intact } = await vault.audit.verify();
  const torn = vault.recovery.quarantined.flatMap((name) => {
    const [, session] = /^([0-9a-f-]{36})-torn-line/.exec(name) ?? [];
    return session ? [`sessions/${session}/journal.sealed`] : [];
  });
  const named = [...vault.damaged(), ...damaged].map(({ file }) => file);
  const isTornTrail = vault.recovery.cut > torn.length;
  return [...named, ...torn, ...(intact && !isTornTrail ? [] : ['audit/'])];
}

/** Everything that lies in other files is there as it was. */
async function judgeOthers(
  vault: Vault,
  lines: readonly Line[],
  harmed: string,
  quarantine: string[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const lost = (what: string): void => void findings.push({ kind: 'lost', what });
  const told = toldBy(lines).map(({ act }) => act);
  const isHarmed = (id: string): boolean => harmed.includes(id);
  const records = told.flatMap((act) => (act.call === 'record' ? [act] : []));
  for (const session of new Set(records.map((act) => act.session))) {
    if (isHarmed(session)) continue;
    const asked = records
      .filter((act) => act.session === session)
      .map(({ record }) => JSON.parse(JSON.stringify(record)));
    if (!isDeepStrictEqual(await vault.read(session).catch(String), asked)) lost(`journal of ${session}`);
  }
  const purged = records.flatMap(({ record, session }) => {
    return record.type === 'originals-purged' ? record.files.map((name) => `${session}/${name}`) : [];
  });
  for (const { record, session } of records) {
    if (record.type !== 'shot-captured') continue;
    for (const { name, sha256 } of record.files) {
      if (harmed.includes(`${session}/originals/${name}`) || purged.includes(`${session}/${name}`)) continue;
      // Its journal tells less than it did: what it does not name any more is set aside.
      if (isHarmed(session) && quarantine.some((kept) => kept.startsWith(`${session}-${name}`))) continue;
      const bytes = await vault.readOriginal(session, name, sha256).catch(() => null);
      if (!bytes || sha256Of(bytes) !== sha256) lost(`${name} of ${session}`);
    }
  }
  const jobs = (await vault.jobs()).map(({ id }) => id);
  for (const act of told)
    if (act.call === 'job' && !isHarmed(act.job.id) && !jobs.includes(act.job.id)) lost(`job ${act.job.id}`);
  return findings;
}

/** The same bit in the first byte, the last one, and at places between them. */
function flipped(data: Uint8Array, place: number): Uint8Array {
  const copy = Uint8Array.from(data);
  const count = Math.min(places, copy.length);
  const at = count < 2 ? 0 : Math.round((place * (copy.length - 1)) / (count - 1));
  copy[at] = (copy[at] ?? 0) ^ (1 << (place % 8));
  return copy;
}

const harms = {
  flip: flipped,
  truncate: (data: Uint8Array, place: number) => data.subarray(0, cutAt(data, place)),
  shorten: (data: Uint8Array, place: number) => {
    const text = Buffer.from(data).toString('latin1');
    return Buffer.from(
      text
        .split('\n')
        .slice(0, -1 - place)
        .map((line) => `${line}\n`)
        .join(''),
      'latin1',
    );
  },
};

/** Nothing is left of it, all but its last byte, and lengths between them. */
function cutAt(data: Uint8Array, place: number): number {
  const count = Math.min(places / 2, data.length);
  return count < 2 ? 0 : Math.round((place * (data.length - 1)) / (count - 1));
}
