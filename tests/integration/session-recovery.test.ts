import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Assembly } from '../../electron/host/assemble.ts';
import { byShot, type SessionRoom, sessionRoom, somebody, somebodyElse, storedIn } from '../rigs/session-room.ts';

/** Everything here waits for a camera that comes back. */
const backMs = 30_000;

describe.each(['nikon', 'canon'] as const)('a %s that is lost', (model) => {
  let room: SessionRoom;
  beforeEach(async () => {
    room = await sessionRoom({ model });
  });
  afterEach(async () => {
    await room.close();
  });

  const opened = async (): Promise<Assembly> => {
    const assembly = await room.open();
    await assembly.studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    return assembly;
  };
  const ready = ({ studio }: Assembly) =>
    expect.poll(() => studio.cameraInUse.state, { timeout: backMs }).toBe('ready');
  /** The first picture is safe, the second one breaks off while it is being downloaded. */
  const breakOff = async (assembly: Assembly): Promise<void> => {
    const { studio } = assembly;
    await studio.runner.take();
    await room.fault({ name: 'drop-in-download', afterBytes: 1000 });
    await expect(studio.runner.take()).rejects.toMatchObject({ code: expect.stringMatching(/^camera-/) });
    expect(studio.runner.state.shots.at(-1)).toMatchObject({ number: 2, state: 'failed' });
    expect(studio.runner.phase).toBe('ready');
  };

  /** The studio ends before the camera is back. */
  const endWithout = async (assembly: Assembly): Promise<void> => {
    await breakOff(assembly);
    await room.fault({ name: 'unplug' });
    expect(assembly.studio.runner.state.shots[1]?.state).toBe('failed');
    await assembly.close();
    await room.fault({ name: 'on' });
  };

  test('in a download gives the picture back by itself, to its own step', async () => {
    const assembly = await opened();
    const { studio } = assembly;
    const step = studio.runner.state.steps[1]?.plan.id;
    await breakOff(assembly);
    await expect.poll(() => studio.runner.phase, { timeout: backMs }).toBe('review');
    expect(studio.runner.state.shots.at(-1)).toMatchObject({ number: 2, step, state: 'checked', foundLater: true });
    expect(studio.runner.state.shots.at(-1)?.findings).toContainEqual({ code: 'found-later', level: 'advise' });
    expect(storedIn(assembly)).toEqual(byShot(await room.produced()));
    await studio.runner.take();
    expect(studio.runner.state.shots.map(({ state }) => state)).toEqual(['accepted', 'accepted', 'checked']);
    expect(studio.snapshot().camera.strays).toBe(0);
  });

  test('is photographed with meanwhile: the session that was there gets the picture, once somebody says so', async () => {
    const assembly = await opened();
    const { studio } = assembly;
    await studio.runner.take();
    await room.fault({ name: 'unplug' });
    await expect.poll(() => studio.cameraInUse.state, { timeout: backMs }).not.toBe('ready');
    await room.press();
    await room.fault({ name: 'on' });
    await expect.poll(() => studio.runner.state.shots.length, { timeout: backMs }).toBe(2);
    await expect.poll(() => studio.runner.phase, { timeout: backMs }).toBe('review');
    expect(studio.runner.state.shots[1]).toMatchObject({ origin: 'found', state: 'checked' });
    await expect(studio.runner.take()).rejects.toMatchObject({ params: { finding: 'found-later' } });
    await studio.runner.accept();
    expect(storedIn(assembly)).toEqual(byShot(await room.produced()));
  });

  test('together with the studio: the interrupted session gets its picture when it is resumed, once', async () => {
    await endWithout(await opened());
    const assembly = await room.open();
    const { studio } = assembly;
    const [interrupted] = studio.snapshot().sessions;
    await studio.resumeSession(interrupted?.id ?? '');
    await expect.poll(() => studio.runner.state.shots[1]?.state, { timeout: backMs }).toBe('checked');
    expect(storedIn(assembly)).toEqual(byShot(await room.produced()));
    await studio.pauseSession();
    await studio.cameraInUse.reconnect();
    await studio.resumeSession(interrupted?.id ?? '');
    await ready(assembly);
    expect([storedIn(assembly).flat().length, studio.snapshot().camera.strays]).toEqual([2, 0]);
  });

  test('never gives a patient another one’s picture: what the next session finds stays on the camera', async () => {
    await endWithout(await opened());
    const assembly = await room.open();
    const { studio } = assembly;
    await studio.openSession({ patient: somebodyElse, protocol: 'gaze-9' });
    await expect.poll(() => studio.snapshot().camera.strays, { timeout: backMs }).toBe(1);
    expect(studio.runner.state.shots).toEqual([]);
    await studio.runner.take();
    expect(storedIn(assembly)).toEqual([byShot(await room.produced()).at(-1)]);
  });
});
