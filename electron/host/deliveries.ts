import { hostname } from 'node:os';
import { type Clock, systemClock } from '../base/clock.ts';
import type { FileSystem } from '../base/file-system.ts';
import type { Log } from '../base/log.ts';
import { parseStoreAddress } from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { photograph } from '../stores/dicom/photograph.ts';
import { createOutbox, type Outbox } from '../stores/outbox.ts';
import type { Store } from '../stores/store.ts';
import { photographFacts } from '../studio/photograph-facts.ts';
import { foldSession } from '../studio/session-fold.ts';
import type { KeyStore } from '../vault/keys.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { storeFor } from './stores.ts';

export type Deliveries = { vault: Vault; outbox: Outbox; close(): Promise<void> };

export type VaultPlace = {
  vaultDir: string;
  /** Where the station's key is kept. */
  keys: KeyStore;
  /** The public half of the hospital's own recovery key; absent, a new vault makes one. */
  recoveryRecipient?: string | undefined;
};

/** The vault and its outbox, without any device. The outbox is not started: what waits goes on waiting until it is. */
export async function openDeliveries(
  options: VaultPlace & {
    log: Log;
    version: string;
    /** See `UnlockOptions`. */
    renewRecovery?: boolean;
    onChange?: (job: OutboxJob) => void;
    clock?: Clock;
    /** What the vault is written through, and where jobs go: faults come in here. */
    fs?: FileSystem;
    storeAt?: (address: string, options: { testStore: boolean }) => Store;
  },
): Promise<Deliveries> {
  const { vaultDir, log, version, onChange = () => undefined, clock = systemClock } = options;
  const storeAt = options.storeAt ?? ((address, given) => storeFor(parseStoreAddress(address), given));
  const vault = await openVault(vaultDir, { ...options, clock });
  const station = { softwareVersion: version, name: hostname().slice(0, 16) };
  const outbox = createOutbox({
    jobs: { save: (job) => vault.saveJob(job), all: () => vault.jobs() },
    trail: vault.audit,
    async load(job, { shot, file, instanceNumber }) {
      if (!shot || !file) throw new CodedError('session-unknown', { session: job.session });
      const state = foldSession(await vault.read(job.session));
      const jpeg = await vault.readOriginal(job.session, file.name, file.sha256);
      return photograph(photographFacts(state, shot, instanceNumber, station), jpeg);
    },
    openStore: storeAt,
    clock,
    log,
    onChange,
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
