import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, client } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { type SessionRoom, sessionRoom, somebody } from '../rigs/session-room.ts';
import { wirePair } from '../rigs/wire-pair.ts';

const within = { timeout: 20_000 };
const middle = { x: 0.5, y: 0.5 };

describe.each(['nikon', 'canon'] as const)('live view of a %s, as a page asks for it', (model) => {
  let room: SessionRoom;
  let studio: Assembly['studio'];
  let page: Client<typeof studioContract>;
  let shown: Snapshot | undefined;
  let frames = 0;

  beforeEach(async () => {
    room = await sessionRoom({ model });
    ({ studio } = await room.open());
    const [near, far] = wirePair();
    page = client(near, studioContract);
    followSnapshots(page, (snapshot) => {
      shown = snapshot;
    });
    studio.attach(far);
    // Asks for the next frame as soon as it has one.
    let next = (): void => {};
    studio.attachFrames({
      onNext: (listener) => {
        next = listener;
      },
      send: () => {
        frames += 1;
        queueMicrotask(next);
      },
      onClose: () => {},
    });
    await page.call('session.open', { patient: somebody, protocol: 'gaze-9' });
    await page.call('liveview.want', { on: true });
    next();
    await moreFrames();
  });
  afterEach(() => room.close());

  async function moreFrames(): Promise<void> {
    const before = frames;
    await expect.poll(() => frames, within).toBeGreaterThan(before + 2);
  }

  test('goes on by itself after a shot, of the keyboard and of the button', async () => {
    await page.call('shot.take', {});
    await moreFrames();
    await room.press();
    await expect.poll(() => shown?.session?.shots.length, within).toBe(2);
    await moreFrames();
    expect(shown?.live.error).toBeUndefined();
  });

  test('says why no frame comes, and goes on when one can', async () => {
    await room.fault({ name: 'drop-in-live-view', afterFrames: 2 });
    await room.fault({ name: 'live-view-prohibited' });
    await expect.poll(() => shown?.live.error?.code, within).toBe('camera-live-view-refused');
    await room.fault({ name: 'none' });
    await moreFrames();
    await expect.poll(() => shown?.live.error).toBeUndefined();
  });

  test('is magnified until the next picture; lens and magnification stay still while one is made', async () => {
    await expect.poll(() => shown?.camera.tools?.zoom.length, within).toBeGreaterThan(0);
    const [zoom = 0] = shown?.camera.tools?.zoom ?? [];
    const at = { x: 0.4, y: 0.6 };
    await page.call('camera.zoom', { zoom, at });
    await expect.poll(() => shown?.live).toMatchObject({ zoom });
    await moreFrames();
    await page.call('camera.focus', { steps: 1 });
    await page.call('camera.autofocus', {});
    const taking = page.call('shot.take', {});
    for (const refused of [
      page.call('camera.focus', { steps: -1 }),
      page.call('camera.autofocus', {}),
      page.call('camera.zoom', { zoom, at }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'not-now' });
    }
    await taking;
    await expect.poll(() => shown?.live).toMatchObject({ zoom: 1, at: middle });
    await moreFrames();
  });
});
