import { mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { preferences } from '../../electron/contract/preferences.ts';
import { watchDisk } from '../../electron/host/disk-watch.ts';
import { openPreferences } from '../../electron/host/preferences.ts';
import { stationIn } from '../rigs/session-room.ts';
import { mayMount, smallDisk } from '../rigs/small-disk.ts';

/* What a station keeps beside its vault, on real disks. */
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-station-'));
  file = join(folder, 'config', 'preferences.json');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

describe('preferences', () => {
  const anna = preferences.parse({ language: 'fr', theme: 'light', selfTimerS: 2 });

  it('are each operator’s own, and outlive the program', async () => {
    const first = await openPreferences(file, silentLog);
    expect(first.of('anna')).toEqual(preferences.parse({}));
    await Promise.all([first.set('anna', anna), first.set('paul', preferences.parse({ theme: 'system' }))]);
    const next = await openPreferences(file, silentLog);
    expect([next.of('anna'), next.of('paul').theme, next.of('eva').theme]).toEqual([anna, 'system', 'dark']);
  });

  it('of an earlier version read with what is new as it is by itself', async () => {
    await mkdir(join(folder, 'config'));
    await writeFile(file, JSON.stringify({ operators: { anna: { theme: 'light' } } }));
    expect((await openPreferences(file, silentLog)).of('anna')).toEqual(preferences.parse({ theme: 'light' }));
  });

  it('that cannot be kept stay as they were', async () => {
    const kept = await openPreferences(file, silentLog);
    await writeFile(join(folder, 'config'), 'no folder');
    await expect(kept.set('anna', anna)).rejects.toMatchObject({ code: 'file-unwritable', params: { file } });
    expect(kept.of('anna').theme).toBe('dark');
  });

  it('are the operator’s at work, through the studio', async () => {
    const place = { folder: join(folder, 'config'), vault: join(folder, 'vault') };
    const first = await stationIn(place, { camera: 'none', operator: 'anna' });
    await first.studio.setPreferences(anna);
    await first.close();
    const next = await stationIn(place, { camera: 'none', operator: 'anna' });
    onTestFinished(() => next.close());
    expect(next.studio.snapshot().preferences).toEqual(anna);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ operators: { anna } });
  });

  it.each(['{', '{"operators":{"anna":{"theme":"pink"}}}', '{"operator":{}}'])(
    'whose file is broken are set aside, and the studio starts and says so: %s',
    async (text) => {
      await mkdir(join(folder, 'config'));
      await writeFile(file, text);
      const place = { folder: join(folder, 'config'), vault: join(folder, 'vault') };
      const first = await stationIn(place, { camera: 'none', operator: 'anna' });
      const { station, preferences: shown } = first.studio.snapshot();
      expect([station.setAside, shown]).toEqual(['preferences.json.broken', preferences.parse({})]);
      expect(await readFile(`${file}.broken`, 'utf8')).toBe(text);
      await first.studio.setPreferences(anna);
      await first.close();
      const next = await stationIn(place, { camera: 'none', operator: 'anna' });
      onTestFinished(() => next.close());
      const { station: later, preferences: kept } = next.studio.snapshot();
      expect([later.setAside, kept]).toEqual([undefined, anna]);
    },
  );
});

describe('the room on a real disk', () => {
  it('is what the file system says', async () => {
    const watch = await watchDisk({ folder, fewestViews: 9, clock: systemClock, unexpected: silentLog.unexpected });
    onTestFinished(() => watch.close());
    const { bavail, bsize } = await statfs(folder);
    expect(Math.abs(watch.state.freeBytes - bavail * bsize)).toBeLessThan(5e9);
  });

  it.runIf(mayMount())('of a small tmpfs, where one may be mounted, is full, and the studio says so', async () => {
    const vault = join(folder, 'small');
    const disk = await smallDisk(vault, 64 * 1024 * 1024);
    onTestFinished(() => disk.remove());
    const station = await stationIn({ folder, vault }, { camera: 'none' });
    onTestFinished(() => station.close());
    const { state, freeBytes } = station.studio.snapshot().disk;
    expect(state).toBe('full');
    expect(freeBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
  });
});
