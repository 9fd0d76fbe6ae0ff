import type { Clock } from '../base/clock.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { Charter } from '../contract/operators.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { PriorSource } from '../stores/priors.ts';
import type { Ris } from '../stores/ris.ts';
import type { Vault } from '../vault/vault.ts';
import type { Operators } from './access/operators.ts';
import type { SignIn } from './access/sign-in.ts';
import type { StoresPort } from './archives.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { DepartmentRules } from './department-rules.ts';
import type {
  AuditPort,
  CamerasPort,
  DiskPort,
  PreferencesPort,
  QualityPort,
  TabletPort,
  TriggerPort,
  WordsPort,
} from './ports.ts';

/** All that a studio is put together from; it knows the devices, the vault and the store only by what they promise. */
export type StudioDeps = {
  vault: Vault;
  cameras: CamerasPort;
  trigger: TriggerPort;
  quality: QualityPort;
  outbox: Outbox;
  /** Where series may go, beside the stores that the department has set. */
  stores: StoresPort;
  protocols: ReadonlyMap<string, Protocol>;
  scenes: ReadonlyMap<string, LightingScene>;
  readGuide(id: string): Promise<Uint8Array>;
  words: WordsPort;
  clock: Clock;
  /**
   * The size of a JPEG's stored matrix, and how EXIF says that it has to be turned (1–8). Throws `picture-unsupported` where
   * no store could take it.
   */
  inspect(jpeg: Uint8Array): { rows: number; columns: number; orientation: number };
  /** Under this name the station works as long as nobody is defined. */
  operator: string;
  operators: Operators;
  /** A hospital's own sign-in, instead of the operators' passwords. */
  signIn?: SignIn | undefined;
  charter: Charter;
  department: DepartmentRules;
  connections: ConnectionSettings;
  /** The archives that have earlier pictures, as they are set now. */
  priorSources(): readonly PriorSource[];
  /** What the hospital's RIS is asked and told with. */
  ris: Ris;
  /** This workstation's name. */
  stationName: string;
  audit: AuditPort;
  preferences: PreferencesPort;
  disk: DiskPort;
  tablet: TabletPort;
  version: string;
  unexpected(error: unknown, during: string): string;
};
