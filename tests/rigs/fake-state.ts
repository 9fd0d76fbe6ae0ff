import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import { department } from '../../electron/contract/department.ts';
import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { Finding } from '../../electron/contract/findings.ts';
import { rightsOf } from '../../electron/contract/operators.ts';
import { preferences } from '../../electron/contract/preferences.ts';
import { roomSettings } from '../../electron/contract/room.ts';
import type { SessionView, ShotView, StepView } from '../../electron/contract/session-view.ts';
import type { SettingResult } from '../../electron/contract/settings.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { type FakeHospital, noHospital } from './fake-hospital.ts';
import { emptyVault, type FakeVault } from './fake-vault.ts';

/** What the fake studio shows beside its sessions, and what it will do next: a test changes it as it likes. */
export type FakeState = Pick<Snapshot, 'camera' | 'trigger' | 'store' | 'access' | 'vault' | 'department'> & {
  /** What stands behind the vault's calls. */
  behind: FakeVault;
  /** Its lists, its stores, and what they answer. */
  hospital: FakeHospital;
  /** Cameras beside the one in use. */
  others: Snapshot['camera'][];
  roles: string[];
  settings: Snapshot['room']['settings'];
  tabletUrls: string[];
  preferences: Snapshot['preferences'];
  disk: Snapshot['disk'];
  interrupted: Snapshot['interrupted'];
  view: Snapshot['live'];
  /** What every step has instead of what its protocol says: another guide, field, orientation or mirror. */
  steps: Partial<StepView>;
  /** What every picture has instead of what became of it. */
  shots: Partial<ShotView>;
  /** What the next look around finds. */
  found: { address: string; model: string; simulated: boolean }[];
  /** The lens has so many steps left before its stop. */
  focusStepsLeft: number;
  /** Looking for earlier pictures at the hospital's store. */
  priors: SessionView['priors'];
  deliveries: DeliveryView[];
  /** Findings of the next pictures, then good ones. */
  findings: Finding[][];
  /** The next calls that are refused. */
  refusals: { call: string; error: ErrorInfo }[];
  problem: ErrorInfo | undefined;
  phaseMs: number;
  confirmMs: number;
  live: boolean;
  /** Whether parts of live view are burnt and black. */
  clipped: boolean;
  parkNext: ErrorInfo | null;
};

export const goodFindings: Finding[] = [
  { code: 'flash-fired', level: 'good' },
  { code: 'exposure-good', level: 'good' },
  { code: 'sharp', level: 'good' },
];
export const readBack: SettingResult[] = [
  { setting: 'aperture', outcome: 'same', asked: 11, got: 11 },
  { setting: 'shutterS', outcome: 'same', asked: 0.008, got: 0.008 },
  { setting: 'iso', outcome: 'same', asked: 200, got: 200 },
  { setting: 'kelvin', outcome: 'set', asked: 5200, got: 5200 },
];

/** All is well: a simulated camera, a light and a folder, pictures good and quick. */
export function fakeState(): FakeState {
  return {
    camera: {
      role: 'face',
      state: 'ready',
      address: 'sim:nikon',
      model: 'Nikon D750',
      simulated: true,
      batteryPercent: 62,
      shotsLeft: 412,
      card: 'ready',
      lens: '105mm f/2.8',
      tools: { zoom: [], focus: true, autofocus: true, exposureSimulation: true },
      strays: 0,
    },
    access: {
      state: 'station',
      operator: null,
      rights: [...rightsOf.station],
      credentials: ['password', 'badge'],
      operators: [],
      charter: null,
    },
    vault: { backend: 'key-file', recovery: 'kept', damaged: 0, quarantined: 0 },
    department: department.parse({}),
    behind: emptyVault(),
    hospital: noHospital(),
    others: [],
    roles: ['face', 'intra-oral'],
    settings: roomSettings.parse({}),
    tabletUrls: [],
    // A review stays until the test decides.
    preferences: preferences.parse({ acceptAfterS: 0 }),
    disk: { state: 'ok', freeBytes: 200e9 },
    interrupted: null,
    view: { zoom: 1, at: { x: 0.5, y: 0.5 } },
    steps: {},
    shots: {},
    found: [{ address: 'sim:nikon', model: 'Nikon D750', simulated: true }],
    focusStepsLeft: 100,
    trigger: { state: 'ready', address: 'sim:trigger', name: 'Flash axial', armed: true, asleep: false },
    store: { address: 'folder:/srv/pictures', state: 'ready' },
    priors: undefined,
    deliveries: [],
    findings: [],
    refusals: [],
    problem: undefined,
    phaseMs: 20,
    confirmMs: 20,
    live: true,
    clipped: false,
    parkNext: null,
  };
}
