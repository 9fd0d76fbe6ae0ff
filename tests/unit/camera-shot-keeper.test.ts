import { describe, expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import type { OfferedShot, ShotFile } from '../../electron/contract/devices.ts';
import { PriorityLane } from '../../electron/devices/camera/priority-lane.ts';
import { reconcile } from '../../electron/devices/camera/reconciliation.ts';
import { unexplainedMs } from '../../electron/devices/camera/releasing.ts';
import { takeShot } from '../../electron/devices/camera/shot.ts';
import { fetchFile } from '../../electron/devices/camera/shot-files.ts';
import { ShotKeeper, type Turn } from '../../electron/devices/camera/shot-keeper.ts';
import { Unsettled } from '../../electron/devices/camera/unsettled.ts';
import { type FakeBody, fakeBody } from '../rigs/fake-body.ts';
import { gphotoFault, tinyJpeg, tinyRaw } from '../rigs/fake-native-camera.ts';

const folder = '/store_00010001/DCIM/100ND750';
const second = '/store_00020001/DCIM/100ND750';
const added = (name: string, at = folder) => ({ type: 'file-added', folder: at, name }) as const;
const done = { type: 'capture-complete' } as const;

const tree: Readonly<Record<string, string[]>> = {
  '/': ['store_00010001', 'store_00020001'],
  '/store_00010001': ['DCIM'],
  '/store_00020001': ['DCIM'],
  '/store_00010001/DCIM': ['100ND750'],
  '/store_00020001/DCIM': ['100ND750'],
};

type Kept = FakeBody & {
  keeper: ShotKeeper;
  keeperClock: FakeClock;
  turn: Turn;
  offered: OfferedShot[];
  doubts: () => number;
};

async function kept(): Promise<Kept> {
  const fake = await fakeBody();
  const keeperClock = fakeClock();
  const offered: OfferedShot[] = [];
  let doubts = 0;
  const turn: Turn = (_, work) => work(fake.body);
  const keeper = new ShotKeeper({
    ...{ turn, fetch: fetchFile, clock: keeperClock },
    onOffered: (one) => offered.push(one),
    onIncomplete: () => {
      doubts += 1;
    },
  });
  return { ...fake, keeper, keeperClock, turn, offered, doubts: () => doubts };
}

const namesOf = (offered: readonly OfferedShot[]): string[] =>
  offered.map(({ shot }) => shot.files.map(({ name }) => name).join(' '));
const found = (name: string) => ({ origin: 'found', files: [{ folder, name }], expected: 1, openedAt: 0 }) as const;

describe('what two cards hold twice', () => {
  it('is settled, and deleted, on both', async () => {
    const { body, native, keeper } = await kept();
    for (const at of [folder, second]) native.files.set(`${at}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), added('DSC_0001.JPG', second), done);
    const shot = await takeShot(body, 5000, keeper.fetch);
    keeper.handedOver(shot);
    expect(shot.files).toHaveLength(1);
    const sources = shot.files.map(({ source }) => source);
    native.calls.length = 0;
    await keeper.settle(sources, true);
    expect(native.calls).toEqual(['delete', 'delete']);

    const next = await kept();
    for (const [path, file] of native.files) next.native.files.set(path, file);
    next.native.listFolders = async (at) => tree[at] ?? [];
    expect(await reconcile(next.turn, next.keeper, sources, () => 0)).toHaveLength(2);
    expect([next.keeper.idle, next.offered]).toEqual([true, []]);

    const foreign = await kept();
    for (const [path, file] of native.files) foreign.native.files.set(path, file);
    foreign.native.listFolders = next.native.listFolders;
    await reconcile(foreign.turn, foreign.keeper, [], () => 0);
    await expect.poll(() => foreign.keeper.idle).toBe(true);
    expect(foreign.offered).toMatchObject([{ origin: 'found', shot: { complete: true, files: [{ kind: 'jpeg' }] } }]);
  });
});

describe('a release that fails after its first file was announced', () => {
  it('leaves the file to be offered', async () => {
    const { body, native } = await kept();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), gphotoFault(-1, 'what now'));
    await expect(takeShot(body, 5000)).rejects.toMatchObject({ gphotoCode: -1 });
    expect(body.events.shots.others.map(({ files }) => files)).toEqual([[{ folder, name: 'DSC_0001.JPG' }]]);
  });
});

describe('a picture that was taken at the body', () => {
  it('and cannot be had whole is looked for again', async () => {
    const { native, keeper, offered, doubts } = await kept();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1), bytes: 99 });
    keeper.offer({ origin: 'body', files: [{ folder, name: 'DSC_0001.JPG' }], expected: 1, openedAt: 0 });
    await expect.poll(() => keeper.idle).toBe(true);
    expect([offered, doubts()]).toEqual([[], 1]);
  });

  it('does not wait behind a whole card, but behind what was missed a moment ago', async () => {
    const { native, keeper, offered } = await kept();
    const ours = { ...found('NEW.JPG'), origin: 'body' } as const;
    native.files.set(`${folder}/NEW.JPG`, { data: tinyJpeg(99) });
    const names = Array.from({ length: 12 }, (_, index) => `OLD_${index}.JPG`);
    for (const [index, name] of names.entries()) native.files.set(`${folder}/${name}`, { data: tinyJpeg(index) });
    for (const name of names) keeper.offer(found(name));
    keeper.offer(ours);
    await expect.poll(() => keeper.idle).toBe(true);
    expect(namesOf(offered)).toEqual(['NEW.JPG', ...names]);

    const few = await kept();
    for (const [path, file] of native.files) few.native.files.set(path, file);
    for (const name of names.slice(0, 3)) few.keeper.offer(found(name));
    few.keeper.offer(ours);
    await expect.poll(() => few.keeper.idle).toBe(true);
    expect(namesOf(few.offered)).toEqual([...names.slice(0, 3), 'NEW.JPG']);
  });

  it('in its memory is offered when the connection ends before the other file came', async () => {
    const { body, native, keeper, offered } = await kept();
    native.files.set('//capt0000.nef', { data: tinyRaw(1) });
    native.queue.push(added('capt0000.nef', '/'));
    await body.events.drain(1, 100);
    keeper.close(body.events.shots.others);
    expect(offered).toMatchObject([{ origin: 'body', shot: { complete: false, files: [{ kind: 'raw' }] } }]);
  });
});

describe('a card full of pictures that nobody has', () => {
  it('is offered no faster than it is taken in', async () => {
    const { native, keeper, keeperClock, offered } = await kept();
    for (let number = 1; number <= 5; number++) {
      const data = new Uint8Array(50 << 20);
      data.set(tinyRaw(number));
      native.files.set(`${folder}/DSC_000${number}.NEF`, { data });
      keeper.offer(found(`DSC_000${number}.NEF`));
    }
    await expect.poll(() => keeperClock.pending).toBe(1);
    expect(offered).toHaveLength(3);
    await keeper.settle(offered[0]?.shot.files.map(({ source }) => source) ?? [], false);
    await expect.poll(() => offered.length).toBe(4);
    await expect.poll(() => keeperClock.pending).toBe(1);
    keeperClock.advance(10_000);
    await expect.poll(() => offered.length).toBe(5);
    await expect.poll(() => keeper.idle).toBe(true);
    expect(keeperClock.pending).toBe(0);
  });

  it('keeps nobody waiting once the connection has ended', async () => {
    const clock = fakeClock();
    const unsettled = new Unsettled(clock);
    unsettled.add([{ source: 'a', data: new Uint8Array(200 << 20) } as unknown as ShotFile]);
    const room = unsettled.room();
    expect(clock.pending).toBe(1);
    unsettled.close();
    await room;
    expect(clock.pending).toBe(0);
  });
});

it('a folder of thousands may take its time, where nobody sees the answers come', async () => {
  const { body, native, keeper, turn } = await kept();
  const during: number[] = [];
  native.on.listFiles = () => during.push(unexplainedMs(body, 59_000), unexplainedMs(body, 61_000));
  await reconcile(turn, keeper, null, () => 0);
  expect(during.slice(0, 2)).toEqual([0, 1000]);
  expect(unexplainedMs(body, 7000)).toBe(7000);
});

it('a shot waits for no whole folder that is looked through', async () => {
  const { body, native, keeper } = await kept();
  const lane = new PriorityLane();
  for (let number = 100; number < 300; number++) {
    native.files.set(`${folder}/DSC_0${number}.JPG`, { data: tinyJpeg(number) });
  }
  native.listFolders = async (at) => tree[at] ?? [];
  const { fileInfo } = native;
  let asked = 0;
  let askedAtShot = 0;
  native.fileInfo = (at, name) => {
    asked += 1;
    if (asked === 3)
      void lane.run('shutter', async () => {
        askedAtShot = asked;
      });
    return fileInfo(at, name);
  };
  const turn: Turn = (urgency, work) => lane.run(urgency, () => work(body));
  expect(await reconcile(turn, keeper, null, () => 0)).toHaveLength(200);
  expect(askedAtShot).toBeLessThan(20);
});
