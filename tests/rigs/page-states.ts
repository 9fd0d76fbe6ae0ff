import type { CameraView } from '../../electron/contract/camera-view.ts';
import type { ConnectionsView } from '../../electron/contract/connections.ts';
import { department } from '../../electron/contract/department.ts';
import type { Finding } from '../../electron/contract/findings.ts';
import { rightsOf } from '../../electron/contract/operators.ts';
import { preferences } from '../../electron/contract/preferences.ts';
import { roomSettings } from '../../electron/contract/room.ts';
import type { SessionSummary, SessionView, ShotView, StepView } from '../../electron/contract/session-view.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';

/** States as a page receives them, each with what a test says and the rest unremarkable. */
export function aStep(id: string, rest: Partial<StepView> = {}): StepView {
  return {
    id,
    title: { fr: `vue ${id}`, en: `view ${id}` },
    instruction: { fr: 'Regarde.', en: 'Look.' },
    required: true,
    guide: 'eyes-144',
    scene: 'axial-flash',
    fieldWidthMm: 144,
    orientation: 'landscape',
    mirror: 'none',
    view: 'VIEW',
    accessories: [],
    extra: false,
    priors: [],
    state: 'pending',
    ...rest,
  };
}

export function aShot(id: string, step: string, rest: Partial<ShotView> = {}): ShotView {
  return {
    id,
    step,
    number: 1,
    takenAt: '2026-03-12T09:01:00.000Z',
    sopInstanceUid: '2.25.1',
    state: 'checked',
    bytes: 9_000_000,
    findings: [],
    ...rest,
  };
}

export const blocking: Finding = { code: 'flash-missed', level: 'block' };
export const advising: Finding = { code: 'soft', level: 'advise' };

/** A station that nobody has connected to anything. */
export const noConnections: ConnectionsView = {
  stores: [],
  worklist: null,
  mpps: null,
  listener: { aet: 'INCIDENCE', host: '127.0.0.1', port: 11113 },
  mapping: [],
};

export function aSession(rest: Partial<SessionView> = {}): SessionView {
  return {
    id: 'session-1',
    openedAt: '2026-03-12T09:00:00.000Z',
    patient: { patientId: '8004512', name: 'DUPRÉ^Zoé', birthDate: '2016-05-04', sex: 'F' },
    protocol: { id: 'gaze-9', version: 1, title: { fr: 'Regard', en: 'Gaze' } },
    composite: { title: { fr: 'Planche', en: 'Composite' }, rows: [['a', 'b', null]] },
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    operator: 'Orthoptiste 1',
    simulated: true,
    documents: [],
    held: false,
    phase: 'ready',
    current: 'a',
    steps: [aStep('a'), aStep('b')],
    shots: [],
    extras: [],
    ...rest,
  };
}

export function aSummary(rest: Partial<SessionSummary> = {}): SessionSummary {
  const { id, openedAt, patient, protocol, seriesUid, simulated, held } = aSession();
  return { id, openedAt, patient, protocol, seriesUid, simulated, held, state: 'open', accepted: 0, of: 2, ...rest };
}

/** A simulated camera that is ready; `rest` says what is remarkable about it. */
export function aCamera(rest: Partial<CameraView> = {}): CameraView {
  return {
    role: 'face',
    state: 'ready',
    address: 'sim:nikon',
    model: 'Nikon D750',
    simulated: true,
    strays: 0,
    ...rest,
  };
}

/** The camera in use is the room's only one unless `rest` says otherwise. */
export function aSnapshot(rest: Partial<Snapshot> = {}): Snapshot {
  const camera = rest.camera ?? aCamera();
  return {
    revision: 1,
    station: { version: '0.1.0', operator: 'Orthoptiste 1' },
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
    camera,
    room: { cameras: [camera], roles: ['face'], settings: roomSettings.parse({}) },
    preferences: preferences.parse({}),
    disk: { state: 'ok', freeBytes: 200e9 },
    interrupted: null,
    live: { zoom: 1, at: { x: 0.5, y: 0.5 } },
    trigger: { state: 'ready', address: 'sim:trigger', name: 'Flash axial', armed: true, asleep: false },
    store: { address: 'folder:/srv', state: 'ready' },
    worklist: { state: 'unset', items: [] },
    connections: noConnections,
    outbox: { paused: false },
    protocols: [],
    session: null,
    sessions: [],
    deliveries: [],
    ...rest,
  };
}
