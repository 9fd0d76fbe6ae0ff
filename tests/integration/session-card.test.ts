import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { client } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { byShot, type SessionRoom, sessionRoom, somebody, storedIn } from '../rigs/session-room.ts';
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

  const opened = async (pictures: 'keep' | 'delete'): Promise<Assembly> => {
    const assembly = await room.open();
    const [ours, theirs] = wirePair();
    assembly.studio.attach(theirs);
    await client(ours, studioContract).call('room.set', { cardPictures: pictures });
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
  /** A body has one host at a time: what is on the card is seen when the studio has gone. */
  const onCard = async (assembly: Assembly): Promise<string[]> => {
    await assembly.close();
    const { code, stdout, stderr } = await program.run(room.camera.address, '--list-files');
    expect([code, stderr]).toEqual([0, '']);
    return [...stdout.matchAll(/^#\d+\s+(\S+)/gm)].map(([, name]) => name ?? '').sort();
  };

  test('is as the camera left it, unless somebody wants it otherwise', async () => {
    const assembly = await opened('keep');
    await threeShots(assembly);
    const produced = await room.produced();
    expect(await onCard(assembly)).toEqual(produced.map(({ name }) => name).sort());
  });

  test('holds only what is nobody’s where the vault’s are to be deleted', async () => {
    const assembly = await opened('delete');
    await threeShots(assembly);
    const made = byShot(await room.produced());
    expect(storedIn(assembly)).toEqual(made);
    await assembly.studio.runner.accept();
    await assembly.studio.pauseSession();
    const [stray] = await room.press();
    await expect.poll(() => assembly.studio.snapshot().camera.strays, { timeout: 30_000 }).toBe(1);
    const left = (await room.produced()).filter(({ sha256 }) => sha256 === stray).map(({ name }) => name);
    expect(left).toHaveLength(1);
    expect(await onCard(assembly)).toEqual(left);
  });
});
