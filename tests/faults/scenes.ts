import { CodedError } from '../../electron/contract/errors.ts';
import { patient } from '../../electron/contract/patient.ts';
import { anna as head } from '../rigs/access-stage.ts';
import { DisturbedDisk, type Fault } from '../rigs/disturbed-disk.ts';
import { unreachable } from './proving-store.ts';
import { openStation, type Place, protocol, type Station } from './station.ts';

const anna = patient.parse({ patientId: 'P-1', name: 'TEST^Anna', birthDate: '2012-03-04', sex: 'F' });
const paul = patient.parse({ patientId: 'P-2', name: 'TEST^Paul', birthDate: '2011-03-04', sex: 'M' });

/**
 * Something that is done on a station. `act` says when what it is about begins; what is refused is gone on from, as
 * somebody at the keyboard would.
 */
export type Scene = {
  /** What the report counts it under. */
  kind: 'shot' | 'close' | 'upload' | 'purge' | 'start-up';
  /** What happened before, undisturbed. */
  prepare(place: Place): Promise<void>;
  act(place: Place, begin: () => void): Promise<Station>;
};

/** Does it, and goes on where it is refused. */
async function tried(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
  }
}

async function started(place: Place): Promise<Station> {
  // No two runs of a station fall into the same moment.
  place.clock.advance(1000);
  const station = await openStation(place);
  try {
    await station.studio.start();
    return station;
  } catch (error) {
    await station.close();
    throw error;
  }
}

async function photograph({ studio }: Station, { clock }: Place, pictures: number): Promise<void> {
  for (let picture = 0; picture < pictures; picture += 1) {
    clock.advance(1000);
    await tried(() => studio.runner.take());
    await tried(() => studio.runner.accept());
  }
}

async function open({ studio }: Station, who = anna): Promise<void> {
  await tried(() => studio.openSession({ patient: who, protocol: protocol.id }));
}

/** The session that waits to be finished. */
async function resume({ studio }: Station): Promise<void> {
  const waiting = studio.snapshot().sessions.find(({ state }) => state === 'open');
  if (waiting) await tried(() => studio.resumeSession(waiting.id));
}

/** Somebody else's pictures, sent and confirmed long ago: nothing that happens later may touch them. */
async function bystander(place: Place): Promise<void> {
  const station = await started(place);
  await open(station, paul);
  await photograph(station, place, 3);
  await station.studio.closeSession();
  await station.quiet();
  await station.close();
  place.clock.advance(60_000);
}

/** And a session that only waits for its closing. */
async function photographed(place: Place): Promise<void> {
  await bystander(place);
  const station = await started(place);
  await open(station);
  await photograph(station, place, 3);
  await station.close();
}

async function closed(place: Place): Promise<void> {
  await photographed(place);
  await (await close({ ...place, store: unreachable(place.store) }, () => undefined)).close();
}

async function close(place: Place, begin: () => void): Promise<Station> {
  const station = await started(place);
  await resume(station);
  begin();
  await tried(() => station.studio.closeSession());
  await station.quiet();
  return station;
}

async function shoot(place: Place, begin: () => void): Promise<Station> {
  const station = await started(place);
  begin();
  await open(station);
  await photograph(station, place, 2);
  return station;
}

/** The other session is on hold: it has to stay whole. */
async function confirmed(place: Place): Promise<void> {
  await bystander(place);
  const station = await started(place);
  const [other] = station.studio.snapshot().sessions;
  await station.studio.custody.hold(other?.id ?? '', true, 'evidence');
  await open(station);
  await photograph(station, place, 3);
  await station.studio.closeSession();
  await station.quiet();
  await station.close();
}

async function purge(place: Place, begin: () => void): Promise<Station> {
  const station = await started(place);
  begin();
  await tried(() => station.department.set({ originalsDays: 0, purgeRaw: true }));
  await tried(() => station.studio.custody.purge());
  return station;
}

