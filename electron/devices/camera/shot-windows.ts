import type { ShotFile } from '../../contract/devices.ts';
import { announcedKind, type CameraPath, isInMemory, stem } from './picture-names.ts';

/** The files of one release, as far as they have been announced. */
export type ShotWindow<File extends CameraPath = CameraPath> = {
  readonly ours: boolean;
  /** Somebody waits for it, and will see to its files. */
  awaited: boolean;
  readonly files: File[];
  readonly openedAt: number;
  lastFileAt: number;
  /** Whether the body has said that a capture is complete since the window was opened. */
  saidComplete: boolean;
};

/**
 * Groups announced files into shots. On a card the files of one picture share the name before the dot; in memory they are
 * counted apart, and the oldest shot that lacks a file of this kind gets it. Whatever fits into no open shot opens the
 * next one: the release that we wait for, or else one at the body. Times are the caller's.
 */
export class ShotWindows<File extends CameraPath = CameraPath> {
  /** How many files one release makes in the present format; undefined where the body does not say. */
  expected: number | undefined;
  readonly #open: ShotWindow<File>[] = [];
  #awaited: ShotWindow<File> | undefined;

  /** Open shots that nobody waits for: they were released at the body, or given up. */
  get others(): readonly ShotWindow<File>[] {
    return this.#open.filter(({ awaited }) => !awaited);
  }

  /** From now on the next shot is ours. It gets its files until it is closed. */
  await(at: number): ShotWindow<File> {
    const own: ShotWindow<File> = {
      ours: true,
      awaited: true,
      files: [],
      openedAt: at,
      lastFileAt: at,
      saidComplete: false,
    };
    this.#awaited = own;
    return own;
  }

  /** Puts a file into the shot that it belongs to. One that opens a shot at the body may have been made since `since`. */
  add(file: File, at: number, since = at): ShotWindow<File> {
    const kind = announcedKind(file.name);
    let shot = this.#open.find((open) => this.#belongs(file, kind, open));
    if (!shot) {
      shot = this.#awaited ?? {
        ...{ ours: false, awaited: false, files: [] },
        ...{ openedAt: since, lastFileAt: at, saidComplete: false },
      };
      this.#awaited = undefined;
      this.#open.push(shot);
    }
    shot.files.push(file);
    shot.lastFileAt = at;
    return shot;
  }

  /** The body says that a capture is complete, but not which. */
  sayComplete(): void {
    for (const shot of this.#open) shot.saidComplete = true;
    if (this.#awaited) this.#awaited.saidComplete = true;
  }

  close(shot: ShotWindow<File>): void {
    if (this.#awaited === shot) this.#awaited = undefined;
    const index = this.#open.indexOf(shot);
    if (index >= 0) this.#open.splice(index, 1);
  }

  /** Nobody waits for it any more: what has come of it, and what still comes, is one of the others. */
  giveUp(shot: ShotWindow<File>): void {
    if (shot.files.length === 0) this.close(shot);
    else shot.awaited = false;
  }

  /** Whether all promised files have come, and then nothing for `quietMs`, or longer where the body has not said its word. */
  isComplete(shot: ShotWindow<File>, now: number, quietMs: number): boolean {
    const enoughMs = shot.saidComplete ? quietMs : quietMs * withoutWord;
    return this.hasAll(shot) && now - shot.lastFileAt >= enoughMs;
  }

  hasAll(shot: ShotWindow<File>): boolean {
    return countOf(shot) >= (this.expected ?? 1);
  }

  #belongs(file: File, kind: ShotFile['kind'] | undefined, shot: ShotWindow<File>): boolean {
    const [first] = shot.files;
    if (!first || isInMemory(first) !== isInMemory(file)) return false;
    const lacksKind = shot.files.every(({ name }) => announcedKind(name) !== kind);
    if (isInMemory(file)) return lacksKind && (this.expected === undefined || countOf(shot) < this.expected);
    if (stem(first.name) !== stem(file.name)) return false;
    const copied = shot.files.some(({ folder, name }) => name === file.name && folder !== file.folder);
    return lacksKind || copied;
  }
}

/** Without the body's word that the capture is complete, silence has to last this many times longer. */
const withoutWord = 5;

/** A second card may hold the same file again: that is one file. */
export function countOf(shot: ShotWindow): number {
  return new Set(shot.files.map(({ name }) => name)).size;
}
