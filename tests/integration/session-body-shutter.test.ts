import { afterEach, describe, expect, test } from 'vitest';
import type { Assembly } from '../../electron/host/assemble.ts';
import { byShot, type SessionRoom, sessionRoom, somebody, storedIn } from '../rigs/session-room.ts';
import { virtualOnPty } from '../rigs/trigger-peers.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function room(options: Parameters<typeof sessionRoom>[0]): Promise<SessionRoom> {
  const opened = await sessionRoom(options);
  closing.push(() => opened.close());
  return opened;
}

const reviewed = (assembly: Assembly, shots: number) =>
  expect
    .poll(() => [assembly.studio.runner.state.shots.length, assembly.studio.runner.phase], { timeout: 15_000 })
    .toEqual([shots, 'review']);

/** A format that makes two files, whatever is asked for: the body's own code and value. */
const pairs = {
  nikon: { property: '5004', value: 6 },
  canon: undefined,
};

describe.each(['nikon', 'canon'] as const)('the button on a %s', (model) => {
  test('joins the current step as the keyboard does, turn by turn; every file is in the vault once', async () => {
    const { open, press, produced, fault, camera } = await room({ model });
    if (pairs[model]) await fault({ name: 'clamp', ...pairs[model] });
    if (pairs[model]) await camera.control({ turn: pairs[model] });
    const assembly = await open();
    const { studio } = assembly;
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    for (let shot = 1; shot <= 6; shot += 2) {
      await studio.runner.take();
      await press();
      await reviewed(assembly, shot + 1);
    }
    const { shots, steps } = studio.runner.state;
    expect(shots.map(({ step }) => step)).toEqual(steps.slice(0, 6).map(({ plan }) => plan.id));
    expect(shots.map(({ origin }) => origin ?? 'studio')).toEqual(Array(3).fill(['studio', 'body']).flat());
    expect(storedIn(assembly)).toEqual(byShot(await produced()));
    expect(shots.every(({ complete, files }) => complete && files.length === (pairs[model] ? 2 : 1))).toBe(true);
  });

  test('is nobody’s without a session: the picture stays on the camera, is counted and never attached', async () => {
    const { open, press } = await room({ model });
    const assembly = await open();
    const { studio } = assembly;
    await press();
    await expect.poll(() => studio.snapshot().camera.strays, { timeout: 10_000 }).toBe(1);
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    await press();
    await reviewed(assembly, 1);
    expect(studio.snapshot().camera.strays).toBe(1);
  });

  test('asks nobody before a refused setting: the picture blocks, the reason is shown, and a hand puts it right', async () => {
    const { open, press, camera, fault } = await room({ model });
    const assembly = await open();
    const { studio } = assembly;
    const iso = { nikon: { property: '500f', value: 800 }, canon: { property: 'd103', value: 0x60 } }[model];
    await fault({ name: 'clamp', ...iso });
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    const refusal = { code: 'camera-setting-refused', params: { setting: 'iso', asked: 200, got: 800 } };
    await expect.poll(() => studio.snapshot().session?.problem, { timeout: 10_000 }).toMatchObject(refusal);
    await expect(studio.runner.take()).rejects.toMatchObject(refusal);
    await press();
    await expect.poll(() => studio.runner.phase, { timeout: 15_000 }).toBe('review');
    const blocking = { code: 'setting-differs', level: 'block', params: { setting: 'iso', asked: 200, got: 800 } };
    expect(studio.runner.state.shots.at(-1)?.findings).toContainEqual(blocking);
    await fault({ name: 'none' });
    await camera.control({ turn: { ...iso, value: { nikon: 400, canon: 0x58 }[model] } });
    await expect.poll(() => studio.snapshot().session?.problem, { timeout: 10_000 }).toBeUndefined();
    await studio.runner.retake();
    await studio.runner.take();
    expect(studio.runner.state.shots.at(-1)?.findings).not.toContainEqual(blocking);
  });
});

test('the flash is ready for the button: what it takes is lit, and the device says that it fired', async () => {
  const { open, press, camera } = await room({ model: 'nikon', litByTrigger: true, plain: false });
  const light = await virtualOnPty({ controlPort: camera.controlPort });
  closing.push(() => light.close());
  const assembly = await open({ trigger: `serial:${light.path}?profile=studio-trigger-1` });
  const { studio } = assembly;
  await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
  // Between these it is asked for its status once a second.
  const told = () => light.virtual.obeyed.findLast((command) => /^(ARM|FIRE|SAFE)/.test(command));
  for (const shots of [1, 2]) {
    await expect.poll(told, { timeout: 15_000 }).toMatch(/^ARM [1-9]/);
    await press();
    await reviewed(assembly, shots);
    const shot = studio.runner.state.shots.at(-1);
    expect(shot?.captured?.light).toMatchObject({ mode: 'trigger', fired: 'yes' });
    expect(shot?.findings).toContainEqual(expect.objectContaining({ code: 'flash-fired' }));
  }
  await studio.pauseSession();
  await expect.poll(told).toBe('SAFE');
});
