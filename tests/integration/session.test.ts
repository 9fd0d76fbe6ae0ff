import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Assembly } from '../../electron/host/assemble.ts';
import { cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { somebody, stationIn } from '../rigs/session-room.ts';
import { virtualOnPty } from '../rigs/trigger-peers.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

let place: Workplace;
let camera: VirtualCamera;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  [place, camera] = await Promise.all([workplace(), startVirtualCamera({ litByTrigger: true })]);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await camera.stop();
  await place.remove();
});

const series = (trigger: string) => [
  ...['run', '--json', '--unattended', '--vault', place.vault, '--protocol', 'gaze-9', '--patient', place.patient],
  ...['--camera', camera.address, '--trigger', trigger, '--store', `folder:${join(place.folder, 'store')}`],
];

async function light(
  connected: boolean,
): Promise<{ address: string; obeyed: readonly string[]; unplug(): Promise<void> }> {
  const peer = await virtualOnPty(connected ? { controlPort: camera.controlPort } : {});
  closing.push(() => peer.close());
  const unplug = async (): Promise<void> => await peer.unplug?.();
  return { address: `serial:${peer.path}?profile=studio-trigger-1`, obeyed: peer.virtual.obeyed, unplug };
}

async function open(trigger: string): Promise<Assembly> {
  const assembly = await assembled(trigger);
  await assembly.openDevices();
  return assembly;
}

async function assembled(trigger: string): Promise<Assembly> {
  const assembly = await stationIn(place, { camera: camera.address, trigger });
  closing.push(() => assembly.close());
  return assembly;
}

describe('light on a real serial line', () => {
  test('is set and armed for each step before the shutter is released; every flash is reported', async () => {
    const trigger = await light(true);
    const { status, stdout, stderr } = await cli(series(trigger.address), place.env);
    expect(stderr).toContain('The flash fired.');
    expect(status).toBe(0);
    const { shots, confirmed } = JSON.parse(stdout);
    expect(confirmed).toBe(9);
    for (const { findings } of shots) expect(findings).toContainEqual(expect.objectContaining({ code: 'flash-fired' }));
    expect(trigger.obeyed.filter((command) => /^ARM [1-9]/.test(command)).length).toBeGreaterThanOrEqual(9);
    expect(trigger.obeyed).toContain('SET A 5.0');
    expect(trigger.obeyed.at(-1)).toBe('SAFE');
  });

  test('that does not reach the subject blocks: two retakes, then exit 4, every picture kept', async () => {
    const trigger = await light(false);
    const { status, stderr } = await cli(series(trigger.address), place.env);
    expect(stderr).toMatch(/^quality-blocked: .{20,}/m);
    expect(status).toBe(4);
    const vault = await cli(['vault', 'status', '--json', '--vault', place.vault], place.env);
    expect(JSON.parse(vault.stdout)).toMatchObject({ sessions: 1, originals: 3 });
  });

  test('that is unplugged fails the shot with a code; nothing is photographed in the dark', async () => {
    const trigger = await light(true);
    const going = startCli(series(trigger.address), place.env);
    await going.says('[3/9]');
    await trigger.unplug();
    const { status, stderr } = await going.done;
    expect(stderr).toMatch(/^trigger-(silent|not-found|fault): .{20,}/m);
    expect(status).toBe(1);
  });
});

