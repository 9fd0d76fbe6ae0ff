import { createHash } from 'node:crypto';
import type { NativeCamera, NativeEvent } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import { isBusy, isRefusal, pause } from './faults.ts';
import { announcedKind, type CameraPath, isInMemory, pictureNumber } from './picture-names.ts';
import { ShotWindows } from './shot-windows.ts';
import type { FileFacts } from './sources.ts';

/** A file as the body announced it. `fetched` where the library has fetched it already: so it does with pictures in memory. */
export type Announced = CameraPath & { fetched?: { data: Uint8Array; sha256: string } };

/** PTP's way of saying that a size does not fit its 32 bits, or is not known yet. */
const unsaidBytes = 0xffff_ffff;
/** Short waits beat long ones: the library looks less and less often while it waits. */
const sliceMs = 10;
const lastNumber = 9999;
/**
 * Listening that was kept up for longer, by a slow download, says nothing of when a picture was made: then it counts as made
 * when the body was last known to be silent, since somebody else may have been before the camera then.
 */
const promptMs = 2000;

/**
 * A body's events. Whoever takes one, its file goes into the shot that it belongs to: none is lost because somebody was
 * waiting for something else. A file may be announced twice, or long after it was taken; each counts once.
 */
export class BodyEvents {
  readonly shots = new ShotWindows<Announced>();
  readonly #native: NativeCamera;
  readonly #clock: Clock;
  readonly #known = new Map<string, string>();
  readonly #held: NativeEvent[] = [];
  readonly #changed = new Set<string>();
  #lastNumber: number | undefined;
  #missed = false;
  /** Since when every look at the body has found nothing. */
  #silentSince: number | undefined;
  /** When the last look began that found nothing. */
  #nothingAt: number;

  constructor(native: NativeCamera, clock: Clock) {
    this.#native = native;
    this.#clock = clock;
    this.#nothingAt = clock.elapsed();
  }

  /** Waits for one event, at most `timeoutMs`; a body that is too busy to tell has none. */
  async next(timeoutMs = sliceMs): Promise<NativeEvent> {
    const held = this.#held.shift();
    if (held) return held;
    const asked = this.#clock.elapsed();
    try {
      const event = await this.#native.waitForEvent(timeoutMs);
      await this.#note(event);
      if (event.type === 'timeout') {
        this.#silentSince ??= asked;
        this.#nothingAt = asked;
      }
      return event;
    } catch (error) {
      if (!isBusy(error)) throw error;
      await pause(this.#clock, timeoutMs);
      this.#silentSince ??= asked;
      return { type: 'timeout' };
    }
  }

  /** Asks the body for one event and keeps it for `next`: nothing else is sure to reach the body. */
  async probe(): Promise<void> {
    const asked = this.#clock.elapsed();
    const event = await this.#native.waitForEvent(1);
    await this.#note(event);
    if (event.type === 'timeout') this.#nothingAt = asked;
    else this.#held.push(event);
  }

  /** Takes events until none has come for `quietMs`, or `budgetMs` is over: some bodies never fall silent. */
  drain(quietMs: number, budgetMs: number): Promise<void> {
    this.#silentSince = undefined;
    return this.awaitSilence(quietMs, budgetMs);
  }

  /** The same, but silence counts from before: a body that had nothing to tell at two looks had nothing in between. */
  async awaitSilence(quietMs: number, budgetMs: number): Promise<void> {
    const until = this.#clock.elapsed() + budgetMs;
    while (this.#clock.elapsed() < until) {
      const silentMs = this.#clock.elapsed() - (this.#silentSince ?? this.#clock.elapsed());
      const event = await this.next(Math.max(1, Math.min(sliceMs, Math.ceil(quietMs - silentMs))));
      if (event.type !== 'timeout') continue;
      if (this.#clock.elapsed() - (this.#silentSince ?? this.#clock.elapsed()) >= quietMs) return;
    }
  }

  /** The properties that have changed since this was asked last, as four hexadecimal digits. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Whether a picture's number was left out since this was asked last: then its announcement was lost. */
  takeMissed(): boolean {
    const missed = this.#missed;
    this.#missed = false;
    return missed;
  }

  /** Puts a file that was found, and not announced, into a shot; false for one that was announced. */
  async find(path: CameraPath): Promise<boolean> {
    return !this.#known.has(keyOf(path)) && (await this.#admit(path));
  }

  isKnown(path: CameraPath): boolean {
    return this.#known.has(keyOf(path));
  }

  /** What was announced could not be had: it may be found again. */
  forget(path: CameraPath): void {
    this.#known.delete(keyOf(path));
  }

  /** What the body says of a file now. */
  async factsOf({ folder, name }: CameraPath): Promise<FileFacts> {
    try {
      const { bytes, mtime } = await this.#native.fileInfo(folder, name);
      return { bytes: bytes > 0 && bytes < unsaidBytes ? bytes : 0, mtime: Math.max(0, mtime) };
    } catch (error) {
      if (isRefusal(error)) return { bytes: 0, mtime: 0 };
      throw error;
    }
  }

  async #note(event: NativeEvent): Promise<void> {
    if (event.type !== 'timeout') this.#silentSince = undefined;
    if (event.type === 'capture-complete') this.shots.sayComplete();
    if (event.type === 'file-added') await this.#admit({ folder: event.folder, name: event.name });
    const property =
      event.type === 'unknown' ? /^PTP Property ([0-9a-f]{4}) changed/i.exec(event.text)?.[1] : undefined;
    if (property !== undefined) this.#changed.add(property.toLowerCase());
  }

  /** True the first time that a file is seen. A known name with another size is another file: counters wrap. */
  async #admit(path: CameraPath): Promise<boolean> {
    if (announcedKind(path.name) === undefined) return false;
    const file: Announced = isInMemory(path) ? await this.#take(path) : path;
    const { bytes, mtime } = await this.factsOf(path);
    const facts = file.fetched?.sha256 ?? `${bytes}|${mtime}`;
    const known = this.#known.get(keyOf(path));
    const again = file.fetched ? [...this.#known.values()].includes(facts) : known === facts;
    if (again || (known !== undefined && bytes === 0 && !file.fetched)) return false;
    this.#known.set(keyOf(path), facts);
    if (!isInMemory(path)) this.#count(path.name);
    const at = this.#clock.elapsed();
    this.shots.add(file, at, at - this.#nothingAt > promptMs ? this.#nothingAt : at);
    return true;
  }

  /** The library has fetched it by the time it tells of it, and keeps it for as long as the connection lasts. */
  async #take(path: CameraPath): Promise<Announced> {
    try {
      const data = await this.#native.download(path.folder, path.name);
      return { ...path, fetched: { data, sha256: createHash('sha256').update(data).digest('hex') } };
    } catch (error) {
      if (isRefusal(error)) return path;
      throw error;
    }
  }

  #count(name: string): void {
    const number = pictureNumber(name);
    const last = this.#lastNumber;
    if (number === undefined) return;
    if (last !== undefined && number !== last && number !== (last % lastNumber) + 1) this.#missed = true;
    this.#lastNumber = number;
  }
}

function keyOf({ folder, name }: CameraPath): string {
  return `${folder}/${name}`;
}
