import { describe, expect, it } from 'vitest';
import type { Make } from '../../electron/simulator/virtual-camera.ts';
import { coded, kindsOf, makes, shotMs, stageOf } from '../rigs/camera-stage.ts';
import { cameraUnderTest } from '../rigs/camera-under-test.ts';

/** What goes wrong between a body and a computer, through the real addon and stock libgphoto2. */

const sources = (shots: { files: { source: string }[] }[]): string[] =>
  shots.flatMap(({ files }) => files.map(({ source }) => source));

describe.each(makes)('the connection to a virtual %s', (make) => {
  it('breaks in a download: nothing is handed over, it is said once, and the shot is found, bit for bit', async () => {
    const { driver, virtual, port, gone, shoot, shots, offers, offered, had, made } = await stageOf(make);
    await shoot();
    await driver.settle(sources(shots), false);
    await virtual.play({ name: 'drop-in-download', afterBytes: 500 });
    const pending = await Promise.allSettled([driver.shoot(shotMs), driver.frame(), driver.apply({ iso: 100 })]);
    expect(pending).toEqual(pending.map(() => ({ status: 'rejected', reason: coded('camera-gone') })));
    await expect(driver.status()).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
    await driver.open(port);
    expect((await driver.reconcile(sources(shots))).sort()).toEqual(sources(shots).sort());
    await offers(1);
    expect(offered[0]).toMatchObject({ origin: 'found', shot: { complete: true } });
    expect(kindsOf(offered[0]?.shot ?? { files: [], complete: false, ms: 0 })).toEqual(['jpeg', 'raw']);
    expect(had()).toEqual(await made());
    expect((await shoot()).complete).toBe(true);
  });

  it('breaks between the two files of a picture in its memory: the one that came is offered, incomplete', async () => {
    const { driver, virtual, offered, gone, made, fetched } = await stageOf(make, {
      format: 'raw+jpeg',
      target: 'ram',
    });
    await virtual.play({ name: 'last-file-late', ms: 60_000 });
    const shot = expect(driver.shoot(20_000)).rejects.toEqual(coded('camera-gone'));
    await expect.poll(() => fetched.length, { timeout: 5000 }).toBe(1);
    await virtual.play({ name: 'unplug' });
    await shot;
    expect(gone).toHaveLength(1);
    expect(offered).toMatchObject([{ origin: 'found', shot: { complete: false } }]);
    expect(offered[0]?.shot.files).toHaveLength(1);
    expect(await made()).toContain(offered[0]?.shot.files[0]?.sha256);
  });

  it('breaks in live view: the frame fails, and live view works again', async () => {
    const { driver, virtual, port, gone } = await stageOf(make);
    await virtual.play({ name: 'drop-in-live-view', afterFrames: 2 });
    const watch = async (): Promise<never> => {
      for (;;) await driver.frame();
    };
    await expect(watch()).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
    await driver.open(port);
    expect((await driver.frame()).jpeg.byteLength).toBeGreaterThan(0);
  });

  it.each(['off', 'unplug'] as const)(
    '%s is noticed by a body that is asked for nothing, and it comes back',
    async (name) => {
      const { driver, virtual, port, gone, shoot, shots, offers, had, made } = await stageOf(make);
      await shoot();
      await virtual.play({ name });
      await expect.poll(() => gone.length, { timeout: 5000 }).toBe(1);
      await expect(driver.open(port)).rejects.toEqual(coded('camera-not-found'));
      await virtual.play({ name: 'on' });
      await driver.open(port);
      await driver.reconcile(sources(shots));
      await virtual.pressShutter();
      await offers(1);
      expect(had()).toEqual(await made());
    },
  );

  it('is not mistaken for a body without settings when it has gone', async () => {
    const { driver, virtual, gone } = await stageOf(make);
    await virtual.play({ name: 'off' });
    await expect(driver.status()).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
  });

  it('is given up after an answer that did not come in time, and nothing of it is used again', async () => {
    const { driver, virtual, port, gone, shoot } = await stageOf(make);
    await virtual.play({ name: 'stall', ms: 6000 });
    const status = driver.status();
    await expect.poll(() => driver.busyMs(), { timeout: 3000 }).toBeGreaterThan(500);
    await expect(status).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
    await driver.open(port);
    expect((await shoot()).complete).toBe(true);
  });

  it('is another program’s: that is said, and it works once the other has let go', async () => {
    const { driver, virtual, port, gone, shoot } = await stageOf(make);
    await virtual.play({ name: 'held-by-another' });
    await expect.poll(() => gone.length, { timeout: 5000 }).toBe(1);
    await expect(driver.open(port)).rejects.toEqual(coded('camera-claimed'));
    await virtual.play({ name: 'on' });
    await driver.open(port);
    expect((await shoot()).complete).toBe(true);
  });

  it('is slow: a shot comes whole, its progress is told, and the library does not count as stuck', async () => {
    const { driver, virtual, shoot, progress } = await stageOf(
      make,
      { format: 'jpeg', target: 'card' },
      { widthPx: 3000 },
    );
    const { files } = await shoot();
    const bytes = files[0]?.data.byteLength ?? 0;
    await virtual.play({ name: 'slow-link', bytesPerSecond: Math.round(bytes / 3) });
    let busiestMs = 0;
    const shot = shoot(20_000);
    while (progress.length < 4) {
      await new Promise((resolve) => setImmediate(resolve));
      busiestMs = Math.max(busiestMs, driver.busyMs());
    }
    expect((await shot).complete).toBe(true);
    expect(progress.every(({ of }) => of > 0)).toBe(true);
    expect(progress.map(({ bytes: come }) => come)).toEqual(
      [...progress.map(({ bytes: come }) => come)].sort((a, b) => a - b),
    );
    expect(busiestMs).toBeLessThan(2000);
  });
});

