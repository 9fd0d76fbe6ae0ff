import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { client } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { openFolder } from '../../electron/stores/folder.ts';
import { Operators } from '../../electron/studio/access/operators.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { anna, cheap } from '../rigs/access-stage.ts';
import { cli, workplace } from '../rigs/cli.ts';
import { cuttable } from '../rigs/cuttable-disk.ts';
import { keepingStage } from '../rigs/keeping-stage.ts';
import { filesOfSeries, type Keeping, openKeeping, originalsFolder, sendSeries } from '../rigs/sent-series.ts';
import { stationIn } from '../rigs/session-room.ts';
import { testIdentity } from '../rigs/vault-keys.ts';
import { wirePair } from '../rigs/wire-pair.ts';

/* What leaves a real vault, after a real delivery to a real folder, and what a cut at any moment leaves of it. */
const day = 24 * 3_600_000;
const chef = { operator: 'chef', role: 'department-head' } as const;
const stage = keepingStage('retention');
const { opening, closing } = stage;
const lying = async (session: string): Promise<string[]> => {
  return (await readdir(originalsFolder(stage.dir, session))).map((name) => name.replace(/\.age$/, ''));
};
const all = [...filesOfSeries.tried, ...filesOfSeries.raw, ...filesOfSeries.sent].sort();
const unsent = [...filesOfSeries.tried, ...filesOfSeries.raw].sort();

/** A series that the store has, on a clock that stands at its confirmation. */
async function confirmedSeries(keeping: Keeping, seed = 1) {
  await keeping.outbox.start();
  const sent = await sendSeries(keeping, stage.store, seed);
  expect(await keeping.outbox.wait()).toBe(true);
  expect(keeping.outbox.jobs().at(-1)).toMatchObject({ state: 'confirmed', receipt: {} });
  return sent;
}

describe('a series that the store has', () => {
  it('leaves after the department’s delay: out of the folder, into the trail, still whole at the store', async () => {
    const keeping = await opening();
    const { session, series, job, shots } = await confirmedSeries(keeping);
    await keeping.decide({ originalsDays: 7 });
    const waiting = await keeping.retention();
    expect(waiting.list()).toMatchObject([{ session, series, why: 'waiting', originals: 1, unsent: 2 }]);
    expect(await waiting.byHand(chef)).toBe(0);
    keeping.clock.advance(7 * day);
    const due = await keeping.retention();
    expect(due.list()).toMatchObject([{ why: 'due', bytes: job.instances[0]?.file?.bytes }]);
    expect(await due.byHand(chef)).toBe(1);
    expect(await due.byHand(chef)).toBe(0);

    expect((await lying(session)).sort()).toEqual(unsent);
    const [last] = await keeping.vault.audit.read({ limit: 1 });
    expect(last).toMatchObject({ event: 'purged', outcome: 'success', ...chef, session, series, count: 1 });
    const { name, sha256 } = job.instances[0]?.file ?? { name: '', sha256: '' };
    for (const hash of [undefined, sha256])
      await expect(keeping.vault.readOriginal(session, name, hash)).rejects.toMatchObject({ code: 'original-purged' });
    expect(await keeping.vault.check()).toMatchObject({ damaged: [] });
    expect((await keeping.vault.status()).originals).toBe(2);
    const there = await openFolder(join(stage.home, 'store')).retrieveSeries(
      undefined,
      series,
      new AbortController().signal,
    );
    expect(there).toMatchObject([{ sha256 }]);
    expect(foldSession(await keeping.vault.read(session)).shots.map(({ purged }) => purged)).toEqual([undefined, true]);

    // Nothing can be stored under a name that the next start would remove.
    const other = new Uint8Array(9);
    await expect(keeping.vault.storeOriginal(session, name, other, sha256Of(other))).rejects.toMatchObject({
      code: 'vault-write-failed',
      params: { reason: 'exists' },
    });
    await closing(keeping);
    const again = await opening();
    expect((await lying(session)).sort()).toEqual(unsent);
    expect([again.vault.damaged(), again.vault.recovery.removed]).toEqual([[], 0]);
    expect((await again.retention()).list()).toMatchObject([{ session, why: 'gone', originals: 0, unsent: 2 }]);
    expect(shots).toHaveLength(2);
  });

  it('leaves its tries and RAW files only where the department says so', async () => {
    const keeping = await opening();
    const { session } = await confirmedSeries(keeping);
    await keeping.decide({ purgeRaw: true });
    expect(await (await keeping.retention()).byHand(chef)).toBe(2);
    expect(await lying(session)).toEqual([...filesOfSeries.tried]);
    await keeping.decide({ purgeRaw: true, purgeRejected: true });
    expect(await (await keeping.retention()).byHand(chef)).toBe(1);
    expect(await lying(session)).toEqual([]);
    expect((await keeping.vault.check()).damaged).toEqual([]);
  });

  it('stays while anything of it waits, and on hold whoever asks', async () => {
    const keeping = await opening();
    await keeping.outbox.start();
    // A hospital's store takes nothing that is simulated.
    const parked = await sendSeries(keeping, 'dicomweb:http://127.0.0.1:9/dicom', 5);
    const held = await sendSeries(keeping, stage.store, 9);
    expect(await keeping.outbox.wait()).toBe(true);
    const at = new Date(keeping.clock.now()).toISOString();
    await keeping.vault.append(held.session, { type: 'session-held', at, on: true, reason: 'court' });
    await keeping.decide({ originalsDays: 0, purgeRaw: true, purgeRejected: true });
    const retention = await keeping.retention();
    const why = new Map(retention.list().map((view) => [view.session, view.why]));
    expect([why.get(parked.session), why.get(held.session)]).toEqual(['not-confirmed', 'held']);
    expect(await retention.byHand(chef)).toBe(0);
    // Not even somebody who goes around the rule.
    const purge: SessionRecord = { type: 'originals-purged', at, files: [...filesOfSeries.sent] };
    await expect(keeping.vault.append(held.session, purge)).rejects.toMatchObject({ code: 'session-held' });
    expect([(await lying(parked.session)).sort(), (await lying(held.session)).sort()]).toEqual([all, all]);
    await keeping.vault.append(held.session, { type: 'session-held', at, on: false, reason: 'court' });
    expect(await (await keeping.retention()).byHand(chef)).toBe(3);
  });

  it('is refused in words to a delivery that comes after it has left', async () => {
    const keeping = await opening();
    const { job } = await confirmedSeries(keeping);
    await (await keeping.retention()).byHand(chef);
    const instances = job.instances.map((instance) => ({ ...instance, state: 'unknown' as const }));
    await keeping.outbox.enqueue({
      ...job,
      id: crypto.randomUUID(),
      store: `folder:${join(stage.home, 'other')}`,
      instances,
    });
    expect(await keeping.outbox.wait()).toBe(true);
    const late = keeping.outbox.jobs().find(({ state }) => state === 'parked');
    expect(late?.lastError).toMatchObject({ code: 'original-purged' });
    await keeping.outbox.retry(late?.id);
    expect(await keeping.outbox.wait()).toBe(true);
    expect(keeping.outbox.jobs().find(({ id }) => id === late?.id)?.lastError).toMatchObject({
      code: 'original-purged',
    });
  });
});

