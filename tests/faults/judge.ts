import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Decrypter } from 'age-encryption';
import { z } from 'zod';
import { readWhole, sha256Of, unfinished } from '../../electron/base/durable-file.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import type { AuditEvent } from '../../electron/contract/audit.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import { vlPhotographic } from '../../electron/stores/dicom/part10.ts';
import type { Store } from '../../electron/stores/store.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { headAt } from '../../electron/vault/audit/audit-lines.ts';
import { keptNames } from '../../electron/vault/kept-values.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { testIdentity } from '../rigs/vault-keys.ts';
import type { Card } from './card.ts';
import { type Line, type Told, toldBy } from './ledger.ts';

/**
 * What must never be. `lost`: acknowledged, and not there as it was · `duplicated`: there more often than it happened ·
 * `undetected`: harmed, and nobody said so · `wrong`: anything else, such as a vault that does not open. And what says nothing of the vault, `missed`: this time the scene came to
 * its end before the operation that was meant; uploads run side by side, and not always in as many steps.
 */
export type Finding = { kind: 'lost' | 'duplicated' | 'undetected' | 'wrong' | 'missed'; what: string };

export type Evidence = {
  vault: Vault;
  dir: string;
  fs: FileSystem;
  store: Store;
  card: Card;
  lines: readonly Line[];
  /** What was refused must be absent, not just harmless. */
  strict: boolean;
};

/** Compares a vault that was just opened with all that is known from outside. */
export async function judge(evidence: Evidence): Promise<Finding[]> {
  const { vault, lines, strict } = evidence;
  const findings: Finding[] = [];
  const find = (kind: Finding['kind'], what: string): void => void findings.push({ kind, what });
  const told = toldBy(lines);

  for (const damage of vault.damaged()) {
    find('lost', `damaged after a fault that damages nothing: ${JSON.stringify(damage)}`);
  }
  const journals = new Map<string, SessionRecord[]>();
  for (const id of vault.sessions()) journals.set(id, await vault.read(id));
  judgeRecords(told, journals, strict, find);
  await judgeFiles(evidence, told, journals, find);
  const jobs = await vault.jobs();
  judgeJobs(told, jobs, find);
  await judgeKept(vault, told, find);
  await judgeTrail(vault, lines, find);
  await judgeStore(evidence.store, jobs, journals, find);
  judgeShown(lines, journals, jobs, find);
  return findings;
}

/** After everything was gone on with: each picture that was ever made is in a journal once, or still on its card. */
export async function judgeEnd({ vault, store, card }: Evidence): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const damage of (await vault.check()).damaged) {
    findings.push({ kind: 'lost', what: `damaged after a fault that damages nothing: ${JSON.stringify(damage)}` });
  }
  const jobs = await vault.jobs();
  const captured: string[] = [];
  for (const id of vault.sessions()) {
    const state = foldSession(await vault.read(id));
    if (!state.closed) findings.push({ kind: 'wrong', what: `session ${id} could not be finished` });
    captured.push(...state.shots.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
    const { studyUid, seriesUid } = state.opened;
    const there = await store.retrieveSeries(studyUid, seriesUid, new AbortController().signal);
    const accepted = state.shots.filter((shot) => shot.state === 'accepted');
    for (const { sopInstanceUid, sha256 } of accepted) {
      const found = there.filter((picture) => picture.sha256 === sha256);
      if (found[0]?.sopInstanceUid !== sopInstanceUid)
        findings.push({ kind: 'lost', what: `${sopInstanceUid} unsent` });
      if (found.length > 1) findings.push({ kind: 'duplicated', what: `${sopInstanceUid} sent twice` });
    }
    if (there.length > accepted.length) findings.push({ kind: 'duplicated', what: `series ${seriesUid} has too many` });
  }
  for (const { id, state, lastError } of jobs) {
    if (state !== 'confirmed')
      findings.push({ kind: 'lost', what: `job ${id} could not be confirmed: ${state} ${JSON.stringify(lastError)}` });
  }
  findings.push(...(await judgeAccount(vault, jobs)));
  for (const sha256 of card.pictures()) {
    const count = captured.filter((one) => one === sha256).length;
    if (count === 0 && !card.has(sha256)) findings.push({ kind: 'lost', what: `picture ${sha256} is nowhere` });
    if (count > 1) findings.push({ kind: 'duplicated', what: `picture ${sha256} is ${count} times in journals` });
  }
  return findings;
}

