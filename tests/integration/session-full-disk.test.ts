import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { neededFor, reserveBytes } from '../../electron/contract/disk.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { workplace } from '../rigs/cli.ts';
import { byShot, type SessionRoom, sessionRoom, somebody, storedIn } from '../rigs/session-room.ts';
import { mayMount, type SmallDisk, smallDisk } from '../rigs/small-disk.ts';

const within = { timeout: 30_000 };

/** A studio whose vault has a real disk to itself, room for nine views on it. */
async function onSmallDisk(): Promise<{ room: SessionRoom; disk: SmallDisk; station: Assembly }> {
  const place = await workplace();
  onTestFinished(() => place.remove());
  const disk = await smallDisk(join(place.folder, 'disk'), 2 * neededFor(9));
  onTestFinished(() => disk.remove());
  const room = await sessionRoom({ model: 'nikon' });
  onTestFinished(() => room.close());
  const station = await room.open({ vaultDir: join(place.folder, 'disk', 'vault') });
  return { room, disk, station };
}
const open = ({ studio }: Assembly) => studio.openSession({ patient: somebody, protocol: 'gaze-9' });

/* Only where file systems may be mounted: what a disk that is really full does, from the first byte to the last. */
describe.runIf(mayMount())('a disk that fills up', () => {
  it('takes no session that may not fit, and no shot into the reserve; the button’s picture may use that', async () => {
    const { room, disk, station } = await onSmallDisk();
    const { studio } = station;
    await disk.leave(neededFor(9) - 1_000_000);
    await expect(open(station)).rejects.toMatchObject({ code: 'disk-full' });
    expect(studio.snapshot().disk.state).not.toBe('ok');
    await disk.leave(neededFor(9) + 1_000_000);
    await open(station);
    await studio.runner.take();
    await disk.leave(reserveBytes - 1_000_000);
    await expect(studio.runner.take()).rejects.toMatchObject({ code: 'disk-full' });
    expect(studio.snapshot()).toMatchObject({ disk: { state: 'full' }, session: { problem: { code: 'disk-full' } } });
    expect(await room.produced()).toHaveLength(1);
    await room.press();
    await expect.poll(() => [studio.runner.state.shots.length, studio.runner.phase], within).toEqual([2, 'review']);
    // What was begun is ended in the reserve: decided, skipped and closed, with its delivery.
    await studio.runner.accept();
    while (studio.runner.phase !== 'complete') await studio.runner.skip('no room');
    await studio.closeSession();
    expect(await station.outbox.wait(20)).toBe(true);
    expect(station.outbox.jobs()).toMatchObject([{ state: 'confirmed' }]);
    expect(storedIn(station)).toEqual(byShot(await room.produced()));
    expect((await station.vault.check()).damaged).toEqual([]);
  });

  it('in the middle of a shot refuses it in words and loses it not: it is fetched from the camera once there is room', async () => {
    const { room, disk, station } = await onSmallDisk();
    const { studio } = station;
    await open(station);
    await studio.runner.take();
    await room.fault({ name: 'slow-link', bytesPerSecond: 20_000 });
    const shot = studio.runner.take();
    const refused = expect(shot).rejects.toMatchObject({ code: 'vault-full' });
    await expect.poll(() => studio.runner.phase, within).toBe('exposing');
    await disk.leave(20_000);
    await refused;
    expect(studio.runner.problem).toMatchObject({ code: 'vault-full' });
    await room.fault({ name: 'none' });
    const produced = byShot(await room.produced());
    expect(produced).toHaveLength(2);
    expect(storedIn(station).flat()).toEqual(produced[0]);

    await disk.leave(neededFor(9));
    await studio.cameraInUse.reconnect();
    await expect.poll(() => storedIn(station), within).toEqual(produced);
    expect((await station.vault.check()).damaged).toEqual([]);
  });

  it('under a picture of the button keeps it on the camera and takes it in by itself once there is room', async () => {
    const { room, disk, station } = await onSmallDisk();
    const { studio } = station;
    await open(station);
    await studio.runner.take();
    await disk.leave(4096);
    await room.press();
    await expect.poll(() => studio.runner.problem?.code, within).toBe('vault-full');
    const produced = byShot(await room.produced());
    expect(storedIn(station).flat()).toEqual(produced[0]);
    await disk.leave(neededFor(9));
    await expect.poll(() => storedIn(station).filter((files) => files.length > 0), within).toEqual(produced);
    expect((await station.vault.check()).damaged).toEqual([]);
    expect((await station.vault.audit.verify()).intact).toBe(true);
  });
});
