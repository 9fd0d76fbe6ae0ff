import { describe, expect, it } from 'vitest';
import { announcedKind, pictureNumber } from '../../electron/devices/camera/picture-names.ts';
import { type ShotWindow, ShotWindows } from '../../electron/devices/camera/shot-windows.ts';
import { cardSource, memorySource, placeOf, SourceSet } from '../../electron/devices/camera/sources.ts';
import { turnedSettings } from '../../electron/devices/camera/turned.ts';

const card = '/store_00010001/DCIM/100D750';
const names = (shot: ShotWindow): string[] => shot.files.map(({ name }) => name);

/** What became of files that were announced one after the other; `ours` waits for a release of our own. */
function grouped(folder: string, announced: string[], expected: number | undefined, ours = false): string[][] {
  const windows = new ShotWindows();
  windows.expected = expected;
  const own = ours ? [windows.await(0)] : [];
  for (const [at, name] of announced.entries()) windows.add({ folder, name }, at);
  return [...own, ...windows.others].map(names);
}

describe('files are grouped into shots', () => {
  it.each<[string, string, string[], number | undefined, string[][]]>([
    [
      'pairs on a card',
      card,
      ['A1.NEF', 'A1.JPG', 'A2.NEF', 'A2.JPG'],
      2,
      [
        ['A1.NEF', 'A1.JPG'],
        ['A2.NEF', 'A2.JPG'],
      ],
    ],
    [
      'mixed on a card',
      card,
      ['A1.NEF', 'A2.NEF', 'A2.JPG', 'A1.JPG'],
      2,
      [
        ['A1.NEF', 'A1.JPG'],
        ['A2.NEF', 'A2.JPG'],
      ],
    ],
    [
      'mixed in memory',
      '/',
      ['c0.nef', 'c1.nef', 'c2.jpg', 'c3.jpg'],
      2,
      [
        ['c0.nef', 'c2.jpg'],
        ['c1.nef', 'c3.jpg'],
      ],
    ],
    [
      'one by one in memory',
      '/',
      ['c0.jpg', 'c1.nef', 'c2.jpg', 'c3.nef'],
      2,
      [
        ['c0.jpg', 'c1.nef'],
        ['c2.jpg', 'c3.nef'],
      ],
    ],
    ['single ones in memory', '/', ['c0.jpg', 'c1.nef'], 1, [['c0.jpg'], ['c1.nef']]],
    ['where the body does not say', '/', ['c0.cr2', 'c1.jpg', 'c2.cr2'], undefined, [['c0.cr2', 'c1.jpg'], ['c2.cr2']]],
  ])('%s', (_, folder, announced, expected, shots) => {
    expect(grouped(folder, announced, expected)).toEqual(shots);
    expect(grouped(folder, announced, expected, true)).toEqual(shots);
  });

  it('and a copy on a second card is of the same shot', () => {
    const windows = new ShotWindows();
    for (const folder of [card, '/store_00020001/DCIM/100D750']) windows.add({ folder, name: 'A1.JPG' }, 0);
    expect(windows.others).toHaveLength(1);
  });

  it('and files of a shot at the body that was under way are not ours', () => {
    const windows = new ShotWindows();
    windows.expected = 2;
    windows.add({ folder: card, name: 'A1.NEF' }, 0);
    const own = windows.await(1);
    for (const name of ['A1.JPG', 'A2.NEF', 'A2.JPG', 'A3.NEF']) windows.add({ folder: card, name }, 2);
    expect([names(own), ...windows.others.map(names)]).toEqual([
      ['A2.NEF', 'A2.JPG'],
      ['A1.NEF', 'A1.JPG'],
      ['A3.NEF'],
    ]);
  });

  it('and one that is complete has all its files, and then silence', () => {
    const windows = new ShotWindows();
    windows.expected = 2;
    const own = windows.await(0);
    windows.add({ folder: card, name: 'A1.NEF' }, 10);
    expect(windows.isComplete(own, 1000, 30)).toBe(false);
    windows.add({ folder: card, name: 'A1.JPG' }, 20);
    expect([windows.isComplete(own, 60, 30), windows.isComplete(own, 170, 30)]).toEqual([false, true]);
    windows.sayComplete();
    expect([windows.isComplete(own, 49, 30), windows.isComplete(own, 50, 30)]).toEqual([false, true]);
  });

  it('and what comes late opens a shot of its own', () => {
    const windows = new ShotWindows();
    const own = windows.await(0);
    windows.add({ folder: card, name: 'A1.NEF' }, 0);
    windows.close(own);
    windows.add({ folder: card, name: 'A1.JPG' }, 9);
    expect(windows.others.map(names)).toEqual([['A1.JPG']]);
  });
});

describe('a source', () => {
  const at = { folder: card, name: 'DSC_0001.NEF' };
  const taken = 1_780_000_000;

  it('says where a file lies, and nothing of pictures in memory', () => {
    const odd = { folder: '/a|b', name: 'c|1.JPG' };
    expect(placeOf(cardSource(odd, { bytes: 5, mtime: 7 }))).toEqual({ ...odd, bytes: 5, mtime: 7 });
    expect(placeOf(memorySource('ab'.repeat(32)))).toBeUndefined();
  });

  it.each<[string, { bytes: number; mtime: number }, boolean]>([
    ['the same', { bytes: 10, mtime: taken }, true],
    ['told in another time zone', { bytes: 10, mtime: taken + 2 * 3600 }, true],
    ['of another size', { bytes: 11, mtime: taken }, false],
    ['taken a second later', { bytes: 10, mtime: taken + 1 }, false],
    ['taken on another day', { bytes: 10, mtime: taken + 30 * 3600 }, false],
    ['without a time', { bytes: 10, mtime: 0 }, true],
  ])('is found again for a file that is %s', (_, facts, same) => {
    const known = new SourceSet();
    known.add(cardSource(at, { bytes: 10, mtime: taken }));
    expect(known.find(cardSource(at, facts)) !== undefined).toBe(same);
  });
});

it('a film is no picture, and a name without a number counts nothing', () => {
  expect(['A.NEF', 'A.jpeg', 'A.CR3', 'A.HIF', 'A.MOV', 'A.CTG'].map(announcedKind)).toEqual([
    'raw',
    'jpeg',
    'raw',
    'other',
    undefined,
    undefined,
  ]);
  expect([pictureNumber('DSC_0012.NEF'), pictureNumber('IMG.JPG')]).toEqual([12, undefined]);
});

it('a dial is told by its setting, once; a flood is no hand', () => {
  expect(turnedSettings('canon', ['d101', 'd1b0', 'd103'])).toEqual(['aperture', 'iso']);
  expect(turnedSettings('nikon', ['500d', 'd100'])).toEqual(['shutterS']);
  expect(turnedSettings('canon', ['d101', 'd102', 'd103', 'd104', 'd105', 'd106', 'd107', 'd108'])).toEqual([]);
});