/** Something of everything that a vault ever holds: held, purged, waiting to be sent, interrupted; rules and operators. */
export async function everything(place: Place): Promise<void> {
  await confirmed(place);
  const station = await purge(place, () => undefined);
  await open(station);
  await photograph(station, place, 1);
  await station.studio.pauseSession();
  await station.studio.access.saveOperator(head);
  await open(station, { ...paul, patientId: 'P-3' });
  await photograph(station, place, 3);
  await station.studio.closeSession();
  await station.quiet();
  await station.close();
}

async function upload(place: Place, begin: () => void): Promise<Station> {
  const station = await openStation(place);
  begin();
  await tried(() => station.studio.start());
  await station.quiet();
  return station;
}

/** Somebody starts the station again and takes up what was interrupted. */
export async function restart(place: Place, begin: () => void): Promise<Station> {
  begin();
  const station = await openStation(place);
  await tried(() => station.studio.start());
  await resume(station);
  await station.quiet();
  return station;
}

/** A scene that a crash ended: at the operation that `fault` names, counted from when the scene begins. */
function crashed(scene: Omit<Scene, 'kind'>, fault: (operations: readonly string[]) => Fault | undefined): Scene {
  return {
    kind: 'start-up',
    async prepare(place) {
      await scene.prepare(place);
      let dead = (): void => undefined;
      const death = new Promise<void>((resolve) => {
        dead = resolve;
      });
      const disk = new DisturbedDisk(place.fs, () => {
        dead();
        return new Promise(() => undefined);
      });
      const acting = scene.act({ ...place, fs: disk.fs }, () => {
        const first = disk.done.length;
        disk.fault = (_, operation) => fault([...disk.done.slice(first), operation]);
      });
      await Promise.race([death, acting.then(() => Promise.reject(new Error('nothing has crashed')))]);
      await disk.release();
    },
    act: restart,
  };
}

const nth = (name: string, count: number, when: 'before' | 'half' | 'after') => (operations: readonly string[]) => {
  const isIt = operations.at(-1) === name && operations.filter((operation) => operation === name).length === count;
  return isIt ? ({ kind: 'death', when } as const) : undefined;
};

const shot: Scene = { kind: 'shot', prepare: bystander, act: shoot };
const closing: Scene = {
  kind: 'close',
  prepare: photographed,
  act: (place, begin) => close({ ...place, store: unreachable(place.store) }, begin),
};
const sending: Scene = { kind: 'upload', prepare: closed, act: upload };
const purging: Scene = { kind: 'purge', prepare: confirmed, act: purge };

export const scenes = {
  shot,
  close: closing,
  upload: sending,
  purge: purging,
  'first-start': {
    kind: 'start-up',
    prepare: async () => undefined,
    act: async (place, begin) => {
      const station = await restart(place, begin);
      await open(station);
      return station;
    },
  },
  /** Half a journal line; a picture without a record; half a picture; a job without its closing; half a purge. */
  'start-torn': crashed(shot, nth('write', 2, 'half')),
  'start-unknown': crashed(shot, nth('rename', 2, 'after')),
  'start-unfinished': crashed(shot, nth('write', 3, 'half')),
  'start-unclosed': crashed(closing, nth('rename', 1, 'after')),
  'start-purging': crashed(purging, nth('unlink', 1, 'after')),
} as const satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes).filter(isSceneName);

export function isSceneName(name: string): name is SceneName {
  return name in scenes;
}

/**
 * Goes on where all that was left, on a sound machine: what lies on the camera is offered, every session is finished and
 * every upload confirmed.
 */
export async function goOn(station: Station, place: Place): Promise<void> {
  const { studio, camera } = station;
  await studio.start();
  for (const offered of place.card.left()) camera.offer(offered);
  for (let round = 0; round < 4; round += 1) {
    const waiting = studio.snapshot().sessions.find(({ state }) => state === 'open');
    if (!waiting) break;
    await studio.resumeSession(waiting.id);
    await studio.runner.idle();
    for (let press = 0; press < 8 && studio.runner.phase !== 'complete'; press += 1) {
      place.clock.advance(1000);
      await (studio.runner.phase === 'review' ? studio.runner.accept() : studio.runner.take());
    }
    await studio.closeSession();
  }
  await station.quiet();
  await station.retry();
  await station.quiet();
}