describe('a purge that is cut off', () => {
  it('at any operation of the disk is either not begun or ended by the next start, and takes nothing else with it', async () => {
    const first = await opening();
    const { session } = await confirmedSeries(first);
    await first.decide({ purgeRaw: true });
    await closing(first);
    const before = `${stage.dir}-before`;
    await cp(stage.dir, before, { recursive: true });
    const outcomes = new Set<string>();
    for (let cutAt = 0; ; cutAt += 1) {
      await rm(stage.dir, { recursive: true });
      await cp(before, stage.dir, { recursive: true });
      const cut = cuttable();
      const keeping = await openKeeping(stage.dir, { fs: cut.fs });
      const retention = await keeping.retention();
      Object.assign(cut, { operations: 0, cutAt });
      const purged = await retention.byHand(chef).then(
        () => true,
        () => false,
      );
      const whole = cut.operations <= cutAt;
      await keeping.close();

      const again = await opening();
      const left = (await lying(session)).sort();
      const journalled = foldSession(await again.vault.read(session)).purged.length > 0;
      expect([cutAt, left]).toEqual([cutAt, journalled ? [...filesOfSeries.tried] : all]);
      if (purged) expect(journalled).toBe(true);
      expect([again.vault.damaged(), await again.vault.quarantined()]).toEqual([[], []]);
      expect((await again.vault.check()).damaged).toEqual([]);
      expect((await again.vault.audit.verify()).intact).toBe(true);
      // Once more from wherever it stands: the same end.
      await (await again.retention()).byHand(chef);
      expect(await lying(session)).toEqual([...filesOfSeries.tried]);
      await closing(again);
      outcomes.add(journalled ? (purged ? 'purged' : 'ended later') : 'not begun');
      if (whole) break;
    }
    expect([...outcomes].sort()).toEqual(['ended later', 'not begun', 'purged']);
  });
});

