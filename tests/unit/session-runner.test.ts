import { expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { fakeCamera, fakeRoom, pictureOf, shotOf } from '../rigs/fake-camera.ts';
import { fakeSession } from '../rigs/fake-session.ts';
import { accepted, captured, checked, opened, shotId, started, step, whole } from '../rigs/session-records.ts';

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);
const begun = opened([step('a'), step('b')]);

/** Something that happens when the test says so. */
function gate(): { open(): void; passed: Promise<void> } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

it('is put in order before anything can be asked of it', async () => {
  const looked = gate();
  const { runner, types } = fakeSession([begun, started(1, 'a'), captured(1)], {
    deps: { quality: { assess: async () => looked.passed.then(() => []) } },
  });
  const recovered = runner.recover();
  await expect(runner.take()).rejects.toMatchObject({ code: 'not-now' });
  looked.open();
  await recovered;
  expect(types()).toEqual(['shot-checked']);
  expect(runner.phase).toBe('review');
});

it('is idle only when what is under way has ended', async () => {
  const released = gate();
  const { runner, types } = fakeSession([begun], {
    camera: {
      shoot: () => released.passed.then(() => ({ files: [], complete: false, ms: 1 })),
    },
  });
  const taking = runner.take().catch(() => {});
  let idle = false;
  const waiting = runner.idle().then(() => {
    idle = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([idle, types()]).toEqual([false, ['shot-started']]);
  released.open();
  await Promise.all([taking, waiting]);
  expect(runner.phase).not.toBe('exposing');
});

it('checks what could not be checked before it accepts it', async () => {
  let full = true;
  const { runner, journal } = fakeSession([begun, started(1, 'a')]);
  const blocked = fakeSession([begun, started(1, 'a'), captured(1)], {
    deps: {
      quality: { assess: async () => [{ code: 'exposure-dark', level: 'block' }] },
      vault: {
        append: async (_, record) => {
          if (full) throw new CodedError('vault-full');
          journal.push(record);
        },
        storeOriginal: async (_session, name, _data, sha256) => ({ name, bytes: 1, sha256 }),
        readOriginal: async () => jpeg,
      },
    },
  });
  await expect(blocked.runner.recover()).rejects.toMatchObject({ code: 'vault-full' });
  full = false;
  await expect(blocked.runner.accept()).rejects.toMatchObject({ code: 'quality-blocked' });
  expect(runner.phase).toBe('ready');
});

it('takes the picture under review again, not the one taken last', async () => {
  const undecided = [started(1, 'a'), captured(1), checked(1)];
  const later = [{ ...whole(2, 'b')[0], step: 'b' }, captured(2), checked(2), accepted(2)] as SessionRecord[];
  const at = '2026-11-22T09:00:00.000Z';
  const { runner, journal } = fakeSession([begun, ...undecided, ...later, { type: 'step-selected', at, step: 'a' }]);
  await runner.retake();
  expect(journal.at(-1)).toMatchObject({ type: 'shot-rejected', shot: shotId(1) });
});

it('mixes no simulated pictures among real ones', async () => {
  const { runner, types } = fakeSession([{ ...begun, simulated: false }]);
  await expect(runner.take()).rejects.toMatchObject({ code: 'simulation-mixed' });
  expect(types()).toEqual([]);
});

it('photographs each step with its own camera, and with the first where a role is nobody’s', async () => {
  const taken: string[] = [];
  const shooting = (name: string) =>
    fakeCamera({
      shoot: async () => {
        taken.push(name);
        return shotOf(pictureOf(`${name}-${taken.length}`));
      },
    }).port;
  const cameras = fakeRoom({ face: shooting('face'), mouth: shooting('mouth') });
  const steps = [step('a'), step('b', { camera: 'mouth' }), step('c', { camera: 'profile' })];
  const { runner } = fakeSession([opened(steps)], { deps: { cameras } });
  for (const _ of steps) await runner.take();
  expect(taken).toEqual(['face', 'mouth', 'face']);
});

it('says before the press which demanded setting the body refuses, and goes on when a hand has put it right', async () => {
  let iso = 800;
  const { runner, camera, clock } = fakeSession([opened([step('a', { settings: { iso: 200 }, demanded: ['iso'] })])], {
    camera: {
      apply: async () => [{ setting: 'iso', outcome: iso === 200 ? 'same' : 'read-only', asked: 200, got: iso }],
    },
  });
  const refusal = { code: 'camera-setting-refused', params: { setting: 'iso', asked: 200, got: 800 } };
  await runner.recover();
  await expect.poll(() => runner.problem).toMatchObject(refusal);
  await expect(runner.take()).rejects.toMatchObject(refusal);
  await expect.poll(() => clock.pending).toBe(1);
  iso = 200;
  // Not every body tells of its dials.
  clock.advance(3000);
  await expect.poll(() => runner.problem).toBeUndefined();
  iso = 100;
  runner.noteTurned(camera.port, ['iso']);
  clock.advance(1000);
  await expect.poll(() => runner.problem?.params).toMatchObject({ got: 100 });
  iso = 200;
  clock.advance(3000);
  await expect.poll(() => runner.problem).toBeUndefined();
  await runner.take();
  expect(runner.state.shots.map(({ state }) => state)).toEqual(['failed', 'checked']);
});

it('keeps the step of a shot whose camera was lost, and knows whether its shutter was released', async () => {
  const gone = async (): Promise<never> => {
    throw new CodedError('camera-gone');
  };
  const exposing = fakeSession([begun], { camera: { shoot: gone } });
  await expect(exposing.runner.take()).rejects.toMatchObject({ code: 'camera-gone' });
  expect([exposing.runner.phase, exposing.runner.step?.id]).toEqual(['ready', 'a']);
  expect(exposing.journal.at(-1)).toMatchObject({ type: 'shot-failed', released: true });
  const preparing = fakeSession([begun], { camera: { apply: gone } });
  await expect(preparing.runner.take()).rejects.toMatchObject({ code: 'camera-gone' });
  expect(preparing.journal.at(-1)).toMatchObject({ type: 'shot-failed', released: false });
});

it('leaves the body alone once it has left the screen, whatever is turned or answered then', async () => {
  const answered = gate();
  let applied = 0;
  const steps = [step('a', { settings: { iso: 200 }, demanded: ['iso'] })];
  const { runner, camera, clock } = fakeSession([opened(steps)], {
    camera: {
      apply: async () => {
        applied += 1;
        if (applied > 1) await answered.passed;
        return [{ setting: 'iso', outcome: 'read-only', asked: 200, got: 800 }];
      },
    },
  });
  await runner.recover();
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(3000);
  await expect.poll(() => applied).toBe(2);
  await runner.leave();
  answered.open();
  await new Promise((resolve) => setImmediate(resolve));
  runner.noteTurned(camera.port, ['iso']);
  expect([applied, clock.pending]).toEqual([2, 0]);
});