describe('a session', () => {
  test('goes on after kill −9 where it was: what was saved is there once, the rest is photographed', async () => {
    const trigger = await light(true);
    const going = startCli(series(trigger.address), place.env);
    await going.says('[5/9]');
    going.child.kill('SIGKILL');
    await going.done;
    const journal = await savedHashes();
    expect(journal.length).toBeGreaterThanOrEqual(4);

    const { studio, outbox } = await open(trigger.address);
    const [interrupted] = studio.snapshot().sessions;
    expect(interrupted).toMatchObject({ state: 'open' });
    expect(interrupted?.accepted).toBeGreaterThanOrEqual(4);
    expect(studio.snapshot().interrupted).toEqual({ session: interrupted?.id, saved: journal.length });
    await studio.resumeSession(interrupted?.id ?? '');
    expect(studio.snapshot().interrupted).toBeNull();
    while (studio.runner.state.current !== null) await studio.runner.take();
    expect(studio.runner.phase).toBe('complete');
    await studio.closeSession();
    expect(await outbox.wait(30)).toBe(true);
    expect(outbox.jobs()).toMatchObject([{ state: 'confirmed' }]);
    const sent = outbox.jobs()[0]?.instances.flatMap(({ file }) => file?.sha256 ?? []) ?? [];
    expect(new Set(sent).size).toBe(9);
    expect(sent).toEqual(expect.arrayContaining(journal.slice(0, 4)));
  });

  test('that is new takes a press at once: no phase refuses it', async () => {
    const { studio } = await open('none');
    const phases: string[] = [];
    studio.watch(() => phases.push(...[studio.snapshot().session?.phase ?? []].flat()));
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    expect(new Set(phases)).toEqual(new Set(['ready']));
  });

  test('has modelling light from its first step on, armed for the button on the body, and is dark when it is paused', async () => {
    const trigger = await light(true);
    const { studio } = await open(trigger.address);
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    await expect.poll(() => trigger.obeyed).toContain('LAMP A 30');
    // It is asked for its status once a second besides.
    const told = () => trigger.obeyed.findLast((command) => /^(ARM|SAFE)/.test(command));
    await expect.poll(told, { timeout: 15_000 }).toMatch(/^ARM [1-9]/);
    await expect.poll(() => studio.snapshot().trigger).toMatchObject({ armed: true, asleep: false });
    await studio.pauseSession();
    await expect.poll(told).toBe('SAFE');
    expect(studio.snapshot().trigger.armed).toBe(false);
  });

  test('waits for camera and light that are still connecting when the first press comes', async () => {
    const trigger = await light(true);
    const { studio, openDevices } = await assembled(trigger.address);
    const opening = openDevices();
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    await studio.runner.take();
    expect(studio.runner.state.shots[0]?.captured?.light).toMatchObject({ mode: 'trigger', fired: 'yes' });
    await opening;
  });

  test('takes no second picture for a second press, and says so', async () => {
    const { studio } = await open('none');
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    const first = studio.runner.take();
    await expect(studio.runner.take()).rejects.toMatchObject({ code: 'not-now' });
    await expect(studio.pauseSession()).rejects.toMatchObject({ code: 'not-now' });
    await first;
    expect(studio.runner.state.shots).toHaveLength(1);
    expect(studio.runner.phase).toBe('review');
  });

  test('is one at a time, is not closed before it is finished, and is paused and resumed', async () => {
    const { studio } = await open('none');
    const id = await studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary', 'left'] });
    await expect(studio.openSession({ patient: somebody, protocol: 'gaze-9' })).rejects.toMatchObject({
      code: 'session-open',
    });
    await studio.runner.take();
    await expect(studio.closeSession()).rejects.toMatchObject({
      code: 'session-not-finished',
      params: { waiting: 1, of: 2 },
    });
    await studio.pauseSession();
    expect(studio.snapshot().session).toBeNull();
    await studio.resumeSession(id);
    await studio.runner.skip('the child cries');
    const job = await studio.closeSession();
    expect(studio.snapshot().deliveries).toMatchObject([{ id: job, of: 1 + 2 }]);
  });

  test('a retake keeps the rejected picture and sends the other', async () => {
    const { studio, outbox, vault } = await open('none');
    await studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary'] });
    await studio.runner.take();
    const rejected = studio.runner.state.shots[0]?.sopInstanceUid;
    await studio.runner.retake();
    expect(studio.runner.phase).toBe('ready');
    await studio.runner.take();
    await studio.closeSession();
    expect(await outbox.wait(30)).toBe(true);
    expect(outbox.jobs()[0]?.instances.map(({ sopInstanceUid }) => sopInstanceUid)).not.toContain(rejected);
    expect((await vault.status()).originals).toBe(2);
  });

  test('says manual light where there is no trigger, and does not block for it', async () => {
    const { studio } = await open('none');
    await studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary'] });
    await studio.runner.take();
    const [shot] = studio.runner.state.shots;
    expect(shot?.captured?.light).toMatchObject({ mode: 'manual', fired: 'unknown' });
    expect(shot?.findings.filter(({ level }) => level === 'block')).toEqual([]);
  });
});

/** Hashes that the journal calls captured, read from its lines without the product's own reader. */
async function savedHashes(): Promise<string[]> {
  const [session = ''] = await readdir(join(place.vault, 'sessions'));
  const text = (await readSealed(place.vault, `sessions/${session}/journal.sealed`)).join('\n');
  return [...text.matchAll(/"type":"shot-captured".*?"sha256":"([0-9a-f]{64})"/g)].map(([, hash = '']) => hash);
}
