import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';
import { newUid } from '../../electron/base/uid.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import { openFolder } from '../../electron/stores/folder.ts';
import { openStore } from '../../electron/stores/registry.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { makeJpeg, makeSeries, photographFacts, withParity } from '../rigs/photographs.ts';

const calm = new AbortController().signal;
let folder: string;
let store: Store;
const pathOf = (object: DicomObject) =>
  join(folder, 'archive', object.studyUid, object.seriesUid, `${object.sopInstanceUid}.dcm`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-folder-'));
  store = openStore({ kind: 'folder', path: join(folder, 'archive') }, { testStore: false });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function one(changes: Parameters<typeof photographFacts>[1] = {}): Promise<DicomObject> {
  const picture = withParity(await makeJpeg(1), 'odd');
  return photograph(photographFacts(picture, changes), picture);
}

describe('the folder store', () => {
  it('is made when it is asked for', async () => {
    await store.check(calm);
    expect((await stat(join(folder, 'archive'))).isDirectory()).toBe(true);
    expect(store).toMatchObject({ kind: 'folder', hospital: false, address: `folder:${join(folder, 'archive')}` });
  });

  it('keeps one file per picture in one folder per study and series, and proves it', async () => {
    const objects = await makeSeries(3);
    for (const object of objects) {
      await expect(store.confirm(object, calm)).rejects.toMatchObject({ code: 'store-incomplete' });
      expect(await store.send(object, calm)).toBe('stored');
      expect(await store.confirm(object, calm)).toMatchObject({ how: 'read-back' });
      expect((await readFile(pathOf(object))).equals(Buffer.concat(object.chunks))).toBe(true);
    }
    const { studyUid, seriesUid } = objects[0] as DicomObject;
    const names = await readdir(join(folder, 'archive', studyUid, seriesUid));
    expect(names.sort()).toEqual(objects.map(({ sopInstanceUid }) => `${sopInstanceUid}.dcm`).sort());
    for (const study of [studyUid, undefined]) {
      const found = await store.retrieveSeries(study, seriesUid, calm);
      expect(new Map(found.map((picture) => [picture.sopInstanceUid, picture.sha256]))).toEqual(
        new Map(objects.map(({ sopInstanceUid, sha256 }) => [sopInstanceUid, sha256])),
      );
    }
  });

  it('takes simulated pictures: it is no hospital’s store', async () => {
    expect(await store.send(await one({ simulated: true }), calm)).toBe('stored');
  });

  it('leaves a file alone that is there already', async () => {
    const object = await one();
    await store.send(object, calm);
    const before = await stat(pathOf(object));
    expect(await store.send(object, calm)).toBe('stored');
    expect((await stat(pathOf(object))).ino).toBe(before.ino);
  });

  it('refuses another picture under a UID that it has', async () => {
    const object = await one();
    await store.send(object, calm);
    const picture = await makeJpeg(2);
    const { studyUid, seriesUid, sopInstanceUid } = object;
    const changed = photograph(photographFacts(picture, { studyUid, seriesUid, sopInstanceUid }), picture);
    await expect(store.send(changed, calm)).rejects.toMatchObject({ code: 'store-different' });
    await expect(store.confirm(changed, calm)).rejects.toMatchObject({ code: 'store-different' });
    expect(await store.confirm(object, calm)).toMatchObject({ how: 'read-back' });
  });

  it.each<[string, (path: string, file: Buffer) => Promise<void>]>([
    ['cut short', (path, file) => truncate(path, file.length - 200)],
    ['empty', (path) => truncate(path, 0)],
    ['one bit of the picture turned', (path, file) => writeFile(path, turned(file, file.length - 5000))],
    ['something else', (path) => writeFile(path, 'no DICOM')],
  ])('notices a file that was damaged: %s', async (_, damage) => {
    const object = await one();
    await store.send(object, calm);
    await damage(pathOf(object), await readFile(pathOf(object)));
    await expect(store.confirm(object, calm)).rejects.toMatchObject({ code: 'store-different' });
    const [found] = await store.retrieveSeries(undefined, object.seriesUid, calm);
    expect(found?.sha256).not.toBe(object.sha256);
  });

  it('does not take a picture of another study or series for ours', async () => {
    const object = await one();
    const foreign = await one({ ...object, sha256: object.sha256, studyUid: newUid() });
    await mkdir(join(folder, 'archive', object.studyUid, object.seriesUid), { recursive: true });
    await writeFile(pathOf(object), Buffer.concat(foreign.chunks));
    await expect(store.confirm(object, calm)).rejects.toMatchObject({ code: 'store-different' });
  });

  it('has nothing of a series that it does not know, whatever else lies around', async () => {
    await expect(store.retrieveSeries(undefined, newUid(), calm)).resolves.toEqual([]);
    await store.send(await one(), calm);
    await writeFile(join(folder, 'archive', 'notes.txt'), 'x');
    await expect(store.retrieveSeries(undefined, newUid(), calm)).resolves.toEqual([]);
  });

  it('leaves nothing behind when it is told to stop', async () => {
    const object = await one();
    await expect(store.send(object, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    const stop = new AbortController();
    const stopping: DicomObject = {
      ...object,
      get chunks() {
        stop.abort();
        return object.chunks;
      },
    };
    await expect(store.send(stopping, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(join(folder, 'archive', object.studyUid, object.seriesUid))).toEqual([]);
  });

  it('cannot be led out of its folder', async () => {
    const object = { ...(await one()), sopInstanceUid: '../../../x' };
    await expect(store.send(object, calm)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(store.retrieveSeries('..', '1.2', calm)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('has every new folder’s name on the disk before a picture counts as stored', async () => {
    const synced: string[] = [];
    const noting: FileSystem = {
      ...nodeFileSystem,
      async syncFolder(path) {
        synced.push(path);
        await nodeFileSystem.syncFolder(path);
      },
    };
    const object = await one();
    const fresh = join(folder, 'new', 'archive');
    await openFolder(fresh, noting).send(object, calm);
    const study = join(fresh, object.studyUid);
    for (const path of [folder, join(folder, 'new'), fresh, study, join(study, object.seriesUid)])
      expect(synced).toContain(path);
  });

  it('says so where a file stands in its way', async () => {
    await writeFile(join(folder, 'archive'), 'x');
    await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-unreachable' });
    await expect(store.send(await one(), calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('says so where nobody may write', async () => {
    const forbidden = openFolder('/sys/incidence');
    await expect(forbidden.check(calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
    await expect(forbidden.send(await one(), calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
  });

  it('says so when the disk is full, and leaves no part of a picture', async () => {
    const full: FileSystem = {
      ...nodeFileSystem,
      async open(path, how) {
        const file = await nodeFileSystem.open(path, how);
        return how === 'create'
          ? { ...file, write: () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })) }
          : file;
      },
    };
    const object = await one();
    const store = openFolder(join(folder, 'archive'), full);
    await expect(store.send(object, calm)).rejects.toMatchObject({ code: 'store-full' });
    expect(await readdir(join(folder, 'archive', object.studyUid, object.seriesUid))).toEqual([]);
  });
});

function turned(file: Buffer, at: number): Buffer {
  const copy = Buffer.from(file);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
