import { expect, it } from 'vitest';
import { BodyEvents } from '../../electron/devices/camera/body-events.ts';
import { eagerClock, fakeNativeCamera } from '../rigs/fake-native-camera.ts';

/** When a picture counts as made that was announced after `keptMs` in which nobody could listen. */
async function madeAt(keptMs: number): Promise<number | undefined> {
  const clock = eagerClock();
  const native = fakeNativeCamera(clock);
  const events = new BodyEvents(native, clock);
  await events.next(10);
  clock.spend(keptMs);
  native.files.set('/card/A1.JPG', { data: new Uint8Array(1) });
  native.queue.push({ type: 'file-added', folder: '/card', name: 'A1.JPG' });
  await events.next(10);
  return events.shots.others[0]?.openedAt;
}

it('is when it was announced, to whoever listens', async () => {
  expect(await madeAt(1000)).toBe(1010);
});

it('is the last silence, where a slow download kept everybody from listening: another patient may have been there', async () => {
  expect(await madeAt(12_000)).toBe(0);
});
