import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { silentLog } from '../../electron/base/log.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { createOutbox, type Outbox } from '../../electron/stores/outbox.ts';
import { openStore } from '../../electron/stores/registry.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { fakeAudit } from '../rigs/fake-audit.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { type MemoryKeeper, makeJob, memoryKeeper, memoryPause } from '../rigs/outbox-jobs.ts';
import { makeSeries } from '../rigs/photographs.ts';

const teardown: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});

async function setUp(options: Parameters<typeof startOrthanc>[0] = {}): Promise<Orthanc> {
  const orthanc = await startOrthanc(options);
  teardown.push(() => orthanc.close());
  return orthanc;
}

function outboxOver(
  keeper: MemoryKeeper,
  objects: readonly DicomObject[],
  changes: { onChange?: (job: OutboxJob) => void; maxAttempts?: number; answerMs?: number } = {},
): Outbox {
  const { onChange = () => undefined, maxAttempts = 2, answerMs = 2000 } = changes;
  const limits = { connectMs: 2000, idleMs: 2000, answerMs };
  const outbox = createOutbox({
    jobs: keeper,
    pause: memoryPause(),
    trail: fakeAudit(),
    load: async (_, { sopInstanceUid }) => {
      const object = objects.find((candidate) => candidate.sopInstanceUid === sopInstanceUid);
      if (!object) throw new Error('not one of ours');
      return object;
    },
    openStore: (address, { testStore }) => openStore(parseStoreAddress(address), { testStore, limits }),
    clock: systemClock,
    log: silentLog,
    onChange,
    maxAttempts,
    firstWaitMs: 20,
  });
  teardown.push(() => outbox.close());
  return outbox;
}

/** What the archive holds is what was sent, whole: nothing missing, nothing twice, every byte the same. */
async function expectExactly(orthanc: Orthanc, objects: readonly DicomObject[]): Promise<void> {
  const files = await orthanc.files();
  expect(files.size).toBe(objects.length);
  expect(await orthanc.rest('/statistics')).toMatchObject({ CountInstances: objects.length, CountSeries: 1 });
  for (const object of objects) {
    const kept = files.get(object.sopInstanceUid);
    expect(kept && sha256Of(kept)).toBe(sha256Of(Buffer.concat(object.chunks)));
  }
}

const nine = () => makeSeries(9, { size: { width: 1200, height: 800 } });

it('delivers nine pictures and has each confirmed', async () => {
  const [orthanc, objects] = await Promise.all([setUp(), nine()]);
  const outbox = outboxOver(memoryKeeper(), objects);
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.address }));
  expect(await outbox.wait(60)).toBe(true);
  expect(outbox.jobs()[0]).toMatchObject({ state: 'confirmed', attempts: 1 });
  await expectExactly(orthanc, objects);
});

it('parks what an archive that died had not confirmed; after its restart, a retry brings the rest and nothing twice', async () => {
  const [orthanc, objects] = await Promise.all([setUp(), nine()]);
  const keeper = memoryKeeper();
  let killed: Promise<void> | undefined;
  const confirmedIn = (job: OutboxJob) => job.instances.filter(({ state }) => state === 'confirmed').length;
  const outbox = outboxOver(keeper, objects, {
    onChange: (job) => {
      if (confirmedIn(job) === 2) killed ??= orthanc.kill();
    },
  });
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.address }));
  expect(await outbox.wait(60)).toBe(true);
  await killed;
  const parked = outbox.jobs()[0] as OutboxJob;
  expect(parked).toMatchObject({ state: 'parked', attempts: 2, lastError: { code: 'store-unreachable' } });
  expect(confirmedIn(parked)).toBeGreaterThanOrEqual(2);
  expect(confirmedIn(parked)).toBeLessThan(9);
  await outbox.close();

  await orthanc.restart();
  const next = outboxOver(keeper, objects);
  await next.start();
  expect(next.jobs()[0]?.state).toBe('parked');
  await next.retry(parked.id);
  expect(await next.wait(60)).toBe(true);
  expect(next.jobs()[0]).toMatchObject({ state: 'confirmed' });
  await expectExactly(orthanc, objects);
});

it('goes on by itself after a crash of its own', async () => {
  const [orthanc, objects] = await Promise.all([setUp(), nine()]);
  const keeper = memoryKeeper();
  const first = outboxOver(keeper, objects, {
    onChange: (job) => {
      if (job.instances.some(({ state }) => state === 'confirmed')) void first.close();
    },
  });
  await first.start();
  await first.enqueue(makeJob(objects, { store: orthanc.address }));
  await first.wait(60);
  await first.close();
  // The last record on the disk as a killed process would have left it.
  const crashed = keeper.saves.filter(({ state }) => state === 'sending').at(-1) as OutboxJob;
  const next = outboxOver(memoryKeeper(crashed), objects);
  await next.start();
  expect(await next.wait(60)).toBe(true);
  expect(next.jobs()[0]).toMatchObject({ state: 'confirmed' });
  await expectExactly(orthanc, objects);
});

it('waits no longer than its limit for an archive that is frozen, and delivers when it thaws', async () => {
  const [orthanc, objects] = await Promise.all([setUp(), makeSeries(3)]);
  const outbox = outboxOver(memoryKeeper(), objects, { maxAttempts: 1, answerMs: 400 });
  orthanc.freeze();
  try {
    await outbox.start();
    await outbox.enqueue(makeJob(objects, { store: orthanc.address }));
    expect(await outbox.wait(60)).toBe(true);
    expect(outbox.jobs()[0]).toMatchObject({ state: 'parked', lastError: { code: 'store-timeout' } });
  } finally {
    orthanc.thaw();
  }
  await outbox.retry();
  expect(await outbox.wait(60)).toBe(true);
  expect(outbox.jobs()[0]).toMatchObject({ state: 'confirmed' });
  await expectExactly(orthanc, objects);
});

it('parks a series that the archive silently drops in part', async () => {
  const [orthanc, objects] = await Promise.all([setUp({ storageMb: 2 }), nine()]);
  const outbox = outboxOver(memoryKeeper(), objects);
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.address }));
  expect(await outbox.wait(60)).toBe(true);
  const job = outbox.jobs()[0] as OutboxJob;
  expect(job).toMatchObject({ state: 'parked', lastError: { code: 'store-incomplete' } });
  const confirmed = job.instances
    .filter(({ state }) => state === 'confirmed')
    .map(({ sopInstanceUid }) => sopInstanceUid);
  expect(confirmed.sort()).toEqual([...(await orthanc.files()).keys()].sort());
});

it('sends no simulated pictures to a hospital’s store', async () => {
  const [orthanc, objects] = await Promise.all([setUp(), makeSeries(2, { facts: { simulated: true } })]);
  const outbox = outboxOver(memoryKeeper(), objects);
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.address, simulated: true }));
  await outbox.wait(60);
  expect(outbox.jobs()[0]).toMatchObject({ state: 'parked', lastError: { code: 'store-needs-test-flag' } });
  expect((await orthanc.files()).size).toBe(0);
  await outbox.enqueue(makeJob(objects, { store: orthanc.address, simulated: true, testStore: true }));
  await outbox.wait(60);
  expect((await orthanc.files()).size).toBe(2);
});
