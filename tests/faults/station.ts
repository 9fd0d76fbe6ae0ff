import type { FakeClock } from '../../electron/base/clock.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { createListeners, type Listeners } from '../../electron/base/listeners.ts';
import { silentLog } from '../../electron/base/log.ts';
import { preferences } from '../../electron/contract/preferences.ts';
import { protocol as protocolSchema } from '../../electron/contract/protocol.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { manualLight } from '../../electron/devices/trigger/trigger-link.ts';
import { type Deliveries, openDeliveries } from '../../electron/host/deliveries.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import type { Outbox } from '../../electron/stores/outbox.ts';
import { ris } from '../../electron/stores/ris.ts';
import type { Store } from '../../electron/stores/store.ts';
import { Operators } from '../../electron/studio/access/operators.ts';
import { ConnectionSettings } from '../../electron/studio/connection-settings.ts';
import { DepartmentRules } from '../../electron/studio/department-rules.ts';
import { Studio } from '../../electron/studio/studio.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { charter, cheap } from '../rigs/access-stage.ts';
import { type FakeCamera, fakeCamera, fakeRoom } from '../rigs/fake-camera.ts';
import { step } from '../rigs/session-records.ts';
import { testKeys, testRecoveryRecipient } from '../rigs/vault-keys.ts';
import type { Card } from './card.ts';
import { type Ledger, listenTo } from './ledger.ts';

/** Where a station stands: its disk, its camera's card, its hospital. All of it outlives the station. */
export type Place = {
  dir: string;
  fs: FileSystem;
  clock: FakeClock;
  card: Card;
  store: Store;
  ledger: Ledger;
};

/** The vault and the outbox as they are put together, under the real studio; its devices and its page are played. */
export type Station = {
  vault: Vault;
  outbox: Outbox;
  studio: Studio;
  department: DepartmentRules;
  camera: FakeCamera;
  /** Resolves once nothing is being sent: what is left was tried and waits for its time. */
  quiet(): Promise<void>;
  /** Has everything sent again that is not confirmed. */
  retry(): Promise<void>;
  close(): Promise<void>;
};

const { index: _index, ...first } = step('a');
const { id: _id, view: _view, title, instruction: _text, required: _required, accessories: _with, ...defaults } = first;
const views = ['a', 'b', 'c'].map((id) => {
  const { index: _place, ...view } = step(id);
  return view;
});
/** Three views. */
export const protocol = protocolSchema.parse({
  ...{ id: 'test', version: 1, title, description: title, defaults, steps: views, extras: [] },
  composite: { title, rows: [['a', 'b', 'c']] },
});

/** A small disk would open no session at all: what one that fills up does is another matter, and tried by itself. */
const roomy = { state: 'ok', freeBytes: 1e11 } as const;

/** The vault alone. */
export async function openVaultAt({ dir, fs, clock }: Pick<Place, 'dir' | 'fs' | 'clock'>): Promise<Vault> {
  return await openVault(dir, {
    clock,
    log: silentLog,
    fs,
    keys: testKeys(),
    recoveryRecipient: testRecoveryRecipient,
  });
}

