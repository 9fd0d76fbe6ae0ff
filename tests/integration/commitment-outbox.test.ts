import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { silentLog } from '../../electron/base/log.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { createOutbox, type Outbox } from '../../electron/stores/outbox.ts';
import { openStore } from '../../electron/stores/registry.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { listenerAt, otherPicture, station, wholeFile } from '../rigs/dimse-proofs.ts';
import { fakeAudit } from '../rigs/fake-audit.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { type MemoryKeeper, makeJob, memoryKeeper, memoryPause } from '../rigs/outbox-jobs.ts';
import { makeSeries } from '../rigs/photographs.ts';

const teardown: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});

async function setUp() {
  const port = await freePort();
  const orthanc = await startOrthanc({ stations: [{ aet: station, port }] });
  teardown.push(() => orthanc.close());
  const objects = await makeSeries(4);
  const outboxOver = (keeper: MemoryKeeper, onChange: (job: OutboxJob) => void = () => undefined): Outbox => {
    const outbox = createOutbox({
      jobs: keeper,
      pause: memoryPause(),
      trail: fakeAudit(),
      load: async (_, { sopInstanceUid }) => {
        const object = objects.find((candidate) => candidate.sopInstanceUid === sopInstanceUid);
        if (!object) throw new Error('not one of ours');
        return object;
      },
      openStore: (address, { testStore }) => {
        const options = { testStore, proof: 'commitment', listener: listenerAt(port) } as const;
        return openStore(parseStoreAddress(address), options);
      },
      clock: systemClock,
      log: silentLog,
      onChange,
      maxAttempts: 2,
      firstWaitMs: 20,
    });
    teardown.push(() => outbox.close());
    return outbox;
  };
  return { orthanc, objects, outboxOver };
}

/** Nothing missing, nothing twice, every picture the camera's own. */
async function expectExactly(orthanc: Orthanc, objects: readonly DicomObject[]): Promise<void> {
  const files = await orthanc.files();
  expect(files.size).toBe(objects.length);
  expect(await orthanc.rest('/statistics')).toMatchObject({ CountInstances: objects.length, CountSeries: 1 });
  for (const { sopInstanceUid, sha256 } of objects) {
    const kept = files.get(sopInstanceUid);
    expect(kept && sha256Of(pictureIn(kept))).toBe(sha256);
  }
}

it('delivers a series by C-STORE and keeps who has committed to it, how and in which transaction', async () => {
  const { orthanc, objects, outboxOver } = await setUp();
  const outbox = outboxOver(memoryKeeper());
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.dicom }));
  expect(await outbox.wait(60)).toBe(true);
  const [job] = outbox.jobs() as [OutboxJob];
  expect(job).toMatchObject({ state: 'confirmed', attempts: 1 });
  const confirmations = job.instances.map(({ confirmation }) => confirmation);
  const transaction = confirmations[0]?.transaction;
  expect(transaction).toMatch(/^2\.25\.\d+$/);
  const peer = orthanc.dicom.slice('dicom:'.length);
  for (const confirmation of confirmations)
    expect(confirmation).toMatchObject({ how: 'commitment', peer, transaction });
  await expectExactly(orthanc, objects);
});

it('parks a series of which the archive has another picture under the same UID, although it commits itself to it', async () => {
  const { orthanc, objects, outboxOver } = await setUp();
  const [changed] = objects as [DicomObject];
  await orthanc.put(wholeFile(await otherPicture(changed)));
  const outbox = outboxOver(memoryKeeper());
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.dicom }));
  expect(await outbox.wait(60)).toBe(true);
  expect(outbox.jobs()[0]).toMatchObject({
    state: 'parked',
    lastError: { code: 'store-different', params: { instance: changed.sopInstanceUid, confirmed: 3, of: 4 } },
    instances: objects.map((object) => ({ state: object === changed ? 'stored' : 'confirmed' })),
  });
});

it('asks again after the archive died between storing and committing; nothing is there twice', async () => {
  const { orthanc, objects, outboxOver } = await setUp();
  const keeper = memoryKeeper();
  let killed: Promise<void> | undefined;
  const isStored = (job: OutboxJob) => job.instances.every(({ state }) => state === 'stored');
  const outbox = outboxOver(keeper, (job) => {
    if (isStored(job)) killed ??= orthanc.kill();
  });
  await outbox.start();
  await outbox.enqueue(makeJob(objects, { store: orthanc.dicom }));
  expect(await outbox.wait(60)).toBe(true);
  await killed;
  const [parked] = outbox.jobs() as [OutboxJob];
  expect(parked).toMatchObject({ state: 'parked', lastError: { code: 'store-unreachable' } });
  expect(parked.instances.map(({ state }) => state)).toEqual(objects.map(() => 'stored'));
  await orthanc.restart();
  await outbox.retry(parked.id);
  expect(await outbox.wait(60)).toBe(true);
  expect(outbox.jobs()[0]).toMatchObject({ state: 'confirmed' });
  await expectExactly(orthanc, objects);
});
