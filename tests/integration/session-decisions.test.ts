import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, client } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { poseFor } from '../../electron/studio/pose.ts';
import { type SessionRoom, sessionRoom, somebody } from '../rigs/session-room.ts';
import { wirePair } from '../rigs/wire-pair.ts';

let room: SessionRoom;
let station: Assembly;
let page: Client<typeof studioContract>;
/** What the page was shown, oldest first. */
let shown: Snapshot[];

afterEach(() => room.close());

async function enter(options: { plain?: boolean } = {}): Promise<void> {
  room = await sessionRoom({ model: 'nikon', ...options });
  await begin();
}

async function begin(): Promise<void> {
  station = await room.open();
  const [far, near] = wirePair();
  shown = [];
  page = client(near, studioContract);
  followSnapshots(page, (snapshot) => shown.push(snapshot));
  station.studio.attach(far);
}

const session = (): NonNullable<Snapshot['session']> => {
  const now = station.studio.snapshot().session;
  if (!now) throw new Error('no session on screen');
  return now;
};
const steps = (): string[] => session().steps.map(({ id, state }) => `${id} ${state}`);
const shots = (): string[] =>
  session().shots.map(({ step, state, rejected = '' }) => `${step} ${state} ${rejected}`.trim());
const seen = async (path: string): Promise<Response> => {
  const answer = await station.studio.handleRequest(new Request(`http://studio/${path}`));
  if (!answer) throw new Error('no answer');
  return answer;
};
const sizeOf = async (answer: Response): Promise<{ width: number; height: number }> => {
  const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return { width, height };
};

describe('over the wire', () => {
  beforeEach(() => enter());

  test('the best of several tries stands, views are added, each decision is taken back; what stands is sent', async () => {
    const { studio, outbox } = station;
    const id = await studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary', 'up'] });
    await page.call('shot.take', {});
    await page.call('shot.retake', {});
    await page.call('shot.take', {});
    await page.call('shot.take', {});
    expect(shots()).toEqual(['primary rejected retake', 'primary accepted', 'up checked']);
    expect(session().undo).toEqual({ what: 'taken', step: 'up' });

    const first = session().shots[0]?.id ?? '';
    await page.call('shot.choose', { shot: first });
    expect(shots()).toEqual(['primary accepted', 'primary rejected replaced', 'up checked']);
    expect([session().current, session().phase]).toEqual(['up', 'review']);
    await page.call('session.undo', {});
    await page.call('session.undo', {});
    await page.call('session.undo', {});
    expect([shots(), session().current]).toEqual([
      ['primary rejected retake', 'primary checked', 'up rejected undone'],
      'primary',
    ]);
    expect([session().phase, session().lastShot]).toEqual(['review', session().shots[1]?.id]);
    await page.call('shot.choose', { shot: first });

    expect(session().extras.map((extra) => extra.id)).toContain('glasses');
    expect(await page.call('step.add', { extra: 'glasses' })).toEqual({ step: 'glasses' });
    expect(session().extras.map((extra) => extra.id)).not.toContain('glasses');
    await page.call('shot.take', {});
    expect(await page.call('step.add', { like: 'primary' })).toEqual({ step: 'primary-2' });
    expect(steps()).toEqual(['primary accepted', 'up pending', 'glasses accepted', 'primary-2 pending']);
    await page.call('session.undo', {});
    expect(steps()).toEqual(['primary accepted', 'up pending', 'glasses accepted']);
    await expect(page.call('step.add', { extra: 'nothing' })).rejects.toMatchObject({ code: 'step-unknown' });
    await page.call('step.select', { step: 'up' });
    await page.call('shot.take', {});
    await page.call('shot.accept', {});
    const { job } = await page.call('session.close', {});
    await expect(page.call('session.undo', {})).rejects.toMatchObject({ code: 'not-now' });

    expect(await outbox.wait(30)).toBe(true);
    const sent = session().steps.map(({ shot }) => shot);
    await expect.poll(() => studio.snapshot().deliveries).toMatchObject([{ id: job, session: id, state: 'confirmed' }]);
    const objects = studio.snapshot().deliveries[0]?.pictures ?? [];
    expect(objects.filter(({ kind }) => kind === 'photograph')).toMatchObject(sent.map((shot) => ({ shot })));
    expect(objects.map(({ kind }) => kind)).toEqual([...sent.map(() => 'photograph'), 'report', 'key-objects']);
    expect(new Set(objects.map(({ state }) => state))).toEqual(new Set(['confirmed']));
    await expect.poll(() => shown.at(-1)?.deliveries[0]?.state).toBe('confirmed');
    const progress = shown.flatMap(
      ({ deliveries }) => deliveries[0]?.pictures.map(({ state }) => state).join(' ') ?? [],
    );
    expect(progress).toContain(objects.map(() => 'waiting').join(' '));
    expect(progress.some((states) => /confirmed|stored/.test(states) && /waiting|stored/.test(states))).toBe(true);
  });

  test('an undo while a picture is being made is refused and changes nothing', async () => {
    await station.studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary', 'up'] });
    await page.call('shot.take', {});
    const taking = page.call('shot.take', {});
    await expect(page.call('session.undo', {})).rejects.toMatchObject({ code: 'not-now' });
    await taking;
    expect(shots()).toEqual(['primary accepted', 'up checked']);
  });

  test('what was decided outlives the studio, the way back too', async () => {
    const id = await station.studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary', 'up'] });
    await page.call('shot.take', {});
    await page.call('step.add', { like: 'primary' });
    await page.call('step.defer', {});
    await station.close();
    await begin();
    expect(station.studio.snapshot().interrupted).toBeNull();
    await page.call('session.resume', { session: id });
    expect(steps()).toEqual(['primary accepted', 'primary-2 deferred', 'up pending']);
    const undone: string[] = [];
    for (let next = session().undo; next; next = session().undo) {
      undone.push(`${next.what} ${next.step}`);
      await page.call('session.undo', {});
    }
    expect(undone).toEqual(['deferred primary-2', 'added primary-2', 'accepted primary', 'taken primary']);
    expect([steps(), shots()]).toEqual([['primary pending', 'up pending'], ['primary rejected undone']]);
  });
});

