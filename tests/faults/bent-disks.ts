import type { FileSystem } from '../../electron/base/file-system.ts';

/*
 * File systems that make a careful vault a careless one, for a test of these tests: what each of them leaves out must be
 * missed.
 */

/** As if the vault never synced its files. */
export function withoutFileSync(fs: FileSystem): FileSystem {
  return { ...fs, open: async (path, how) => ({ ...(await fs.open(path, how)), sync: async () => undefined }) };
}

/** As if it never synced its folders. */
export function withoutFolderSync(fs: FileSystem): FileSystem {
  return { ...fs, syncFolder: async () => undefined };
}

/** As if it said yes before a file has its name: names are given with the next operation that looks. */
export function renamingLate(fs: FileSystem): FileSystem {
  let late: (() => Promise<void>) | undefined;
  const settled = async (): Promise<void> => {
    const rename = late;
    late = undefined;
    await rename?.();
  };
  return {
    ...fs,
    rename: async (from, to) => {
      await settled();
      late = () => fs.rename(from, to);
    },
    open: async (path, how) => {
      await settled();
      return await fs.open(path, how);
    },
    stat: async (path) => {
      await settled();
      return await fs.stat(path);
    },
    list: async (path) => {
      await settled();
      return await fs.list(path);
    },
  };
}
