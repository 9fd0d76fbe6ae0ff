import { CodedError } from '../contract/errors.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Access } from './access/access.ts';
import { accessCalls } from './access/access-calls.ts';
import { admittedCalls } from './access/admitted-calls.ts';
import type { AuditReading } from './audit/reading.ts';
import { cameraOf } from './cameras-in-use.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { Custody } from './custody.ts';
import type { DeliveryCare } from './delivery-care.ts';
import type { DepartmentRules } from './department-rules.ts';
import type { Opening } from './desk.ts';
import { hospitalCalls } from './hospital-calls.ts';
import type { LiveTools } from './live-tools.ts';
import type { CameraPort, CamerasPort, TriggerPort } from './ports.ts';
import type { Reconciliation } from './reconciliation/reconciliation.ts';
import type { RecoveryCare } from './recovery-care.ts';
import type { SeriesPapers } from './series-papers.ts';
import type { SessionRunner } from './session-runner.ts';
import { vaultCalls } from './vault-calls.ts';
import type { RisSide } from './worklist/ris-side.ts';

/** What calls command. */
export type Commands = {
  /** Who is at work, and may do what. */
  readonly access: Access;
  /** Throws `session-none` while no session is on screen. */
  readonly runner: SessionRunner;
  readonly tools: LiveTools;
  readonly auditReading: Pick<AuditReading, 'page'>;
  readonly custody: Custody;
  readonly reconciliation: Pick<Reconciliation, 'correct'>;
  readonly recovery: Pick<RecoveryCare, 'show' | 'confirm'>;
  readonly ris: RisSide;
  readonly papers: Pick<SeriesPapers, 'attach' | 'contents'>;
  readonly deliveries: Pick<DeliveryCare, 'send' | 'setUrgent' | 'pause' | 'check'>;
  /** The camera that the next picture is taken with. */
  readonly cameraInUse: CameraPort;
  /** Throws `not-now` while a picture is being made. */
  demandRest(command: string): void;
  openSession(input: Opening): Promise<string>;
  resumeSession(id: string): Promise<void>;
  pauseSession(): Promise<void>;
  closeSession(): Promise<string | null>;
  discontinueSession(reason: string): Promise<string | null>;
  checkStore(): Promise<void>;
  /** Something that a snapshot shows has changed. */
  noteChange(): void;
  setPreferences(chosen: Preferences): Promise<void>;
};

type Surroundings = {
  cameras: CamerasPort;
  trigger: TriggerPort;
  outbox: Outbox;
  department: DepartmentRules;
  connections: ConnectionSettings;
};

const after = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};

/** What one page's calls do, for whoever may make them. `wants` starts and ends that page's wish for live view. */
export function studioCalls(
  studio: Commands,
  { cameras, trigger, outbox, department, connections }: Surroundings,
  wants: (on: boolean) => Promise<void>,
): Handlers<typeof studioContract> {
  const calls: Handlers<typeof studioContract> = {
    ...accessCalls(studio.access, department),
    ...vaultCalls(studio),
    ...hospitalCalls({
      connections,
      deliveries: studio.deliveries,
      reconciliation: studio.reconciliation,
      ris: studio.ris,
      papers: studio.papers,
      discontinueSession: (reason) => studio.discontinueSession(reason),
      noteChange: () => studio.noteChange(),
    }),
    ...cameraCalls(studio, cameras),
    'session.open': async (opening) => ({ session: await studio.openSession(opening) }),
    'session.resume': ({ session }) => after(studio.resumeSession(session)),
    'session.pause': () => after(studio.pauseSession()),
    'session.close': async () => ({ job: await studio.closeSession() }),
    'shot.take': async () => after(studio.runner.take()),
    'shot.accept': async () => after(studio.runner.accept()),
    'shot.retake': async () => after(studio.runner.retake()),
    'step.select': async ({ step }) => after(studio.runner.select(step)),
    'shot.choose': async ({ shot }) => after(studio.runner.choose(shot)),
    'session.undo': async () => after(studio.runner.undo()),
    'step.add': async (what) => ({ step: await studio.runner.add(what) }),
    'preferences.set': async (chosen) => after(studio.setPreferences(chosen)),
    'step.skip': async ({ reason }) => after(studio.runner.skip(reason)),
    'step.defer': async () => after(studio.runner.defer()),
    'trigger.reconnect': () => after(trigger.reconnect()),
    'outbox.retry': ({ job }) => after(outbox.retry(job)),
    'store.check': () => after(studio.checkStore()),
    'liveview.want': ({ on }) => after(wants(on)),
  };
  return admittedCalls(calls, studio.access);
}

type CameraCalls = Extract<keyof Handlers<typeof studioContract>, `camera.${string}` | `room.${string}`>;

/** Nothing of it may come between the shutter and the last byte, but ending what is broken. */
function cameraCalls(studio: Commands, cameras: CamerasPort): Pick<Handlers<typeof studioContract>, CameraCalls> {
  const named = (role: string | undefined): CameraPort =>
    role === undefined ? studio.cameraInUse : cameraOf(cameras, role);
  return {
    'camera.reconnect': async ({ role }) => after(named(role).reconnect()),
    'camera.free': async ({ role }) => after(named(role).free()),
    'camera.focus': async ({ steps }) => {
      studio.demandRest('focus');
      if (steps === 0) throw new CodedError('bad-input', { call: 'camera.focus', at: 'steps' });
      return await studio.cameraInUse.focus(steps);
    },
    'camera.autofocus': async () => {
      studio.demandRest('autofocus');
      return await after(studio.cameraInUse.autofocus());
    },
    'camera.zoom': async ({ zoom, at }) => {
      studio.demandRest('zoom');
      return await after(studio.tools.zoom(studio.cameraInUse, zoom, at));
    },
    'room.detect': async () => ({ cameras: await cameras.detect() }),
    'room.assign': async ({ role, address }) => {
      studio.demandRest('assign');
      return await after(cameras.assign(role, address));
    },
    'room.set': async (change) => after(cameras.set(change)),
  };
}
