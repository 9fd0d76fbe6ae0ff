import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { Offers } from '../../electron/studio/offers.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import type { SessionRunner } from '../../electron/studio/session-runner.ts';
import { fakeCamera, fakeRoom, pictureOf, shotOf } from '../rigs/fake-camera.ts';
import { type FakeSession, fakeSession } from '../rigs/fake-session.ts';
import { opened, statesOf, step } from '../rigs/session-records.ts';

const steps = ['a', 'b', 'c', 'd'];
const begun = opened(steps.map((id) => step(id)));
const resting = ['ready', 'review', 'complete'];

/** A card that outlives every studio: what was made on it, and what of it is settled or gone. */
function card() {
  const made: { step: string; asked: boolean; files: ReturnType<typeof pictureOf>[] }[] = [];
  const settled = new Set<string>();
  const gone = new Set<string>();
  const make = (asked: boolean, forStep: string) => {
    const files = [pictureOf(`picture-${made.length}`), pictureOf(`raw-${made.length}`, 'raw')];
    made.push({ step: forStep, asked, files });
    return files;
  };
  return { made, settled, gone, make };
}
type Card = ReturnType<typeof card>;

/** A studio on a journal, which dies at its `records`-th record: `before` or `after` that is on the disk. */
function studio(journal: SessionRecord[], memory: Card, death?: { records: number; when: 'before' | 'after' }) {
  let die = (): void => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const dead = new Promise<never>(() => {});
  const camera = fakeCamera({
    shoot: async (shot) => {
      const asked = foldSession(journal).shots.find(({ id }) => id === shot)?.step ?? '';
      const [jpeg, raw] = memory.make(true, asked);
      if (!jpeg || !raw) throw new Error('no picture');
      // The RAW of the third view comes late.
      return asked === 'c' ? { ...shotOf(jpeg), complete: false } : shotOf(jpeg, raw);
    },
    settle: async (sources, discard) => {
      for (const source of sources) (discard ? memory.gone : memory.settled).add(source);
    },
  });
  const cameras = fakeRoom({ main: camera.port });
  void cameras.set({ cardPictures: 'delete' });
  let written = 0;
  const append = async (_: string, record: SessionRecord): Promise<void> => {
    written += 1;
    const last = written === death?.records;
    if (last && death.when === 'before') {
      die();
      return await dead;
    }
    journal.push(record);
    if (!last) return;
    die();
    await dead;
  };
  const vault = {
    append,
    storeOriginal: async (_session: string, name: string, data: Uint8Array, sha256: string) => {
      return { name, bytes: data.length, sha256 };
    },
    readOriginal: async () => new Uint8Array(),
  };
  const session = fakeSession(journal, { deps: { vault, cameras } });
  return { session: { ...session, camera }, cameras, died };
}

/** Four views: from the keyboard, from the button, with a late RAW, taken again. */
async function series({ runner, camera, clock }: FakeSession, memory: Card): Promise<void> {
  const arrive = async (...files: ReturnType<typeof pictureOf>[]): Promise<void> => {
    const shot = { ...shotOf(...files), complete: files.length === 2 };
    const press = { pressedMs: clock.elapsed(), loss: undefined, contestedAt: undefined };
    await runner.adopt({ camera: camera.port, offered: { origin: 'body', shot }, ...press });
  };
  await runner.take();
  clock.advance(10);
  await arrive(...memory.make(false, 'b'));
  clock.advance(10);
  await runner.take();
  await arrive(...(memory.made.at(-1)?.files.slice(1) ?? []));
  clock.advance(10);
  await runner.retake();
  await runner.take();
  clock.advance(10);
  await arrive(...memory.make(false, 'd'));
  await runner.accept();
}

/** Somebody who thinks better of nearly everything. */
async function regrets({ runner }: FakeSession): Promise<void> {
  await runner.take();
  await runner.take();
  await runner.undo();
  await runner.undo();
  await runner.retake();
  await runner.take();
  await runner.accept();
  await runner.choose(runner.state.shots[0]?.id ?? '');
  await runner.undo();
  await runner.add({ like: 'a' });
  await runner.undo();
  await runner.add({ like: 'b' });
  await runner.take();
  await runner.select('d');
  await runner.take();
  await runner.defer();
  await runner.undo();
  await runner.note('session-paused');
  await runner.note('session-resumed');
  await runner.accept();
}

const hashesOf = ({ state }: SessionRunner): string[] =>
  state.shots.flatMap(({ files }) => files.map(({ sha256 }) => sha256));

const stories = { 'a series': series, 'a series with regrets': regrets };
const deaths = Object.entries(stories).flatMap(([name, story]) =>
  (['before', 'after'] as const).map((when) => ({ name, story, when })),
);

describe.each(deaths)('a studio that is killed in $name, $when a record is on the disk', ({ story, when }) => {
  it('loses no picture, stores none twice, puts each at its own view and can finish; at every record', async () => {
    const whole = { journal: [begun] as SessionRecord[], memory: card() };
    await story(studio(whole.journal, whole.memory).session, whole.memory);
    const length = whole.journal.length - 1;
    expect(length).toBeGreaterThan(20);
    for (let records = 1; records <= length; records++) {
      const journal: SessionRecord[] = [begun];
      const memory = card();
      const first = studio(journal, memory, { records, when });
      await Promise.race([story(first.session, memory), first.died]);

      const again = studio(journal, memory);
      const { runner, camera, clock } = again.session;
      const screen: { runner: SessionRunner | null; changing: boolean } = { runner: null, changing: false };
      const offers = new Offers({
        cameras: again.cameras,
        clock,
        room: { countStray: () => {}, lossOf: () => undefined },
        screen,
        sessions: () => statesOf([runner.state]),
      });
      for (const { files } of memory.made) {
        const left = files.filter(({ source }) => !memory.settled.has(source) && !memory.gone.has(source));
        if (left.length > 0) offers.receive(camera.port, { origin: 'found', shot: shotOf(...left) });
      }
      screen.runner = runner;
      await runner.recover();
      await offers.release();
      await runner.idle();

      const at = `killed at record ${records}`;
      expect(resting, at).toContain(runner.phase);
      const stored = hashesOf(runner);
      expect(new Set(stored).size, at).toBe(stored.length);
      for (const { asked, files, step: own } of memory.made) {
        const shot = runner.state.shots.find((one) => one.files.some(({ sha256 }) => sha256 === files[0]?.sha256));
        if (asked) expect(shot, at).toBeDefined();
        if (shot) expect(shot.step, at).toBe(own);
        for (const { source, sha256 } of files) if (memory.gone.has(source)) expect(stored, at).toContain(sha256);
      }
      for (let press = 0; press < 12 && runner.phase !== 'complete'; press++) {
        await (runner.phase === 'review' ? runner.accept() : runner.take());
      }
      expect(
        runner.state.steps.map(({ state }) => state),
        at,
      ).toEqual(runner.state.steps.map(() => 'accepted'));
    }
  });
});
