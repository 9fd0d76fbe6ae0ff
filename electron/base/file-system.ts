import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The few operations that durable storage is made of, one system call each, so that tests can let any of them fail.
 * Errors are Node's own, with `code`.
 */
export type FileSystem = {
  /** `create` fails if it exists. New files belong to their owner alone. */
  open(path: string, how: 'create' | 'read' | 'update'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Nothing happens if it exists. */
  makeFolder(path: string): Promise<void>;
  /** Makes renames, new names and removals in this folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** Null where there is nothing. */
  stat(path: string): Promise<{ kind: 'file' | 'folder' | 'other'; bytes: number } | null>;
  /** Names, sorted; empty where there is no such folder. */
  list(path: string): Promise<string[]>;
  freeBytes(path: string): Promise<number>;
};

export type OpenFile = {
  /** May write less than it is given; returns how much. */
  write(data: Uint8Array, position: number): Promise<number>;
  /** Returns how much was read, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  bytes(): Promise<number>;
  close(): Promise<void>;
};

const flags = {
  create: constants.O_CREAT | constants.O_EXCL | constants.O_RDWR,
  read: constants.O_RDONLY,
  update: constants.O_RDWR,
} as const;

export const nodeFileSystem: FileSystem = {
  open: async (path, how) => openFile(await open(path, flags[how], 0o600)),
  rename,
  unlink: (path) => rm(path),
  async makeFolder(path) {
    await makeFolder(path);
  },
  async syncFolder(path) {
    // Windows neither offers nor needs it: NTFS journals its names.
    if (process.platform === 'win32') return;
    let folder: FileHandle;
    try {
      folder = await open(path, constants.O_RDONLY);
    } catch (error) {
      // An administrator's folder around the vault: who may not read it has put no names there either.
      if (errorCode(error) === 'EACCES') return;
      throw error;
    }
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async stat(path) {
    try {
      const found = await stat(path);
      return { kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other', bytes: found.size };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  async list(path) {
    try {
      return (await readdir(path)).sort();
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async freeBytes(path) {
    const found = await statfs(path);
    return found.bavail * found.bsize;
  },
};

/** Parent by parent: Node's own `recursive` never returns below a folder that takes no names, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && dirname(path) !== path && !(await isFolder(dirname(path)))) {
      await makeFolder(dirname(path));
      await mkdir(path, { mode: 0o700 });
    } else if (code === 'ENOENT' || !(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await nodeFileSystem.stat(path))?.kind === 'folder';
}

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (data, position) => (await handle.write(data, 0, data.length, position)).bytesWritten,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    sync: () => handle.sync(),
    truncate: (bytes) => handle.truncate(bytes),
    bytes: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

/** A system error's code, such as ENOSPC; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