/** Whatever the journals and jobs tell an auditor is in the trail once, also what a crash had kept out of it. */
async function judgeAccount(vault: Vault, jobs: OutboxJob[]): Promise<Finding[]> {
  const expected: string[] = [];
  for (const id of vault.sessions()) {
    for (const record of await vault.read(id)) {
      const event = audited[record.type];
      if (event) expected.push(`${event} ${id} ${'shot' in record ? record.shot : ''}`);
    }
  }
  for (const { id, session, state } of jobs)
    if (state === 'confirmed') expected.push(`series-confirmed ${session} ${id}`);
  const said = (await vault.audit.read({ limit: 100_000 })).flatMap(({ event, session, shot, job }) => {
    if (event === 'series-confirmed') return [`${event} ${session} ${job}`];
    return Object.values(audited).includes(event) ? [`${event} ${session} ${shot ?? ''}`] : [];
  });
  const findings: Finding[] = [];
  for (const what of new Set([...expected, ...said])) {
    const [is, should] = [said, expected].map((all) => all.filter((one) => one === what).length);
    if (is === undefined || should === undefined || is === should) continue;
    findings.push({
      kind: is < should ? 'lost' : 'duplicated',
      what: `audit: ${what}, ${is} instead of ${should} times`,
    });
  }
  return findings;
}

const audited: Partial<Record<SessionRecord['type'], AuditEvent>> = {
  'session-opened': 'patient-opened',
  'shot-captured': 'shot-taken',
  'shot-failed': 'shot-taken',
  'shot-accepted': 'shot-accepted',
  'session-closed': 'series-closed',
  'session-held': 'held',
  'originals-purged': 'purged',
};

type Find = (kind: Finding['kind'], what: string) => void;

/** Each session's records are those that were acknowledged, in order; between them, at most what was never answered. */
function judgeRecords(told: Told[], journals: Map<string, SessionRecord[]>, strict: boolean, find: Find): void {
  const sessions = new Set([
    ...journals.keys(),
    ...told.flatMap(({ act }) => (act.call === 'record' ? act.session : [])),
  ]);
  for (const session of sessions) {
    const found = journals.get(session) ?? [];
    let at = 0;
    const own = told.flatMap(({ act, outcome }) => {
      return act.call === 'record' && act.session === session ? [{ record: plain(act.record), outcome, act }] : [];
    });
    for (const [index, { record, outcome, act }] of own.entries()) {
      // The clock stands still: what is asked once more, word for word, is what is there.
      const isRepeated =
        outcome !== 'done' && own.slice(index + 1).some((one) => isDeepStrictEqual(one.record, record));
      if (isRepeated) continue;
      if (isDeepStrictEqual(found[at], record)) {
        at += 1;
        if (outcome === 'refused' && strict) find('wrong', `${act.record.type} was refused and is there`);
      } else if (outcome === 'done') find('lost', `record ${act.record.type} of ${session}`);
    }
    if (at < found.length) find('duplicated', `${found.length - at} records from ${found[at]?.type} on of ${session}`);
  }
}

/** Every file is one that somebody knows; every acknowledged picture is in its session, or once in quarantine. */
async function judgeFiles(
  { vault, dir, fs }: Evidence,
  told: Told[],
  journals: Map<string, SessionRecord[]>,
  find: Find,
): Promise<void> {
  const quarantine: string[] = [];
  for (const path of await filesUnder(fs, dir)) {
    if (path.endsWith(unfinished)) find('wrong', `half a file is left: ${path}`);
    if (path.startsWith('quarantine/')) quarantine.push(sha256Of(await opened(await readWhole(join(dir, path), fs))));
  }
  for (const { act, outcome } of told) {
    if (act.call !== 'original' || outcome !== 'done') continue;
    const { session, name, sha256 } = act;
    const files = (journals.get(session) ?? []).flatMap((record) =>
      record.type === 'shot-captured' ? record.files : [],
    );
    // A later record of a shot names all of its files.
    const names = new Set(files.filter((file) => file.sha256 === sha256).map((file) => file.name));
    if (names.size > 1) find('duplicated', `original ${sha256} is in its session ${names.size} times`);
    if (names.size === 0 && !quarantine.includes(sha256)) find('lost', `original ${name} of ${session}`);
    const purged = (journals.get(session) ?? []).flatMap((record) =>
      record.type === 'originals-purged' ? record.files : [],
    );
    for (const one of names) {
      const path = join(dir, 'sessions', session, 'originals', one);
      const isThere = (await Promise.all([path, `${path}.age`].map((file) => fs.stat(file)))).some((found) => found);
      if (purged.includes(one)) {
        if (isThere) find('wrong', `original ${one} was purged and is still there`);
        continue;
      }
      const bytes = await vault.readOriginal(session, one).catch(() => null);
      if (!bytes || sha256Of(bytes) !== sha256) find('lost', `original ${one} of ${session} cannot be read`);
    }
  }
}

/** Each kept value is as it was last acknowledged, or as it was asked to become since. */
async function judgeKept(vault: Vault, told: Told[], find: Find): Promise<void> {
  for (const name of keptNames) {
    const asked = told.flatMap(({ act, outcome }) =>
      act.call === 'kept' && act.name === name ? [{ act, outcome }] : [],
    );
    const last = asked.findLastIndex(({ outcome }) => outcome === 'done');
    const found = await vault.kept.read(name, z.unknown()).catch(String);
    const allowed = asked.slice(Math.max(0, last)).map(({ act }) => plain(act.value));
    if (last === -1) allowed.push(null);
    if (!allowed.some((one) => isDeepStrictEqual(one, found))) find('lost', `kept ${name} is not as it was last saved`);
  }
}

