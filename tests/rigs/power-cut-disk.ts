import { dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../electron/base/file-system.ts';

/**
 * A disk in memory that tells what a program sees from what a power cut leaves: bytes count only once their file was
 * synced, names only once their folder was. Every operation can be made to fail.
 */
export type Fault =
  /** Throws a system error before anything happens. */
  | { kind: 'fail'; code: string }
  /** Does it, then throws: the operation may have worked although it says that it did not. */
  | { kind: 'fail-after'; code: string }
  /** A write takes only half of what it is given, without an error. */
  | { kind: 'short' }
  /** What is written differs in one bit. */
  | { kind: 'flip' };

type Inode = { kind: 'file'; seen: Uint8Array; safe: Uint8Array };
type Folder = { kind: 'folder'; seen: Map<string, Inode | Folder>; safe: Map<string, Inode | Folder> };

/** What becomes of that which was never synced. */
export const cuts = ['nothing', 'everything', 'names-without-bytes', 'half'] as const;
export type Cut = (typeof cuts)[number];

export class PowerCutDisk {
  /** Operations so far, by name: `write`, `sync`, `rename`… */
  readonly done: string[] = [];
  /** Called with each operation's index; what it returns happens to that operation. */
  fault: (index: number, operation: string) => Fault | undefined = () => undefined;
  #root: Folder = folder();

  readonly fs: FileSystem = {
    open: (path, how) =>
      this.#try(`open-${how}`, () => {
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
      }),
    rename: (from, to) =>
      this.#try('rename', () => {
        const moved = this.#folder(dirname(from)).seen.get(nameOf(from));
        if (!moved) throw systemError('ENOENT');
        this.#folder(dirname(from)).seen.delete(nameOf(from));
        this.#folder(dirname(to)).seen.set(nameOf(to), moved);
      }),
    unlink: (path) =>
      this.#try('unlink', () => {
        if (!this.#folder(dirname(path)).seen.delete(nameOf(path))) throw systemError('ENOENT');
      }),
    makeFolder: (path) =>
      this.#try('makeFolder', () => {
        const parent = this.#folder(dirname(path));
        if (!parent.seen.has(nameOf(path))) parent.seen.set(nameOf(path), folder());
      }),
    syncFolder: (path) =>
      this.#try('syncFolder', () => {
        const synced = this.#folder(path);
        synced.safe = new Map(synced.seen);
      }),
    stat: (path) =>
      this.#try('stat', () => {
        const found = this.#find(path);
        if (!found) return null;
        if (isFolder(found)) return { kind: 'folder', bytes: 0 };
        return { kind: 'file', bytes: found.seen.length };
      }),
    list: (path) =>
      this.#try('list', () => {
        const found = this.#find(path);
        return found && isFolder(found) ? [...found.seen.keys()].sort() : [];
      }),
    freeBytes: () => this.#try('freeBytes', () => 1_000_000),
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

  /** The machine goes down and comes up again; no operation fails any more. */
  powerCut(cut: Cut): void {
    this.fault = () => undefined;
    if (cut !== 'everything') this.#root = survivingFolder(this.#root, cut);
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

  #openFile(inode: Inode): OpenFile {
    return {
      write: (data, position) =>
        this.#try('write', (fault) => {
          const taken = fault?.kind === 'short' ? data.subarray(0, Math.ceil(data.length / 2)) : data;
          const grown = new Uint8Array(Math.max(inode.seen.length, position + taken.length));
          grown.set(inode.seen);
          grown.set(taken, position);
          if (fault?.kind === 'flip') grown[position] = (grown[position] ?? 0) ^ 1;
          inode.seen = grown;
          return taken.length;
        }),
      read: (into, position) =>
        this.#try('read', () => {
          const piece = inode.seen.subarray(position, position + into.length);
          into.set(piece);
          return piece.length;
        }),
      sync: () =>
        this.#try('sync', () => {
          inode.safe = inode.seen.slice();
        }),
      truncate: (bytes) =>
        this.#try('truncate', () => {
          inode.seen = inode.seen.slice(0, bytes);
        }),
      bytes: () => this.#try('bytes', () => inode.seen.length),
      close: () => this.#try('close', () => undefined),
    };
  }

  async #try<T>(operation: string, work: (fault: Fault | undefined) => T): Promise<T> {
    const fault = this.fault(this.done.length, operation);
    this.done.push(operation);
    if (fault?.kind === 'fail') throw systemError(fault.code);
    const result = work(fault);
    if (fault?.kind === 'fail-after') throw systemError(fault.code);
    return result;
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

function survivingFolder(before: Folder, cut: Cut): Folder {
  const names = cut === 'names-without-bytes' || cut === 'half' ? before.seen : before.safe;
  const kept = new Map([...names].map(([name, entry]) => [name, survivor(entry, cut)] as const));
  return { kind: 'folder', seen: new Map(kept), safe: new Map(kept) };
}

function survivor(entry: Inode | Folder, cut: Cut): Inode | Folder {
  if (isFolder(entry)) return survivingFolder(entry, cut);
  if (cut !== 'half') return { kind: 'file', seen: entry.safe.slice(), safe: entry.safe };
  // Half of what was added made it to the disk, and the file already had its new length.
  const torn = new Uint8Array(entry.seen.length);
  torn.set(entry.seen.subarray(0, Math.max(entry.safe.length, (entry.safe.length + entry.seen.length) >> 1)));
  return { kind: 'file', seen: torn, safe: torn };
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function nameOf(path: string): string {
  return parts(path).at(-1) ?? '';
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test asked`), { code });
}