const dials: Record<Make, { property: string; value: number; setting: string }> = {
  nikon: { property: '5007', value: 1100, setting: 'aperture' },
  canon: { property: 'd101', value: 0x40, setting: 'aperture' },
};

describe.each(makes)('a virtual %s that will not', (make) => {
  it('show live view says so, and takes pictures all the same', async () => {
    const { driver, virtual, shoot } = await stageOf(make);
    await virtual.play({ name: 'live-view-prohibited' });
    await expect(driver.frame()).rejects.toEqual(coded('camera-live-view-refused'));
    expect((await shoot()).complete).toBe(true);
  });

  it('send a frame is asked for the next', async () => {
    const { driver, virtual } = await stageOf(make);
    const { sequence } = await driver.frame();
    await virtual.play({ name: 'empty-preview', times: 3 });
    const next = await driver.frame();
    expect([next.jpeg.byteLength > 0, next.sequence]).toEqual([true, sequence + 1]);
  });

  it('focus says so, and focuses the next time', async () => {
    const { driver, virtual, shoot, had, made } = await stageOf(make);
    await driver.apply({ focus: 'single' });
    await virtual.play({ name: 'af-failed', times: 1 });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-focus-failed'));
    expect((await shoot()).complete).toBe(true);
    expect(had()).toEqual(await made());
  });

  it('show live view for want of charge says so, and tells the charge', async () => {
    const { driver, virtual } = await stageOf(make);
    await virtual.play({ name: 'battery-low', percent: 1 });
    await expect(driver.frame()).rejects.toEqual(coded('camera-battery-low'));
    expect((await driver.status()).batteryPercent).toBeLessThanOrEqual(10);
  });

  it('keep its settings tells of the dial that was turned, and of none that we set', async () => {
    const { driver, virtual, turned } = await stageOf(make);
    await driver.apply({ aperture: 8, iso: 200 });
    const { property, value, setting } = dials[make];
    await virtual.play({ name: 'dial', property, value });
    await expect.poll(() => turned.flat(), { timeout: 5000 }).toEqual([setting]);
    await driver.apply({ aperture: 8, iso: 400 });
    await driver.frame();
    expect(turned.flat()).toEqual([setting]);
  });
});

describe('a body that corrects the host', () => {
  it('says which value stands', async () => {
    const { driver, virtual } = await stageOf('nikon');
    await driver.apply({ aperture: 11 });
    await virtual.play({ name: 'clamp', property: '5007', value: 560 });
    expect(await driver.apply({ aperture: 8 })).toMatchObject([{ outcome: 'clamped', asked: 8, got: 5.6 }]);
    await expect(driver.configure('f-number', 'f/8')).rejects.toMatchObject({
      code: 'camera-setting-refused',
      params: { setting: 'f-number', asked: 'f/8', got: 'f/5.6' },
    });
  });
});

describe('the shutter', () => {
  it('goes before frames that wait', async () => {
    const { driver } = await stageOf('nikon');
    await driver.frame();
    const order: string[] = [];
    const frames = Array.from({ length: 8 }, () => driver.frame().then(() => order.push('frame')));
    const shot = driver.shoot(shotMs).then(() => order.push('shot'));
    await Promise.all([...frames, shot]);
    expect(order.indexOf('shot')).toBeLessThanOrEqual(1);
  });
});

describe('a camera that is held by nobody', () => {
  it('is not found where nothing listens', async () => {
    const camera = await cameraUnderTest({ own: true });
    try {
      await camera.virtual?.play({ name: 'off' });
      await expect(camera.driver.open(camera.port)).rejects.toEqual(coded('camera-not-found'));
    } finally {
      await camera.close();
    }
  });
});
