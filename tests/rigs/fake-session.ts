import { fakeClock } from '../../electron/base/clock.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { Protocol } from '../../electron/contract/protocol.ts';
import { manualLight } from '../../electron/devices/trigger/trigger-link.ts';
import { LiveTools } from '../../electron/studio/live-tools.ts';
import type { CameraPort } from '../../electron/studio/ports.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { type RunnerDeps, SessionRunner } from '../../electron/studio/session-runner.ts';
import { fakeAudit } from './fake-audit.ts';
import { type FakeCamera, fakeCamera, fakeRoom } from './fake-camera.ts';

export type FakeSession = {
  runner: SessionRunner;
  camera: FakeCamera;
  clock: ReturnType<typeof fakeClock>;
  journal: SessionRecord[];
  /** What was journalled since the session came on screen. */
  types(): string[];
};

/** A studio's surroundings in memory: originals are kept, records go to `append`. */
export function fakeSurroundings(
  append: RunnerDeps['vault']['append'],
  change: Partial<CameraPort> = {},
): { deps: RunnerDeps; camera: FakeCamera; clock: FakeSession['clock'] } {
  const stored = new Map<string, Uint8Array>();
  const clock = fakeClock(Date.parse('2026-11-22T09:05:00.000Z'));
  const camera = fakeCamera(change);
  const unexpected = (): string => 'X';
  const onChange = (): void => {};
  const deps: RunnerDeps = {
    vault: {
      append,
      storeOriginal: async (_session, name, data, sha256) => {
        stored.set(name, data);
        return { name, bytes: data.length, sha256 };
      },
      readOriginal: async (_session, name) => stored.get(name) ?? new Uint8Array(),
    },
    audit: fakeAudit(),
    who: () => ({ operator: 'station' }),
    cameras: fakeRoom({ main: camera.port }),
    disk: { look: async () => ({ state: 'ok', freeBytes: 200e9 }) },
    tools: new LiveTools({ unexpected, onChange }),
    trigger: manualLight,
    quality: { assess: async () => [] },
    scenes: new Map([
      ['ambient', { id: 'ambient', title: { fr: 'x', en: 'x' }, flash: false, channels: [] }],
      ['flash', { id: 'flash', title: { fr: 'x', en: 'x' }, flash: true, channels: [] }],
    ]),
    clock,
    inspect: () => ({ orientation: 1 }),
    atWork: () => ({ operator: 'station' }),
    unexpected,
    onChange,
  };
  return { deps, camera, clock };
}

/** A session whose vault, camera and checks are in memory; `change` replaces what a test is about. */
export function fakeSession(
  records: SessionRecord[],
  change: {
    camera?: Partial<CameraPort>;
    deps?: Partial<RunnerDeps>;
    expectsFound?: boolean;
    protocol?: Protocol;
  } = {},
): FakeSession {
  const journal = [...records];
  const { deps, camera, clock } = fakeSurroundings(async (_, record) => {
    journal.push(record);
  }, change.camera);
  const runner = new SessionRunner({ ...deps, ...change.deps }, foldSession(records), change);
  return { runner, camera, clock, journal, types: () => journal.slice(records.length).map(({ type }) => type) };
}
