import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/** A file system of its own whose size can be changed while it is in use. */
export type SmallDisk = {
  /** So much is free from now on, to the page. */
  leave(freeBytes: number): Promise<void>;
  remove(): void;
};

export function mayMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', tmpdir()], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Mounts one at `folder`; it takes memory only for what is written. */
export async function smallDisk(folder: string, freeBytes: number): Promise<SmallDisk> {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${freeBytes}`, 'tmpfs', folder]);
  return {
    async leave(bytes) {
      const { blocks, bfree, bsize } = await statfs(folder);
      execFileSync('mount', ['-o', `remount,size=${(blocks - bfree) * bsize + bytes}`, folder]);
    },
    remove: () => void execFileSync('umount', ['-l', folder]),
  };
}