/** The chain is whole, and every end that it ever had is in it. */
async function judgeTrail({ audit }: Vault, lines: readonly Line[], find: Find): Promise<void> {
  const { intact, brokenAt } = await audit.verify();
  if (!intact) find('lost', `the audit trail is broken at ${brokenAt}`);
  const hashes = new Map((await audit.read({ limit: 100_000 })).map((entry) => [entry.n, headAt(entry).hash]));
  for (const line of lines) {
    if (!('head' in line) || line.head.n === 0) continue;
    if (hashes.get(line.head.n) !== line.head.hash) find('lost', `audit entry ${line.head.n}`);
  }
}

/** Each job is as it was last acknowledged, or as it was asked to become since. */
function judgeJobs(told: Told[], jobs: OutboxJob[], find: Find): void {
  const asked = told.flatMap(({ act, outcome }) => (act.call === 'job' ? [{ job: act.job, outcome }] : []));
  for (const id of new Set([...jobs.map((job) => job.id), ...asked.map(({ job }) => job.id)])) {
    const own = asked.filter(({ job }) => job.id === id);
    const last = own.findLastIndex(({ outcome }) => outcome === 'done');
    const found = jobs.filter((job) => job.id === id);
    if (found.length > 1) find('duplicated', `job ${id}`);
    const [one] = found;
    if (!one && last !== -1) find('lost', `job ${id}`);
    if (one && !own.slice(Math.max(0, last)).some(({ job }) => isDeepStrictEqual(one, plain(job))))
      find('lost', `job ${id} is not as it was last saved`);
  }
  const carried = jobs.flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid));
  if (new Set(carried).size < carried.length) find('duplicated', 'two jobs carry the same picture');
}

/** What a job calls confirmed is in the store, the same; so is every JPEG that was purged. */
async function judgeStore(
  store: Store,
  jobs: OutboxJob[],
  journals: Map<string, SessionRecord[]>,
  find: Find,
): Promise<void> {
  const proven = new Set(
    jobs.flatMap(({ instances }) =>
      instances.flatMap(({ file, state }) => (state === 'confirmed' && file ? file.sha256 : [])),
    ),
  );
  for (const records of journals.values()) {
    const purged = records.flatMap((record) => (record.type === 'originals-purged' ? record.files : []));
    const files = records.flatMap((record) => (record.type === 'shot-captured' ? record.files : []));
    for (const { name, kind, sha256 } of files) {
      if (purged.includes(name) && kind === 'jpeg' && !proven.has(sha256))
        find('lost', `${name} was purged unconfirmed`);
    }
  }
  for (const { studyUid, seriesUid, instances } of jobs) {
    for (const { sopInstanceUid, file, state } of instances) {
      if (state !== 'confirmed' || !file) continue;
      const { sha256, bytes } = file;
      const picture = { studyUid, seriesUid, sopInstanceUid, sopClassUid: vlPhotographic, sha256, bytes };
      const there = await store.confirm(picture, new AbortController().signal).catch(String);
      if (typeof there === 'string') find('lost', `${sopInstanceUid} is confirmed and not in the store`);
    }
  }
}

/** What a page has shown is so. */
function judgeShown(
  lines: readonly Line[],
  journals: Map<string, SessionRecord[]>,
  jobs: OutboxJob[],
  find: Find,
): void {
  const records = [...journals.values()].flat();
  const saved = new Set(
    records.flatMap((record) => (record.type === 'shot-captured' ? record.files.map(({ sha256 }) => sha256) : [])),
  );
  const confirmed = new Set(
    jobs.flatMap(({ instances }) => instances.filter(({ state }) => state === 'confirmed').map(({ shot }) => shot)),
  );
  for (const line of lines) {
    if (!('shown' in line)) continue;
    const { shown } = line;
    if (shown.saved && !saved.has(shown.saved)) find('lost', `shown as saved: ${shown.saved}`);
    if (shown.confirmed && !confirmed.has(shown.confirmed)) find('lost', `shown as confirmed: ${shown.confirmed}`);
    if (shown.closed && !journals.get(shown.closed)?.some(({ type }) => type === 'session-closed'))
      find('lost', `shown as closed: ${shown.closed}`);
  }
}

/** Paths of all files, relative to the folder. */
export async function filesUnder(fs: FileSystem, folder: string, under = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const name of await fs.list(join(folder, under))) {
    const path = under ? `${under}/${name}` : name;
    const found = await fs.stat(join(folder, path));
    if (found?.kind === 'folder') paths.push(...(await filesUnder(fs, folder, path)));
    else if (found) paths.push(path);
  }
  return paths;
}

/** A picture in quarantine, as the stock age program would open it with the station's key. */
async function opened(bytes: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(testIdentity);
  return await decrypter.decrypt(bytes).catch(() => bytes);
}

/** As it comes back from a disk: without what is undefined. */
function plain<T>(value: T): unknown {
  return JSON.parse(JSON.stringify(value));
}
