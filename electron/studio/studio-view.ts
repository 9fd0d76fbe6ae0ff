import type { ErrorInfo } from '../contract/errors.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { SessionView } from '../contract/session-view.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { Access } from './access/access.ts';
import { cameraFor } from './cameras-in-use.ts';
import { type ConnectionSettings, storesAlone } from './connection-settings.ts';
import type { Custody } from './custody.ts';
import type { DepartmentRules } from './department-rules.ts';
import type { LiveTools } from './live-tools.ts';
import { protocolOf } from './plan.ts';
import type { CamerasPort, TabletPort, TriggerPort } from './ports.ts';
import type { Priors } from './priors.ts';
import type { Room } from './room.ts';
import { nextToPhotograph } from './session-fold.ts';
import type { SessionRunner } from './session-runner.ts';
import { type Surroundings, viewSession } from './session-view.ts';

/** All that a snapshot tells of, at one moment. */
export type Shown = {
  revision: number;
  access: Access;
  department: DepartmentRules;
  connections: Pick<ConnectionSettings, 'view'>;
  preferences: Snapshot['preferences'];
  setAside: string | undefined;
  disk: Snapshot['disk'];
  custody: Pick<Custody, 'health'>;
  tablet: TabletPort;
  interrupted: Snapshot['interrupted'];
  earlier: Priors;
  priors: SessionView['priors'];
  version: string;
  /** Which key store has the vault's key, and whether its recovery key is kept. */
  keyStore: string;
  recovery: Snapshot['vault']['recovery'];
  cameras: CamerasPort;
  room: Room;
  tools: LiveTools;
  liveError: ErrorInfo | undefined;
  trigger: TriggerPort;
  store: Snapshot['store'];
  paused: boolean;
  worklist: Snapshot['worklist'];
  protocols: ReadonlyMap<string, Protocol>;
  runner: SessionRunner | null;
  sessions: Snapshot['sessions'];
  deliveries: Snapshot['deliveries'];
};

/** The whole state as pages show it. No patient is in it unless whoever is at work sees patients. */
export function viewStudio(shown: Shown): Snapshot {
  const { revision, access, version, cameras, room, tools, trigger, protocols, tablet, setAside } = shown;
  const { operator, operatorName = operator } = access.atWork;
  const { seesPatients } = access;
  const runner = seesPatients ? shown.runner : null;
  const { zoom, at } = tools.viewing;
  const there = trigger.state === 'ready' || trigger.state === 'busy';
  return {
    revision,
    station: { version, operator: operatorName, ...(setAside === undefined ? {} : { setAside }) },
    access: access.view(),
    vault: { backend: shown.keyStore, recovery: shown.recovery, ...shown.custody.health },
    department: shown.department.current,
    preferences: shown.preferences,
    disk: shown.disk,
    interrupted: seesPatients ? shown.interrupted : null,
    camera: room.view(cameraFor(cameras, shown.runner ? nextToPhotograph(shown.runner.state) : undefined)),
    room: {
      cameras: room.views(),
      roles: rolesIn(protocols),
      settings: cameras.settings,
      ...(tablet.urls.length > 0 ? { tabletUrls: [...tablet.urls] } : {}),
    },
    live: { zoom, at, error: shown.liveError },
    trigger: {
      state: trigger.state,
      address: trigger.address,
      name: trigger.identity?.name,
      armed: there && runner?.light === 'armed',
      asleep: there && runner?.light === 'asleep',
      error: trigger.error,
    },
    store: shown.store,
    worklist: shown.worklist,
    connections: access.rights.includes('configure') ? shown.connections.view : storesAlone(shown.connections.view),
    outbox: { paused: shown.paused },
    protocols: [...protocols.values()].map(({ id, version: v, title, description, steps }) => {
      return { id, version: v, title, description, steps: steps.length };
    }),
    session: runner && viewSession(runner.state, surroundingsOf(runner, shown)),
    sessions: seesPatients ? shown.sessions : [],
    deliveries: seesPatients ? shown.deliveries : [],
  };
}

function surroundingsOf({ state, phase, problem }: SessionRunner, { protocols, earlier, priors }: Shown): Surroundings {
  return { phase, problem, earlier, priors, protocol: protocolOf(protocols, state.opened.protocol) };
}

/** The roles that protocols give to cameras, in the order in which they are first named. */
function rolesIn(protocols: ReadonlyMap<string, Protocol>): string[] {
  const named = [...protocols.values()].flatMap(({ defaults, steps, extras }) =>
    [defaults, ...steps, ...extras].map(({ camera }) => camera),
  );
  return [...new Set(named.filter((role) => role !== undefined))];
}
