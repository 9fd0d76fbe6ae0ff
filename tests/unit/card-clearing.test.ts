import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { clearCard } from '../../electron/devices/camera/card-clearing.ts';
import { cardSource, joinedSource, memorySource } from '../../electron/devices/camera/sources.ts';
import { fakeBody } from '../rigs/fake-body.ts';
import { gphotoFault, tinyJpeg } from '../rigs/fake-native-camera.ts';

const folder = '/store_00010001/DCIM/100ND750';
const second = '/store_00020001/DCIM/100ND750';
const at = 1_795_338_000;
const quarterHour = 900;

type OnCard = { data: Uint8Array; mtime: number; bytes?: number };

/** A card with these files; `gone` are the ones that were deleted, in order. */
async function card(files: Record<string, OnCard>) {
  const { body, native } = await fakeBody();
  const gone: string[] = [];
  for (const [path, file] of Object.entries(files)) native.files.set(path, file);
  native.fileInfo = async (inFolder, name) => {
    const { data, mtime, bytes = data.byteLength } = files[`${inFolder}/${name}`] as OnCard;
    return { bytes, mime: 'image/jpeg', mtime };
  };
  native.deleteFile = async (inFolder, name) => {
    native.files.delete(`${inFolder}/${name}`);
    gone.push(`${inFolder}/${name}`);
  };
  const clear = (copies: Parameters<typeof clearCard>[1], mayGoOn = (): boolean => true) => {
    return clearCard((_, work) => work(body), copies, mayGoOn);
  };
  return { native, gone, clear };
}

const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const sourceOf = (path: string, mtime = at, bytes = tinyJpeg(1).byteLength): string =>
  cardSource({ folder: path, name: 'DSC_0001.JPG' }, { bytes, mtime });
const copy = { source: sourceOf(folder), sha256: hashOf(tinyJpeg(1)) };
const path = `${folder}/DSC_0001.JPG`;

it('deletes what has the name, size and time, without reading it, and finds it absent the next time', async () => {
  const { native, gone, clear } = await card({
    [path]: { data: tinyJpeg(1), mtime: at },
    [`${folder}/DSC_0002.JPG`]: { data: tinyJpeg(2), mtime: at },
  });
  expect(await clear([copy])).toEqual([{ source: copy.source, fate: 'deleted' }]);
  expect([gone, native.calls]).toEqual([[path], []]);
  expect(await clear([copy])).toEqual([{ source: copy.source, fate: 'absent' }]);
  expect(gone).toHaveLength(1);
});

it.each<[string, OnCard, string, number]>([
  ['of another size is not it', { data: Uint8Array.of(...tinyJpeg(1), 0), mtime: at }, 'absent', 0],
  ['of another time and the same contents is it', { data: tinyJpeg(1), mtime: at + 4 * quarterHour }, 'deleted', 1],
  ['of another time and other contents is not it', { data: tinyJpeg(2), mtime: at + 4 * quarterHour }, 'other', 1],
  ['of unknown time and other contents is not it', { data: tinyJpeg(2), mtime: 0 }, 'other', 1],
  ['of unknown size and other contents is not it', { data: tinyJpeg(2), mtime: at, bytes: 0 }, 'other', 1],
])('a file under the name %s', async (_, file, fate, reads) => {
  const { native, gone, clear } = await card({ [path]: file });
  expect(await clear([copy])).toEqual([{ source: copy.source, fate }]);
  expect(native.calls.filter((call) => call.startsWith('download'))).toHaveLength(reads);
  expect(gone).toHaveLength(fate === 'deleted' ? 1 : 0);
});

it('leaves what cannot be read, and says what the body would not delete', async () => {
  const { native, gone, clear } = await card({ [path]: { data: tinyJpeg(1), mtime: at } });
  native.deleteFile = async () => {
    throw gphotoFault(-1, 'PTP Object Write Protected');
  };
  expect(await clear([copy])).toEqual([{ source: copy.source, fate: 'refused' }]);
  native.on.download = () => {
    throw gphotoFault(-1, 'PTP Access Denied');
  };
  const earlier = { ...copy, source: sourceOf(folder, at - 60) };
  expect(await clear([earlier])).toEqual([{ source: earlier.source, fate: 'other' }]);
  expect(gone).toEqual([]);
});

it('deletes on both cards; with one of them out it is not done', async () => {
  const both = { ...copy, source: joinedSource([sourceOf(folder), sourceOf(second)]) };
  const two = await card({
    [path]: { data: tinyJpeg(1), mtime: at },
    [`${second}/DSC_0001.JPG`]: { data: tinyJpeg(1), mtime: at },
  });
  expect(await two.clear([both])).toEqual([{ source: both.source, fate: 'deleted' }]);
  expect(two.gone).toHaveLength(2);
  const one = await card({ [path]: { data: tinyJpeg(1), mtime: at } });
  expect(await one.clear([both])).toEqual([{ source: both.source, fate: 'absent' }]);
  expect(one.gone).toEqual([path]);
});

it('ends where somebody photographs: what it did not come to is not answered', async () => {
  const next = {
    source: cardSource({ folder, name: 'DSC_0002.JPG' }, { bytes: 7, mtime: at }),
    sha256: 'b'.repeat(64),
  };
  const { gone, clear } = await card({
    [path]: { data: tinyJpeg(1), mtime: at },
    [`${folder}/DSC_0002.JPG`]: { data: tinyJpeg(2), mtime: at },
  });
  const inMemory = { source: memorySource(copy.sha256), sha256: copy.sha256 };
  expect(await clear([inMemory, copy, next], () => gone.length === 0)).toEqual([
    { source: inMemory.source, fate: 'deleted' },
    { source: copy.source, fate: 'deleted' },
  ]);
  expect(gone).toEqual([path]);
});

it('ends with the connection', async () => {
  const { native, clear } = await card({ [path]: { data: tinyJpeg(1), mtime: at } });
  native.deleteFile = async () => {
    throw gphotoFault(-7, 'I/O');
  };
  await expect(clear([copy])).rejects.toMatchObject({ gphotoCode: -7 });
});
