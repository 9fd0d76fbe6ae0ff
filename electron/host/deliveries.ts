import { hostname } from 'node:os';
import { z } from 'zod';
import { type Clock, systemClock } from '../base/clock.ts';
import type { FileSystem } from '../base/file-system.ts';
import type { Log } from '../base/log.ts';
import { hasCode } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { createOutbox, type Outbox, type PauseKeeper } from '../stores/outbox.ts';
import { ConnectionSettings } from '../studio/connection-settings.ts';
import { settledJobs } from '../studio/reconciliation/settle-corrections.ts';
import type { SessionState } from '../studio/session-state.ts';
import type { KeyStore } from '../vault/keys.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { buildObject } from './objects.ts';
import { seriesReport } from './series-report.ts';
import { type StoreOpener, storeOpener } from './stores.ts';

export type Deliveries = {
  vault: Vault;
  outbox: Outbox;
  /** Whom the department's station talks to. */
  connections: ConnectionSettings;
  stores: StoreOpener;
  close(): Promise<void>;
};

/** This workstation, as DICOM has it. */
export const stationName = hostname().slice(0, 16);

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
    /** See `OutboxOptions`. */
    onProgress?: () => void;
    clock?: Clock;
    /** Sessions that may have been corrected; absent, all of them. Asked for when the outbox starts. */
    corrected?: () => readonly string[];
    /** What the vault is written through, and where jobs go: faults come in here. */
    fs?: FileSystem;
    storeAt?: StoreOpener['open'];
    /** Writes the report of a series; see `ObjectSources`. */
    report?: (state: SessionState) => Promise<Uint8Array>;
  },
): Promise<Deliveries> {
  const { vaultDir, log, version, onChange = () => undefined, clock = systemClock } = options;
  const vault = await openVault(vaultDir, { ...options, clock });
  const corrected = options.corrected ?? (() => vault.sessions());
  const connections = new ConnectionSettings({ vault, unexpected: log.unexpected });
  await orClose(vault, () => connections.start());
  const opener = storeOpener(() => connections.current);
  const stores = options.storeAt ? { ...opener, open: options.storeAt } : opener;
  const station = { softwareVersion: version, name: stationName };
  const report = options.report ?? ((state) => seriesReport(vault, state));
  const outbox = createOutbox({
    jobs: { save: (job) => vault.saveJob(job), all: () => settledJobs(vault, corrected(), clock) },
    pause: pauseIn(vault.kept, log),
    trail: vault.audit,
    load: (job, instance) => buildObject({ vault, station, report }, job, instance),
    openStore: stores.open,
    termsOf: stores.termsOf,
    clock,
    log,
    onChange,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  return {
    vault,
    outbox,
    connections,
    stores,
    async close() {
      await outbox.close();
      await vault.close();
    },
  };
}

async function orClose(vault: Vault, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await vault.close();
    throw error;
  }
}

const paused = z.object({ paused: z.boolean() });

/** What cannot be read stops no delivery: somebody pauses them again. */
function pauseIn(kept: Vault['kept'], log: Log): PauseKeeper {
  return {
    async read() {
      try {
        return (await kept.read('outbox', paused))?.paused ?? false;
      } catch (error) {
        if (!hasCode(error, 'vault-damaged')) throw error;
        log.unexpected(error, 'outbox');
        return false;
      }
    },
    write: (on) => kept.write('outbox', { paused: on }),
  };
}
