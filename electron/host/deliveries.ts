import { hostname } from 'node:os';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { parseStoreAddress } from '../contract/addresses.ts';
import { photograph } from '../stores/dicom/photograph.ts';
import { createOutbox, type Outbox } from '../stores/outbox.ts';
import { photographFacts } from '../studio/photograph-facts.ts';
import { foldSession } from '../studio/session-fold.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { storeFor } from './stores.ts';

export type Deliveries = { vault: Vault; outbox: Outbox; close(): Promise<void> };

/** The vault and its outbox, without any device. The outbox is not started: what waits goes on waiting until it is. */
export async function openDeliveries(options: {
  vaultDir: string;
  log: Log;
  version: string;
  onChange?: () => void;
}): Promise<Deliveries> {
  const { vaultDir, log, version, onChange = () => undefined } = options;
  const vault = await openVault(vaultDir, { clock: systemClock, log });
  const station = { softwareVersion: version, name: hostname().slice(0, 16) };
  const outbox = createOutbox({
    jobs: { save: (job) => vault.saveJob(job), all: () => vault.jobs() },
    async load(job, instance) {
      const state = foldSession(await vault.read(job.session));
      const jpeg = await vault.readOriginal(job.session, instance.file.name, instance.file.sha256);
      return photograph(photographFacts(state, instance.shot, instance.instanceNumber, station), jpeg);
    },
    openStore: (address, options) => storeFor(parseStoreAddress(address), options),
    clock: systemClock,
    log,
    onChange: () => onChange(),
  });
  return {
    vault,
    outbox,
    async close() {
      await outbox.close();
      await vault.close();
    },
  };
}