/** Opens the vault in its place; `started` brings the studio up on it. */
export async function openStation({ dir, fs, clock, card, store, ledger }: Place): Promise<Station> {
  const late: { studio?: Studio } = {};
  const changes = createListeners();
  /** Jobs that were tried since the last retry. */
  const sent = new Set<string>();
  const deliveries = await openDeliveries({
    ...{ keys: testKeys(), recoveryRecipient: testRecoveryRecipient },
    ...{ vaultDir: dir, log: silentLog, version: '0', clock, fs },
    storeAt: () => store,
    // What the pages look like is no matter of faults.
    report: async ({ opened }) => new TextEncoder().encode(`%PDF-1.4\n% ${opened.session}\n%%EOF\n`),
    onChange: (job) => {
      if (job.state === 'sending') sent.add(job.id);
      late.studio?.outboxChanged(job);
      changes.tell();
    },
  });
  const { vault, outbox } = deliveries;
  listenTo(vault, ledger);
  const camera = fakeCamera({
    shoot: async () => {
      // Every other release is a RAW+JPEG pair.
      const { made, shot } = card.expose(card.pictures().length % 2 === 1);
      ledger.say({ made });
      return shot;
    },
    settle: async (sources, discard) => {
      card.settle(sources, discard);
      ledger.say({ settled: sources, discard });
    },
  });
  const cameras = fakeRoom({ main: camera.port });
  // What the vault has is deleted from the card: from then on there is no other.
  await cameras.set({ cardPictures: 'delete' });
  const scene = { id: 'ambient', title: { fr: 'x', en: 'x' }, flash: false, channels: [] };
  const unexpected = (error: unknown): string => String(error);
  const department = new DepartmentRules({ vault, unexpected });
  const connections = new ConnectionSettings({ vault, unexpected });
  const operators = await orClose(deliveries, async () => {
    await department.start();
    await connections.start();
    return await Operators.open(vault.kept, cheap);
  });
  const studio = new Studio({
    ...{ vault, outbox, clock, trigger: manualLight, operator: 'station', version: '0' },
    ...{ department, connections, charter, ris, stationName: 'station', audit: vault.audit, operators, unexpected },
    stores: { given: [store], testStore: false, embedded: null, open: () => store },
    cameras,
    quality: { assess: async () => [], preview: async (jpeg) => jpeg, contactSheet: async () => new Uint8Array() },
    protocols: new Map([[protocol.id, protocol]]),
    scenes: new Map([[scene.id, scene]]),
    readGuide: async () => new Uint8Array(),
    words: (word) => word,
    inspect: readJpeg,
    priorSources: () => [],
    preferences: { of: () => preferences.parse({}), set: async () => undefined },
    disk: { state: roomy, look: async () => roomy, onChange: () => () => undefined },
    tablet: { urls: [], onChange: () => () => undefined },
  });
  late.studio = studio;
  const stopListening = listenToPages(studio, ledger);
  return {
    ...{ vault, outbox, studio, department, camera },
    quiet: () => quiet(outbox, sent, changes),
    async retry() {
      sent.clear();
      await outbox.retry();
    },
    async close() {
      stopListening();
      await studio.close();
      await deliveries.close();
    },
  };
}

async function orClose<T>(deliveries: Deliveries, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await deliveries.close();
    throw error;
  }
}

/** No polling: where the disk has died, nothing changes any more, and nobody may be left that goes on asking. */
async function quiet(outbox: Outbox, sent: ReadonlySet<string>, changes: Listeners): Promise<void> {
  const isQuiet = (): boolean => {
    return outbox.jobs().every(({ id, state }) => {
      return state === 'confirmed' || state === 'parked' || (state === 'queued' && sent.has(id));
    });
  };
  if (isQuiet()) return;
  await new Promise<void>((resolve) => {
    const stop = changes.add(() => {
      if (!isQuiet()) return;
      stop();
      resolve();
    });
  });
}

/** Says, as soon as a page would show it, that a picture is saved, one is confirmed, or a session closed. */
function listenToPages(studio: Studio, { say }: Ledger): () => void {
  const shown = new Set<string>();
  const show = (kind: 'saved' | 'confirmed' | 'closed', what: string): void => {
    if (shown.has(`${kind} ${what}`)) return;
    shown.add(`${kind} ${what}`);
    say({ shown: { [kind]: what } });
  };
  return studio.watch(() => {
    const snapshot: Snapshot = studio.snapshot();
    for (const { sha256 } of snapshot.session?.shots ?? []) if (sha256) show('saved', sha256);
    for (const { id, state } of snapshot.sessions) if (state === 'closed') show('closed', id);
    for (const { pictures } of snapshot.deliveries)
      for (const { shot, state } of pictures) if (state === 'confirmed' && shot) show('confirmed', shot);
  });
}
