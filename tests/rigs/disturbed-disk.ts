import type { FileSystem, OpenFile } from '../../electron/base/file-system.ts';

/** What may happen to one operation. */
export type Fault =
  /** Throws a system error before anything happens. */
  | { kind: 'fail'; code: string }
  /** Does it, then throws: the operation may have worked although it says that it did not. */
  | { kind: 'fail-after'; code: string }
  /** A write takes only half of what it is given, without an error. */
  | { kind: 'short' }
  /** What is written differs in one bit. */
  | { kind: 'flip' }
  /** The process ends here, before the operation, when a write has done half of it, or after it. */
  | { kind: 'death'; when: 'before' | 'half' | 'after' };

/** A file system of which any operation can be disturbed. Operations are counted from 0. */
export class DisturbedDisk {
  /** Operations so far, by name: `write`, `sync`, `rename`… */
  readonly done: string[] = [];
  /** Called with each operation's index; what it returns happens to that operation. */
  fault: (index: number, operation: string) => Fault | undefined = () => undefined;
  readonly #die: () => Promise<never>;
  readonly #open = new Set<OpenFile>();
  #dead: Promise<never> | undefined;
  readonly fs: FileSystem;

  /** `die` ends the process, or whoever uses this disk; what it returns never resolves. */
  constructor(fs: FileSystem, die: () => Promise<never>) {
    this.#die = die;
    this.fs = {
      open: (path, how) => this.#try(`open-${how}`, async () => this.#openFile(await fs.open(path, how))),
      rename: (from, to) => this.#try('rename', () => fs.rename(from, to)),
      unlink: (path) => this.#try('unlink', () => fs.unlink(path)),
      makeFolder: (path) => this.#try('makeFolder', () => fs.makeFolder(path)),
      syncFolder: (path) => this.#try('syncFolder', () => fs.syncFolder(path)),
      stat: (path) => this.#try('stat', () => fs.stat(path)),
      list: (path) => this.#try('list', () => fs.list(path)),
      freeBytes: (path) => this.#try('freeBytes', () => fs.freeBytes(path)),
    };
  }

  /** Closes what nobody will close any more, as a system does for the dead. */
  async release(): Promise<void> {
    for (const file of this.#open) await file.close();
    this.#open.clear();
  }

  #openFile(file: OpenFile): OpenFile {
    this.#open.add(file);
    return {
      write: (data, position) =>
        this.#try(
          'write',
          (fault) => {
            if (fault?.kind === 'short') return file.write(firstHalf(data), position);
            return file.write(fault?.kind === 'flip' ? flipped(data) : data, position);
          },
          () => file.write(firstHalf(data), position),
        ),
      read: (into, position) => this.#try('read', () => file.read(into, position)),
      sync: () => this.#try('sync', () => file.sync()),
      truncate: (bytes) => this.#try('truncate', () => file.truncate(bytes)),
      bytes: () => this.#try('bytes', () => file.bytes()),
      close: () =>
        this.#try('close', async () => {
          await file.close();
          this.#open.delete(file);
        }),
    };
  }

  async #try<T>(
    operation: string,
    work: (fault: Fault | undefined) => Promise<T>,
    half?: () => Promise<unknown>,
  ): Promise<T> {
    // Nothing is done by the dead: neither what was under way nor what would have followed.
    if (this.#dead) return await this.#dead;
    const fault = this.fault(this.done.length, operation);
    this.done.push(operation);
    if (fault?.kind === 'fail') throw systemError(fault.code);
    if (fault?.kind === 'death' && fault.when !== 'after') {
      if (fault.when === 'half') await half?.();
      return await this.#end();
    }
    const result = await work(fault);
    if (fault?.kind === 'fail-after') throw systemError(fault.code);
    if (fault?.kind === 'death') return await this.#end();
    return result;
  }

  #end(): Promise<never> {
    this.#dead ??= this.#die();
    return this.#dead;
  }
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test asked`), { code });
}

function firstHalf(data: Uint8Array): Uint8Array {
  return data.subarray(0, Math.ceil(data.length / 2));
}

/** One bit in the middle, where it hurts. */
function flipped(data: Uint8Array): Uint8Array {
  // A copy, which `slice` of a Buffer is not.
  const copy = Uint8Array.from(data);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
