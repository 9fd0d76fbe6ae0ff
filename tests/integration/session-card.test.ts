import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RoomSettings } from '../../electron/contract/room.ts';
import { client } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { byShot, type SessionRoom, sessionRoom, somebody, somebodyElse, storedIn } from '../rigs/session-room.ts';
import { startVirtualCamera } from '../rigs/virtual-camera.ts';
import { wirePair } from '../rigs/wire-pair.ts';

/** What stays on the card once the pictures are in the vault is the department's choice; Debian's gphoto2 looks. */
describe.each(['nikon', 'canon'] as const)('the card of a %s, after a session', (model) => {
  let room: SessionRoom;
  let program: Gphoto2;
  beforeEach(async () => {
    room = await sessionRoom({ model });
    program = await createGphoto2();
  });
  afterEach(async () => {
    await program.remove();
    await room.close();
  });

  const choose = async ({ studio }: Assembly, cardPictures: RoomSettings['cardPictures']): Promise<void> => {
    const [ours, theirs] = wirePair();
    studio.attach(theirs);
    await client(ours, studioContract).call('room.set', { cardPictures });
  };
  const opened = async (pictures?: RoomSettings['cardPictures']): Promise<Assembly> => {
    const assembly = await room.open();
    if (pictures) await choose(assembly, pictures);
    await assembly.studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    return assembly;
  };
  /** The keyboard, the button, and a picture that is found after the link broke. */
  const threeShots = async ({ studio }: Assembly): Promise<void> => {
    await studio.runner.take();
    await room.press();
    await expect.poll(() => [studio.runner.state.shots.length, studio.runner.phase]).toEqual([2, 'review']);
    await room.fault({ name: 'drop-in-download', afterBytes: 1000 });
    await expect(studio.runner.take()).rejects.toMatchObject({ code: expect.stringMatching(/^camera-/) });
    await expect.poll(() => studio.runner.state.shots.at(-1)?.state, { timeout: 30_000 }).toBe('checked');
  };
  /** One accepted picture after one that was taken again; everything else is left out. */
  const twoTries = async ({ studio }: Assembly): Promise<void> => {
    const { runner } = studio;
    await runner.take();
    await runner.retake();
    await runner.take();
    await runner.accept();
    while (runner.step) await runner.skip('test');
  };
  const sent = async ({ studio, outbox }: Assembly): Promise<string | undefined> => {
    await studio.closeSession();
    expect(await outbox.wait(30)).toBe(true);
    return outbox.jobs().at(-1)?.state;
  };
  /** Sent to a store that is not there: it was tried, and waits. */
  const sentInVain = async ({ studio, outbox }: Assembly): Promise<void> => {
    await studio.closeSession();
    await expect.poll(() => outbox.jobs().at(-1)).toMatchObject({ state: 'queued', attempts: 1 });
  };
  /** A body has one host at a time: what is on the card is seen when the studio has gone. */
  const onCard = async (assembly: Assembly, address = room.camera.address): Promise<string[]> => {
    await assembly.close();
    const { code, stdout, stderr } = await program.run(address, '--list-files');
    expect([code, stderr]).toEqual([0, '']);
    return [...stdout.matchAll(/^#\d+\s+(\S+)/gm)].map(([, name]) => name ?? '').sort();
  };
  const made = async (): Promise<string[]> => (await room.produced()).map(({ name }) => name).sort();
  const cleared = ({ studio }: Assembly): readonly string[] => studio.runner.state.cleared;

  test('is as the camera left it where nothing is to be deleted, confirmed or not', async () => {
    const assembly = await opened('keep');
    await threeShots(assembly);
    await assembly.studio.runner.accept();
    while (assembly.studio.runner.step) await assembly.studio.runner.skip('test');
    expect(await sent(assembly)).toBe('confirmed');
    expect(await onCard(assembly)).toEqual(await made());
  });

  test('holds only what is nobody’s where the vault’s are to be deleted', async () => {
    const assembly = await opened('delete');
    await threeShots(assembly);
    expect(storedIn(assembly)).toEqual(byShot(await room.produced()));
    await assembly.studio.runner.accept();
    await assembly.studio.pauseSession();
    const [stray] = await room.press();
    await expect.poll(() => assembly.studio.snapshot().camera.strays, { timeout: 30_000 }).toBe(1);
    const left = (await room.produced()).filter(({ sha256 }) => sha256 === stray).map(({ name }) => name);
    expect(left).toHaveLength(1);
    expect(await onCard(assembly)).toEqual(left);
  });

  test('holds a second copy until the store has confirmed it, then only what is nobody’s', async () => {
    const first = await opened();
    expect(first.studio.snapshot().room.settings.cardPictures).toBe('when-confirmed');
    await threeShots(first);
    await first.studio.runner.accept();
    const session = first.studio.runner.state.opened.session;
    expect(await onCard(first)).toEqual(await made());

    const second = await room.open();
    const before = (await room.produced()).length;
    await room.press();
    await expect.poll(() => second.studio.snapshot().camera.strays, { timeout: 30_000 }).toBe(1);
    const strays = (await room.produced()).slice(before).map(({ name }) => name);
    await second.studio.resumeSession(session);
    while (second.studio.runner.step) await second.studio.runner.skip('test');
    expect(await sent(second)).toBe('confirmed');
    expect(await onCard(second)).toEqual(strays.sort());
  });

  test('keeps what waits for the store; what is confirmed without the camera goes when it is back', async () => {
    await writeFile(room.store, 'no folder');
    const waiting = await opened();
    await twoTries(waiting);
    await sentInVain(waiting);
    expect(await onCard(waiting)).toEqual(await made());

    await rm(room.store);
    const away = await room.open({ camera: 'none' });
    expect(await away.outbox.wait(30)).toBe(true);
    expect(away.outbox.jobs().map(({ state }) => state)).toEqual(['confirmed']);
    expect(await onCard(away)).toEqual(await made());

    const back = await room.open();
    const [session = ''] = back.vault.sessions();
    await expect
      .poll(async () => (await back.vault.read(session)).at(-1), { timeout: 30_000 })
      .toMatchObject({ type: 'card-cleared', missed: 0 });
    expect(await onCard(back)).toEqual([]);
  });

  test('leaves another picture that has come to lie under the name', async () => {
    await writeFile(room.store, 'no folder');
    const waiting = await opened();
    await twoTries(waiting);
    await sentInVain(waiting);
    await waiting.close();
    const emptied = await startVirtualCamera({ model, widthPx: 656, plain: true });
    try {
      const back = await room.open({ camera: emptied.address });
      const { files } = (await emptied.control({ shutter: true })) as { files: string[] };
      expect(await made()).toEqual(expect.arrayContaining(files));
      await expect.poll(() => back.studio.snapshot().camera.strays, { timeout: 30_000 }).toBe(1);
      await rm(room.store);
      expect(await back.outbox.wait(30)).toBe(true);
      expect(await onCard(back, emptied.address)).toEqual(files.sort());
    } finally {
      await emptied.stop();
    }
  });

  test('is cleared between two sessions, not in the next one', async () => {
    await writeFile(room.store, 'no folder');
    const assembly = await opened();
    const { studio, outbox } = assembly;
    await twoTries(assembly);
    await sentInVain(assembly);
    const [first = ''] = assembly.vault.sessions();
    await studio.openSession({ patient: somebodyElse, protocol: 'gaze-9' });
    await studio.runner.take();
    await rm(room.store);
    expect(await outbox.wait(30)).toBe(true);
    expect((await assembly.vault.read(first)).at(-1)?.type).toBe('session-closed');
    await studio.runner.accept();
    while (studio.runner.step) await studio.runner.skip('test');
    expect(await sent(assembly)).toBe('confirmed');
    await expect.poll(() => cleared(assembly).length, { timeout: 30_000 }).toBe(1);
    expect((await assembly.vault.read(first)).at(-1)).toMatchObject({ type: 'card-cleared', missed: 0 });
    expect(await onCard(assembly)).toEqual([]);
  });
});
