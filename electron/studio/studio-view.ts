import { department } from '../contract/department.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import { rightsOf } from '../contract/operators.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { Snapshot } from '../contract/studio.ts';
import type { Store } from '../stores/store.ts';
import { cameraFor } from './cameras-in-use.ts';
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
  operator: string;
  preferences: Snapshot['preferences'];
  disk: Snapshot['disk'];
  tablet: TabletPort;
  interrupted: Snapshot['interrupted'];
  earlier: Priors;
  version: string;
  cameras: CamerasPort;
  room: Room;
  tools: LiveTools;
  liveError: ErrorInfo | undefined;
  trigger: TriggerPort;
  store: Store | null;
  storeState: Omit<Snapshot['store'], 'address'>;
  protocols: ReadonlyMap<string, Protocol>;
  runner: SessionRunner | null;
  sessions: Snapshot['sessions'];
  deliveries: Snapshot['deliveries'];
};

/** The whole state as pages show it. */
export function viewStudio(shown: Shown): Snapshot {
  const { revision, operator, version, cameras, room, tools, trigger, store, protocols, runner, tablet } = shown;
  const { zoom, at } = tools.viewing;
  const there = trigger.state === 'ready' || trigger.state === 'busy';
  return {
    revision,
    station: { version, operator },
    access: { state: 'station', operator: null, rights: [...rightsOf.station], operators: [], charter: null },
    vault: { backend: 'key-file', recovery: 'kept', damaged: 0, quarantined: 0 },
    department: department.parse({}),
    preferences: shown.preferences,
    disk: shown.disk,
    interrupted: shown.interrupted,
    camera: room.view(cameraFor(cameras, runner ? nextToPhotograph(runner.state) : undefined)),
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
    store: { address: store?.address ?? '', ...shown.storeState },
    protocols: [...protocols.values()].map(({ id, version: v, title, description, steps }) => {
      return { id, version: v, title, description, steps: steps.length };
    }),
    session: runner && viewSession(runner.state, surroundingsOf(runner, shown)),
    sessions: shown.sessions,
    deliveries: shown.deliveries,
  };
}

function surroundingsOf({ state, phase, problem }: SessionRunner, { protocols, earlier }: Shown): Surroundings {
  return { phase, problem, earlier, protocol: protocolOf(protocols, state.opened.protocol) };
}

/** The roles that protocols give to cameras, in the order in which they are first named. */
function rolesIn(protocols: ReadonlyMap<string, Protocol>): string[] {
  const named = [...protocols.values()].flatMap(({ defaults, steps, extras }) =>
    [defaults, ...steps, ...extras].map(({ camera }) => camera),
  );
  return [...new Set(named.filter((role) => role !== undefined))];
}
