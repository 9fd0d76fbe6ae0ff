import { expect, it } from 'vitest';
import { writeDurably } from '../../electron/base/durable-file.ts';
import { DisturbedDisk } from '../rigs/disturbed-disk.ts';
import { PowerCutDisk } from '../rigs/power-cut-disk.ts';

const path = '/home/picture';
const disturbed = () => {
  const below = new PowerCutDisk('/home');
  return { below, disk: new DisturbedDisk(below.fs, () => new Promise(() => {})) };
};
const chunk = (number: number): Uint8Array => new Uint8Array(1 << 20).fill(number);
/** Long enough for the disk to be sent to work before the end. */
const chunks = (): Uint8Array[] => Array.from({ length: 11 }, (_, number) => chunk(number));

it('a long file is whole after a power cut, whatever was synced while it was written', async () => {
  const { below, disk } = disturbed();
  await writeDurably(path, chunks(), disk.fs);
  expect(disk.done.filter((operation) => operation === 'sync').length).toBeGreaterThan(2);
  expect(disk.done.lastIndexOf('sync')).toBeGreaterThan(disk.done.lastIndexOf('write'));
  below.powerCut('nothing');
  expect(Buffer.compare(below.files().get(path) ?? Buffer.alloc(0), Buffer.concat(chunks()))).toBe(0);
});

it('any sync that fails on the way is final for the file', async () => {
  for (let failing = 1; ; failing += 1) {
    const { below, disk } = disturbed();
    let syncs = 0;
    disk.fault = (_, operation) => {
      if (operation === 'sync') syncs += 1;
      return operation === 'sync' && syncs === failing ? { kind: 'fail', code: 'EIO' } : undefined;
    };
    const written = await writeDurably(path, chunks(), disk.fs).then(
      () => true,
      (error: unknown) => error,
    );
    if (syncs < failing) {
      expect(failing).toBeGreaterThan(3);
      break;
    }
    expect(written).toMatchObject({ code: 'vault-write-failed', params: { reason: 'EIO' } });
    expect([...below.files().keys()]).toEqual([]);
  }
});