describe('pictures', () => {
  beforeEach(() => enter({ plain: false }));

  test('are shown upright and out of the mirror, and sent as the camera made them', async () => {
    const { studio, vault } = station;
    const id = await studio.openSession({
      patient: somebody,
      protocol: 'ortho-15',
      steps: ['face-rest', 'occlusal-upper'],
    });
    // The hand on the body: first it holds it as for any picture, then as each step asks.
    await page.call('shot.take', {});
    expect(session().shots[0]?.findings).toContainEqual({ code: 'orientation-wrong', level: 'advise' });
    await page.call('shot.retake', {});
    for (const { plan } of studio.runner.state.steps) {
      await room.camera.control({ pose: poseFor(plan, { portraitGrip: 'up' }) });
      await page.call('shot.take', {});
    }
    const [, face, mouth] = studio.runner.state.shots;
    expect(face?.captured?.camera.sensorWidthPx).toBe(6016);
    expect(face?.findings).toContainEqual(expect.objectContaining({ code: 'size-small' }));
    const held = await sizeOf(await seen(`pictures/${face?.id}?width=100`));
    expect(held.height).toBeGreaterThan(held.width);
    expect(face?.findings).toContainEqual({ code: 'orientation-good', level: 'good' });
    expect(mouth?.findings).toContainEqual({ code: 'orientation-good', level: 'good' });

    const [file] = mouth?.files ?? [];
    const original = await vault.readOriginal(id, file?.name ?? '', file?.sha256);
    const small = (jpeg: Uint8Array | ArrayBuffer) =>
      sharp(Buffer.from(jpeg as Uint8Array))
        .autoOrient()
        .resize(60, 40, { fit: 'fill' });
    const stood = await small(original).raw().toBuffer();
    const flipped = await small(original).flip().raw().toBuffer();
    const preview = await (await seen(`pictures/${mouth?.id}?width=600`)).arrayBuffer();
    const displayed = await small(preview).raw().toBuffer();
    const apart = (other: Buffer): number =>
      other.reduce((sum, value, index) => sum + Math.abs(value - (displayed[index] ?? 0)), 0) / other.length;
    expect(apart(flipped)).toBeLessThan(4);
    expect(apart(stood)).toBeGreaterThan(8);
    expect((await room.produced()).map(({ sha256 }) => sha256)).toContain(file?.sha256);
  });

  test('that are damaged in the vault are marked places on a sheet, not a sheet that does not come', async () => {
    const id = await station.studio.openSession({
      patient: somebody,
      protocol: 'ortho-15',
      steps: ['face-rest', 'smile-close', 'overjet'],
    });
    await page.call('shot.take', {});
    await page.call('shot.retake', {});
    await page.call('shot.take', {});
    await page.call('shot.take', {});
    await page.call('shot.accept', {});
    const [, , last] = station.studio.runner.state.shots;
    await writeFile(
      join(station.vault.dir, 'sessions', id, 'originals', `${last?.files[0]?.name}.age`),
      'not a picture',
    );

    expect((await seen(`pictures/${last?.id}?width=300`)).status).toBe(422);
    const composite = await seen(`composites/${id}?width=900`);
    expect(composite.status).toBe(200);
    const sheet = await sizeOf(await seen(`contact-sheets/${id}?width=900&language=en`));
    const tries = await sizeOf(await seen(`contact-sheets/${id}?width=900&language=en&tries=yes`));
    expect(sheet.width).toBeGreaterThan(500);
    // One more place stands beside the three.
    expect(tries.height).toBeLessThan(sheet.height);
    expect((await seen(`contact-sheets/00000000-0000-4000-8000-000000000000?width=900`)).status).toBe(404);
  });
});
