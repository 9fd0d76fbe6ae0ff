import { dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../electron/base/file-system.ts';
import { systemError } from './disturbed-disk.ts';

/**
 * A disk in memory that tells what a program sees from what a power cut leaves: bytes count only once their file was
 * synced, names only once their folder was.
 */
type Inode = { kind: 'file'; seen: Uint8Array; safe: Uint8Array };
type Folder = { kind: 'folder'; seen: Map<string, Inode | Folder>; safe: Map<string, Inode | Folder> };

/**
 * What becomes of that which was never synced: it is gone · it is there · names are there, bytes are not · names, lengths
 * and the first half of the new bytes are there · names, lengths and the second half.
 */
export const cuts = ['nothing', 'everything', 'names-without-bytes', 'half', 'holes'] as const;
export type Cut = (typeof cuts)[number];

export class PowerCutDisk {
  #root: Folder = folder();

  readonly fs: FileSystem = {
    open: async (path, how) => {
      const parent = this.#folder(dirname(path));
      const name = nameOf(path);
      const standing = parent.seen.get(name);
      if (how === 'create') {
        if (standing) throw systemError('EEXIST');
        const made: Inode = { kind: 'file', seen: new Uint8Array(), safe: new Uint8Array() };
        parent.seen.set(name, made);
        return this.#openFile(made);
      }
      if (!standing || isFolder(standing)) throw systemError('ENOENT');
      return this.#openFile(standing);
    },
    rename: async (from, to) => {
      const moved = this.#folder(dirname(from)).seen.get(nameOf(from));
      if (!moved) throw systemError('ENOENT');
      this.#folder(dirname(from)).seen.delete(nameOf(from));
      this.#folder(dirname(to)).seen.set(nameOf(to), moved);
    },
    unlink: async (path) => {
      if (!this.#folder(dirname(path)).seen.delete(nameOf(path))) throw systemError('ENOENT');
    },
    makeFolder: async (path) => {
      const parent = this.#folder(dirname(path));
      if (!parent.seen.has(nameOf(path))) parent.seen.set(nameOf(path), folder());
    },
    syncFolder: async (path) => {
      const synced = this.#folder(path);
      synced.safe = new Map(synced.seen);
    },
    stat: async (path) => {
      const found = this.#find(path);
      if (!found) return null;
      if (isFolder(found)) return { kind: 'folder', bytes: 0 };
      return { kind: 'file', bytes: found.seen.length };
    },
    list: async (path) => {
      const found = this.#find(path);
      return found && isFolder(found) ? [...found.seen.keys()].sort() : [];
    },
    freeBytes: async () => 100_000_000_000,
  };

  /** The folder stands from the beginning, as a user's home does. */
  constructor(home: string) {
    let at = this.#root;
    for (const part of parts(home)) {
      const made = folder();
      at.seen.set(part, made);
      at.safe.set(part, made);
      at = made;
    }
  }

  /** The machine goes down and comes up again. */
  powerCut(cut: Cut): void {
    if (cut !== 'everything') this.#root = survivingFolder(this.#root, cut);
  }

  /** Another disk with the same files, all of them synced. */
  copy(): PowerCutDisk {
    const other = new PowerCutDisk('');
    other.#root = copied(this.#root);
    return other;
  }

  /** Every file that is there, by path. */
  files(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const walk = (at: Folder, path: string): void => {
      for (const [name, child] of at.seen) {
        if (isFolder(child)) walk(child, `${path}/${name}`);
        else found.set(`${path}/${name}`, child.seen);
      }
    };
    walk(this.#root, '');
    return found;
  }

  /** What a disk does behind everybody's back. */
  overwrite(path: string, data: Uint8Array): void {
    this.#folder(dirname(path)).seen.set(nameOf(path), { kind: 'file', seen: data, safe: data });
  }

  #openFile(inode: Inode): OpenFile {
    return {
      write: async (data, position) => {
        const grown = new Uint8Array(Math.max(inode.seen.length, position + data.length));
        grown.set(inode.seen);
        grown.set(data, position);
        inode.seen = grown;
        return data.length;
      },
      read: async (into, position) => {
        const piece = inode.seen.subarray(position, position + into.length);
        into.set(piece);
        return piece.length;
      },
      sync: async () => {
        inode.safe = inode.seen.slice();
      },
      truncate: async (bytes) => {
        inode.seen = inode.seen.slice(0, bytes);
      },
      bytes: async () => inode.seen.length,
      close: async () => undefined,
    };
  }

  #find(path: string): Inode | Folder | undefined {
    let at: Inode | Folder | undefined = this.#root;
    for (const part of parts(path)) {
      if (!at || !isFolder(at)) return undefined;
      at = at.seen.get(part);
    }
    return at;
  }

  #folder(path: string): Folder {
    const found = this.#find(path);
    if (!found || !isFolder(found)) throw systemError('ENOENT');
    return found;
  }
}

function folder(): Folder {
  return { kind: 'folder', seen: new Map(), safe: new Map() };
}

function isFolder(entry: Inode | Folder): entry is Folder {
  return entry.kind === 'folder';
}

function copied(before: Folder): Folder {
  const seen = new Map<string, Inode | Folder>();
  for (const [name, entry] of before.seen) {
    // What was written is never changed in place: both disks may share it.
    seen.set(name, isFolder(entry) ? copied(entry) : { kind: 'file', seen: entry.seen, safe: entry.seen });
  }
  return { kind: 'folder', seen, safe: new Map(seen) };
}

function survivingFolder(before: Folder, cut: Cut): Folder {
  const names = cut === 'nothing' ? before.safe : before.seen;
  const kept = new Map([...names].map(([name, entry]) => [name, survivor(entry, cut)] as const));
  return { kind: 'folder', seen: new Map(kept), safe: new Map(kept) };
}

function survivor(entry: Inode | Folder, cut: Cut): Inode | Folder {
  if (isFolder(entry)) return survivingFolder(entry, cut);
  if (cut !== 'half' && cut !== 'holes') return { kind: 'file', seen: entry.safe.slice(), safe: entry.safe };
  // Half of what was added made it to the disk, and the file already had its new length.
  const torn = new Uint8Array(entry.seen.length);
  const old = Math.min(entry.safe.length, entry.seen.length);
  torn.set(entry.seen.subarray(0, old));
  const middle = (old + entry.seen.length) >> 1;
  if (cut === 'half') torn.set(entry.seen.subarray(old, middle), old);
  else torn.set(entry.seen.subarray(middle), middle);
  return { kind: 'file', seen: torn, safe: torn };
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function nameOf(path: string): string {
  return parts(path).at(-1) ?? '';
}
