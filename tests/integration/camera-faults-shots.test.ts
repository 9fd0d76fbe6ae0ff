import { describe, expect, it } from 'vitest';
import { coded, kindsOf, makes, shotMs, stageOf, stemsOf } from '../rigs/camera-stage.ts';

/** One shot is one shot, whatever the body does with its events; and nothing that a body made is lost. */

const pair = ['jpeg', 'raw'];

describe.each(makes)('a virtual %s', (make) => {
  describe.each(['card', 'ram'] as const)('with pictures to the %s', (target) => {
    it.each([
      { name: 'events-at-once' },
      { name: 'events-one-by-one' },
      { name: 'last-file-late', ms: 700 },
      { name: 'duplicate-events' },
      { name: 'duplicate-events', pushed: true },
    ] as const)('makes pairs of $name', async (fault) => {
      const { virtual, shoot, had, made, offered } = await stageOf(make, { format: 'raw+jpeg', target });
      await virtual.play(fault);
      for (const shot of [await shoot(), await shoot()]) {
        expect([shot.complete, kindsOf(shot)]).toEqual([true, pair]);
      }
      expect(had()).toEqual(await made());
      expect(offered).toEqual([]);
    });

    it('keeps apart two shots that are both there before the first is asked for', async () => {
      const { virtual, shoot, offers, had, made, offered } = await stageOf(make, { format: 'raw+jpeg', target });
      await virtual.play({ name: 'second-shot' });
      const ours = await shoot();
      expect([ours.complete, kindsOf(ours)]).toEqual([true, pair]);
      await offers(1);
      expect(offered[0]).toMatchObject({ origin: 'body', shot: { complete: true } });
      expect(kindsOf(offered[0]?.shot ?? ours)).toEqual(pair);
      expect(had()).toEqual(await made());
    });
  });

  it('offers what is taken at the body, at rest and while live view runs, and settles it for good', async () => {
    const { driver, virtual, port, offers, offered, had, made } = await stageOf(make);
    await virtual.pressShutter();
    await offers(1);
    const live = { on: true };
    const frames = (async () => {
      while (live.on) await driver.frame();
    })();
    await virtual.pressShutter();
    await offers(2);
    live.on = false;
    await frames;
    for (const { origin, shot } of offered) {
      expect([origin, shot.complete, kindsOf(shot), stemsOf(shot).length]).toEqual(['body', true, pair, 1]);
    }
    expect(had()).toEqual(await made());

    const [first, second] = offered.map(({ shot }) => shot.files.map(({ source }) => source));
    await driver.settle(first ?? [], false);
    await driver.open(port);
    expect(new Set(await driver.reconcile(first ?? []))).toEqual(new Set(first));
    await offers(3);
    expect(offered[2]).toMatchObject({ origin: 'found', shot: { complete: true } });
    expect(offered[2]?.shot.files.map(({ source }) => source).sort()).toEqual([...(second ?? [])].sort());
  });

  it('hands over a shot from the keyboard right after one at the body, each with its own files', async () => {
    const { virtual, shoot, offers, offered, had, made } = await stageOf(make);
    await virtual.pressShutter();
    const ours = await shoot();
    await offers(1);
    expect([ours.complete, kindsOf(ours)]).toEqual([true, pair]);
    expect(offered.map(({ shot }) => [shot.complete, kindsOf(shot)])).toEqual([[true, pair]]);
    expect(had()).toEqual(await made());
  });

  it('loses nothing while keyboard and body are used at once, with live view on', async () => {
    const { driver, virtual, shoot, had, made } = await stageOf(make);
    const busy = { on: true };
    const untilOver = async (work: () => Promise<unknown>): Promise<void> => {
      while (busy.on) await work();
    };
    const live = untilOver(() => driver.frame().catch(() => undefined));
    const hand = untilOver(async () => {
      await virtual.pressShutter();
      // Faster than a finger: so that on a Canon, whose release drops what it has not told yet, announcements are lost.
      await new Promise((resolve) => setTimeout(resolve, 15));
    });
    for (let number = 1; number <= 5; number++) await shoot().catch(() => undefined);
    busy.on = false;
    await Promise.all([live, hand]);
    const all = await made();
    await expect.poll(had, { timeout: 40_000, interval: 200 }).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
  }, 60_000);

  it('deletes on the card only what is settled and discarded', async () => {
    const { driver, shoot, port, offers, offered } = await stageOf(make);
    const [kept, discarded, open] = [await shoot(), await shoot(), await shoot()];
    const sources = (shot = kept): string[] => shot.files.map(({ source }) => source).sort();
    await driver.settle(sources(kept), false);
    await driver.settle(sources(discarded), true);
    await driver.open(port);
    const known = [...sources(kept), ...sources(discarded)];
    expect((await driver.reconcile(known)).sort()).toEqual(sources(kept));
    await offers(1);
    expect(offered[0]?.shot.files.map(({ source }) => source).sort()).toEqual(sources(open));
  });

  it('is settled whole when it was never met', async () => {
    const { driver, shoot, port, offered } = await stageOf(make);
    const shot = await shoot();
    await driver.open(port);
    expect((await driver.reconcile(null)).sort()).toEqual(shot.files.map(({ source }) => source).sort());
    await driver.frame();
    expect(offered).toEqual([]);
  });

  it('takes more pictures into its memory than it holds, as they are fetched and settled', async () => {
    const { driver, shoot, had, made } = await stageOf(make, { format: 'jpeg', target: 'ram' });
    for (let number = 1; number <= 15; number++) {
      const { files } = await shoot();
      await driver.settle(
        files.map(({ source }) => source),
        false,
      );
    }
    expect(had()).toEqual(await made());
    expect(new Set(had()).size).toBe(15);
  });

  it('refuses for want of memory, and goes on when there is some', async () => {
    const { virtual, driver, shoot } = await stageOf(make, { format: 'jpeg', target: 'ram' });
    await virtual.play({ name: 'ram-full' });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-card-full'));
    await virtual.play({ name: 'none' });
    expect((await shoot()).complete).toBe(true);
  });

  it('refuses with a full card or without one, loses nothing, and goes on', async () => {
    const { virtual, driver, shoot, had, made } = await stageOf(make);
    await shoot();
    await virtual.play({ name: 'card-full' });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-card-full'));
    await virtual.play({ name: 'none' });
    await virtual.play({ name: 'card-missing' });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-no-card'));
    await virtual.play({ name: 'none' });
    await shoot();
    expect(had()).toEqual(await made());
  });

  it('counts from 9999 to 0001: two pictures', async () => {
    const { virtual, shoot, had, made } = await stageOf(make, { format: 'jpeg', target: 'card' });
    await virtual.play({ name: 'number-wrap' });
    const shots = [await shoot(), await shoot()];
    expect(shots.map((shot) => stemsOf(shot)[0]?.slice(-4))).toEqual(['9999', '0001']);
    expect(had()).toEqual(await made());
    expect(new Set(had()).size).toBe(2);
  });

  it('is waited for while it is busy, and no longer than three seconds', async () => {
    const { virtual, driver, shoot } = await stageOf(make);
    await virtual.play({ name: 'busy', ms: 800 });
    expect((await shoot()).complete).toBe(true);
    await virtual.play({ name: 'busy', ms: 20_000 });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-busy'));
  });
});
