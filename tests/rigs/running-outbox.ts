import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { createOutbox, type Outbox, type OutboxOptions } from '../../electron/stores/outbox.ts';
import { openStore, type StoreOptions } from '../../electron/stores/registry.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { fakeAudit } from './fake-audit.ts';
import { memoryKeeper, memoryPause } from './outbox-jobs.ts';

/** The outbox on the real clock, over real stores, with jobs in memory; it delivers the `objects` by their UIDs. */
export function runningOutbox(
  objects: readonly DicomObject[],
  storeOptions: () => Omit<StoreOptions, 'testStore'>,
  changes: Partial<OutboxOptions> = {},
): Outbox {
  return createOutbox({
    jobs: memoryKeeper(),
    pause: memoryPause(),
    trail: fakeAudit(),
    load: async (_, { sopInstanceUid }) => {
      const object = objects.find((candidate) => candidate.sopInstanceUid === sopInstanceUid);
      if (!object) throw new Error('not one of ours');
      return object;
    },
    openStore: (address, given) => openStore(parseStoreAddress(address), { ...storeOptions(), ...given }),
    clock: systemClock,
    log: silentLog,
    onChange: () => undefined,
    maxAttempts: 2,
    firstWaitMs: 20,
    ...changes,
  });
}