describe('the studio over a vault', () => {
  const place = (): { folder: string; vault: string } => ({ folder: stage.home, vault: stage.dir });
  /** Confirmed a day ago, whatever day it is. */
  const yesterday = (): Promise<Keeping> => opening({ clock: fakeClock(Date.now() - day) });
  const ask = async ({ studio }: Assembly, path: string): Promise<number | undefined> => {
    return (await studio.handleRequest(new Request(`http://studio/${path}?width=200`)))?.status;
  };

  it('purges by itself when it starts, says so of each picture, and keeps what is on hold', async () => {
    const keeping = await yesterday();
    const gone = await confirmedSeries(keeping, 1);
    const held = await confirmedSeries(keeping, 3);
    await keeping.decide({ originalsDays: 0 });
    await closing(keeping);
    const quiet = await opening();
    await quiet.decide({});
    await closing(quiet);
    const first = await stationIn(place(), { camera: 'none' });
    expect(await ask(first, `pictures/${gone.shots[1]}`)).toBe(200);
    await first.studio.custody.hold(held.session, true, 'court');
    expect(first.studio.snapshot().sessions.find(({ id }) => id === held.session)?.held).toBe(true);
    await first.close();
    const strict = await opening();
    await strict.decide({ originalsDays: 0 });
    await closing(strict);

    const station = await stationIn(place(), { camera: 'none' });
    onTestFinished(() => station.close());
    await expect.poll(() => lying(gone.session)).toHaveLength(2);
    expect((await lying(held.session)).sort()).toEqual(all);
    const why = new Map(station.studio.custody.list().map((view) => [view.session, view.why]));
    expect([why.get(gone.session), why.get(held.session)]).toEqual(['gone', 'held']);
    expect(await ask(station, `pictures/${gone.shots[1]}`)).toBe(410);
    expect(await ask(station, `pictures/${gone.shots[0]}`)).toBe(200);
    expect(await ask(station, `pictures/${held.shots[1]}`)).toBe(200);
    expect(await ask(station, `contact-sheets/${gone.session}`)).toBe(200);
    const events = (await station.vault.audit.read({ limit: 20 })).map(({ event, operator }) => [event, operator]);
    expect(events).toContainEqual(['purged', '']);
    expect(events).toContainEqual(['held', 'station']);
  });

  it('lets nobody hold or purge who has not that right', async () => {
    const station = await stationIn(place(), { camera: 'none' });
    onTestFinished(() => station.close());
    const [near, far] = wirePair();
    station.studio.attach(far);
    const { call } = client(near, studioContract);
    const session = crypto.randomUUID();
    for (const refused of [
      call('retention.list', {}),
      call('retention.purge', {}),
      call('session.hold', { session, on: true, reason: 'x' }),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'right-missing' });
  });

  it('starts beside a journal that is broken, says how many, and shows all others', async () => {
    const keeping = await yesterday();
    const whole = await confirmedSeries(keeping, 1);
    const broken = await confirmedSeries(keeping, 3);
    await closing(keeping);
    const path = join(stage.dir, 'sessions', broken.session, 'journal.sealed');
    const bytes = await readFile(path);
    bytes.fill(0x2a, 40, 60);
    await writeFile(path, bytes);
    await writeFile(join(originalsFolder(stage.dir, whole.session), 'shot-0099.jpg.age'), 'left by a crash');
    const station = await stationIn(place(), { camera: 'none' });
    onTestFinished(() => station.close());
    const { sessions, vault } = station.studio.snapshot();
    expect(sessions.map(({ id }) => id)).toEqual([whole.session]);
    expect(vault).toMatchObject({ damaged: 1, quarantined: 1 });
    await expect(station.studio.custody.hold(broken.session, true, 'x')).rejects.toMatchObject({
      code: 'session-unknown',
    });
  });
});

describe('the command line', () => {
  it('says what would go and why, and lets it go for whoever may', async () => {
    const keeping = await opening({ clock: fakeClock(Date.now() - day) });
    const { session, series, job } = await confirmedSeries(keeping);
    await keeping.decide({ originalsDays: 0 });
    const work = await workplace();
    onTestFinished(() => work.remove());
    const key = join(work.folder, 'key.txt');
    await writeFile(key, `${testIdentity}\n`, { mode: 0o600 });
    const run = (...args: string[]) => cli(['vault', ...args, '--vault', stage.dir, '--key-file', key], work.env);
    await closing(keeping);

    const status = await run('status', '--json');
    const going = { session, series, why: 'due', originals: 1, unsent: 2, bytes: job.instances[0]?.file?.bytes };
    expect(JSON.parse(status.stdout)).toMatchObject({
      sessions: 1,
      originals: 3,
      keyStore: 'key-file',
      retention: [going],
    });
    expect((await run('status')).stdout).toContain('due: 1 sessions');
    // The station itself lets nothing go.
    expect(await run('purge')).toMatchObject({ status: 4, stderr: expect.stringMatching(/^right-missing: /m) });

    const founding = await opening();
    const operators = await Operators.open(founding.vault.kept, cheap);
    await operators.save(anna);
    await operators.signCharter(anna.id, 1, new Date().toISOString());
    await closing(founding);
    const password = join(work.folder, 'password.txt');
    await writeFile(password, anna.password);
    const who = ['--operator', anna.id, '--password-file', password];
    const dry = await run('purge', '--dry-run', '--json', ...who);
    expect(JSON.parse(dry.stdout)).toMatchObject({ purged: 0, sessions: [going] });
    expect((await lying(session)).sort()).toEqual(all);
    expect(JSON.parse((await run('purge', '--json', ...who)).stdout)).toMatchObject({ purged: 1, sessions: [going] });
    expect((await lying(session)).sort()).toEqual(unsent);
    expect(JSON.parse((await run('purge', '--json', ...who)).stdout)).toEqual({ purged: 0, sessions: [] });
    const after = await opening();
    const entry = (await after.vault.audit.read({ limit: 20 })).find(({ event }) => event === 'purged');
    expect(entry).toMatchObject({ operator: anna.id, role: anna.role, session, count: 1 });
  });
});
