import { afterEach, describe, expect, it } from 'vitest';
import { autofocus, turnFocus } from '../../electron/devices/camera/focus.ts';
import { endLiveView } from '../../electron/devices/camera/live-view.ts';
import type { Make } from '../../electron/simulator/virtual-camera.ts';
import { type MetBody, metBody } from '../rigs/met-body.ts';

/** The lens's motor of both makes, through stock libgphoto2. */
let met: MetBody | undefined;
afterEach(async () => {
  await met?.close();
  met = undefined;
});
async function meet(make: Make): Promise<MetBody> {
  met = await metBody(make);
  expect(met.body.identity.tools).toMatchObject({ focus: true, autofocus: true });
  return met;
}

/** `saysEnd`: whether the body tells when the lens comes to its stop. */
const bodies: { make: Make; saysEnd: boolean }[] = [
  { make: 'nikon', saysEnd: true },
  { make: 'canon', saysEnd: false },
];

describe.each(bodies)('the lens of the virtual $make', ({ make, saysEnd }) => {
  it('turns nearer and farther by steps of three sizes, in live view that starts by itself', async () => {
    const { body, state } = await meet(make);
    expect((await state()).liveView).toBe(false);
    const moved: number[] = [];
    for (const steps of [-1, -2, -3, 3, 2, 1]) {
      const { focus: before } = await state();
      expect(await turnFocus(body, steps)).toEqual({ end: false });
      const { focus: after, liveView } = await state();
      expect(liveView).toBe(true);
      moved.push(after.position - before.position);
    }
    const [n1 = 0, n2 = 0, n3 = 0, f3 = 0, f2 = 0, f1 = 0] = moved;
    expect([n1 < 0, n2 < n1, n3 < n2]).toEqual([true, true, true]);
    expect([f3, f2, f1]).toEqual([-n3, -n2, -n1]);
  });

  it(`comes to its stop${saysEnd ? ', and says so' : ''}`, async () => {
    const { body, state } = await meet(make);
    let end = false;
    let position = (await state()).focus.position;
    for (let turns = 0; turns < 100; turns++) {
      end = (await turnFocus(body, -3)).end;
      const now = (await state()).focus.position;
      if (now === position) break;
      position = now;
    }
    expect(position).toBe(0);
    expect(end).toBe(saysEnd);
    expect(await turnFocus(body, 1)).toEqual({ end: false });
  });

  it('is sharp after autofocus, with live view and without', async () => {
    const { body, state } = await meet(make);
    for (const inLiveView of [true, false]) {
      await turnFocus(body, 3);
      if (!inLiveView) await endLiveView(body);
      await autofocus(body);
      const { focus } = await state();
      expect(focus.position).toBe(focus.sharpAt);
    }
  });

  it('says when autofocus fails, and can be asked again', async () => {
    const { body, virtual, state } = await meet(make);
    await virtual.play({ name: 'af-failed', times: 1 });
    await expect(autofocus(body)).rejects.toMatchObject({ code: 'camera-focus-failed' });
    await autofocus(body);
    const { focus } = await state();
    expect(focus.position).toBe(focus.sharpAt);
  });
});
