import { dirname, join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { disposables } from '../base/disposables.ts';
import type { Log } from '../base/log.ts';
import { defaultRoomFile, defaultVaultDir, preferencesFileBeside } from '../base/places.ts';
import type { Spawn } from '../base/supervised-child.ts';
import {
  parseRoleAddress,
  parseStoreAddress,
  parseTriggerAddress,
  type RoleAddress,
  type TriggerAddress,
} from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import type { LightingProfile } from '../contract/lighting.ts';
import type { Wire } from '../contract/rpc.ts';
import { createTriggerLink } from '../devices/trigger/trigger-client.ts';
import { readJpeg } from '../stores/dicom/jpeg.ts';
import { openFolder } from '../stores/folder.ts';
import type { Outbox } from '../stores/outbox.ts';
import { ris } from '../stores/ris.ts';
import { Operators } from '../studio/access/operators.ts';
import { type Cost, realCost } from '../studio/access/secrets.ts';
import type { SignIn } from '../studio/access/sign-in.ts';
import { cameraFor as cameraOfStep } from '../studio/cameras-in-use.ts';
import type { ConnectionSettings } from '../studio/connection-settings.ts';
import { DepartmentRules } from '../studio/department-rules.ts';
import { createQuality } from '../studio/quality/quality-client.ts';
import { Studio } from '../studio/studio.ts';
import type { Vault } from '../vault/vault.ts';
import { cameraLedger } from './camera-ledger.ts';
import { cameraFor, listCameras } from './cameras.ts';
import { loadData, type StationData } from './data.ts';
import { openDeliveries, stationName, type VaultPlace } from './deliveries.ts';
import { watchDisk } from './disk-watch.ts';
import { openPreferences } from './preferences.ts';
import { isSameBody, Room } from './room.ts';
import { loadWords } from './sentences.ts';
import { noTablet, watchTablet } from './tablet.ts';

export type AssembleOptions = VaultPlace & {
  root: string;
  version: string;
  log: Log;
  /**
   * Addresses as `architecture.md` writes them; a camera's may be preceded by its role, `ROLE=ADDRESS`. Cameras given here
   * are the room's for this run only; absent, they are those of `roomFile`.
   */
  camera?: string | readonly string[] | undefined;
  trigger: string;
  /**
   * Where series go in this run, beside the department's archives. Where there is neither, only simulated series are sent: to
   * a folder of the station's own.
   */
  store?: string | readonly string[] | undefined;
  testStore: boolean;
  /** Under this name the station works as long as nobody is defined. */
  operator?: string;
  /** A hospital's own sign-in, instead of the operators' passwords. */
  signIn?: SignIn;
  /** What a guess at a password costs; tests that are not about that take less. */
  passwordCost?: Cost;
  /** By which the studio goes; the system's. */
  clock?: Clock;
  /** `forkSpawn` in plain Node, utilityProcess in Electron. */
  spawn: Spawn;
  /** Where the bundled process entries lie; `out/main` in a checkout. */
  entryFolder?: string;
  /** The room; the user's own, or the one that `INCIDENCE_ROOM_FILE` names. Preferences are kept beside it. */
  roomFile?: string;
  /** The built page: with it a tablet is served the fixation display while the room says so. */
  pageFolder?: string;
};

export type Assembly = {
  readonly studio: Studio;
  readonly vault: Vault;
  readonly outbox: Outbox;
  /** Whom the department's station talks to. */
  readonly connections: ConnectionSettings;
  /** Opens cameras and lights. Throws the first one's code; the interface does not wait for it. */
  openDevices(): Promise<void>;
  /** Resolves once the camera of the session's step is ready again; rejects with its error after `timeoutMs`. */
  cameraReady(timeoutMs: number): Promise<void>;
  /** Stops devices at once; whatever runs fails with a code. */
  abort(): void;
  close(): Promise<void>;
};

/** The embedded store of a station that was given no other: simulated pictures as Part-10 files beside the vault. */
function embeddedStoreDir(): string {
  return join(dirname(defaultVaultDir()), 'store');
}

async function settled(work: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

function rolesOf(given: AssembleOptions['camera']): RoleAddress[] | undefined {
  if (given === undefined) return undefined;
  const cameras = (typeof given === 'string' ? [given] : given).map(parseRoleAddress);
  const twice = cameras.find((camera, index) => {
    return cameras.slice(0, index).some((other) => other.role === camera.role || isSameBody(other, camera));
  });
  if (!twice) return cameras;
  const address = `${twice.role}=${twice.address}`;
  throw new CodedError('address-invalid', { address, expected: 'ROLE=ADDRESS, each ROLE and each camera once' });
}

function profileOf(address: TriggerAddress, profiles: StationData['profiles']): LightingProfile | undefined {
  if (address.kind === 'none') return undefined;
  const profile = profiles.get(address.profile);
  if (profile) return profile;
  const expected = [...profiles.keys()].map((id) => `?profile=${id}`).join(', ');
  throw new CodedError('address-invalid', { address: `?profile=${address.profile}`, expected });
}

function fewestViewsOf(protocols: StationData['protocols']): number {
  return Math.min(...[...protocols.values()].map(({ steps }) => steps.length));
}

/** Puts studio, vault, store and devices together. Throws before anything is started if data or an address is wrong. */
export async function assemble(options: AssembleOptions): Promise<Assembly> {
  const { root, version, log, testStore, spawn, entryFolder = join(root, 'out', 'main') } = options;
  const entry = (name: string): string => join(entryFolder, `${name}.js`);
  const data = await loadData(root);
  const words = loadWords(root);
  const { roomFile = defaultRoomFile(), pageFolder } = options;
  const preferences = await openPreferences(preferencesFileBeside(roomFile), log);
  const triggerAddress = parseTriggerAddress(options.trigger);
  const storeAddresses = [options.store ?? []].flat();
  for (const address of storeAddresses) parseStoreAddress(address);
  const scope = disposables();
  try {
    const ledger = cameraLedger(join(options.vaultDir, 'cameras'));
    const litByTrigger = triggerAddress.kind !== 'none';
    const room = await Room.open({
      file: roomFile,
      given: rolesOf(options.camera),
      link: (address, expected) => cameraFor(address, { log, spawn, entry, litByTrigger, ledger, expected }),
      detect: () => listCameras({ root, spawn, entryFolder }),
      log,
    });
    scope.defer(() => room.close());
    const trigger = createTriggerLink({
      address: triggerAddress,
      profile: profileOf(triggerAddress, data.profiles),
      spawn,
      entry: entry('trigger'),
      clock: systemClock,
      log,
      controlPorts: () => room.controlPorts(),
    });
    scope.defer(() => trigger.close());
    const quality = createQuality({ spawn, entry: entry('quality'), clock: systemClock });
    scope.defer(() => quality.close());
    const late: { studio?: Studio } = {};
    const deliveries = await openDeliveries({
      vaultDir: options.vaultDir,
      keys: options.keys,
      recoveryRecipient: options.recoveryRecipient,
      renewRecovery: true,
      log,
      version,
      corrected: () => late.studio?.reconciliation.sessions() ?? [],
      onChange: (job) => late.studio?.outboxChanged(job),
      onProgress: () => late.studio?.noteChange(),
    });
    scope.defer(() => deliveries.close());
    const disk = await watchDisk({
      fewestViews: fewestViewsOf(data.protocols),
      folder: options.vaultDir,
      clock: systemClock,
      unexpected: log.unexpected,
    });
    scope.defer(() => disk.close());
    const attach = (wire: Wire): void => late.studio?.attachFixation(wire);
    const tablet = pageFolder ? watchTablet({ room, pageFolder, attach, unexpected: log.unexpected }) : noTablet;
    scope.defer(() => tablet.close());
    const { unexpected } = log;
    const department = new DepartmentRules({ vault: deliveries.vault, unexpected });
    await department.start();
    const studio = new Studio({
      vault: deliveries.vault,
      cameras: room,
      trigger,
      quality,
      outbox: deliveries.outbox,
      stores: {
        given: storeAddresses.map((address) => deliveries.stores.open(address, { testStore })),
        testStore,
        embedded: storeAddresses.length > 0 ? null : openFolder(embeddedStoreDir()),
        open: deliveries.stores.open,
      },
      protocols: data.protocols,
      scenes: data.scenes,
      readGuide: data.readGuide,
      words,
      clock: options.clock ?? systemClock,
      inspect: readJpeg,
      operator: options.operator ?? 'station',
      operators: await Operators.open(deliveries.vault.kept, options.passwordCost ?? realCost),
      signIn: options.signIn,
      charter: data.charter,
      department,
      connections: deliveries.connections,
      priorSources: () => deliveries.stores.priorSources(storeAddresses),
      ris,
      stationName,
      audit: deliveries.vault.audit,
      preferences,
      disk,
      tablet,
      version,
      unexpected,
    });
    late.studio = studio;
    scope.defer(() => studio.close());
    await studio.start();
    let ending = false;
    return {
      studio,
      vault: deliveries.vault,
      outbox: deliveries.outbox,
      connections: deliveries.connections,
      async openDevices() {
        // The cameras first: a virtual trigger lights virtual cameras that are already there.
        const withCamera = await settled(room.openAll());
        // What is opened after the closing would never be closed.
        if (ending) throw new CodedError('aborted', { call: 'openDevices' });
        const withLight = await settled(trigger.open());
        for (const result of [withCamera, withLight]) if (result.status === 'rejected') throw result.reason;
      },
      cameraReady: (timeoutMs) => cameraOfStep(room, studio.runner.step).camera.whenReady(timeoutMs),
      abort() {
        ending = true;
        void room.close();
      },
      close() {
        ending = true;
        return scope.dispose();
      },
    };
  } catch (error) {
    await scope.dispose();
    throw error;
  }
}
