import { expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
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
