import { sha256Of } from '../../electron/base/durable-file.ts';
import type { OfferedShot, ShotFile } from '../../electron/contract/devices.ts';
import type { Line } from './ledger.ts';

/** What a camera has made and still has: it outlives every studio. Pictures are told apart by their number alone. */
export class Card {
  readonly #made: { number: number; pair: boolean }[] = [];
  readonly #settled = new Set<string>();
  readonly #gone = new Set<string>();

  /** The card as somebody who only heard what was said of it knows it. */
  static after(lines: readonly Line[]): Card {
    const card = new Card();
    for (const line of lines) {
      if ('made' in line) card.#made.push(line.made);
      if ('settled' in line) card.settle(line.settled, line.discard);
    }
    return card;
  }

  expose(pair: boolean): { made: { number: number; pair: boolean }; shot: OfferedShot['shot'] } {
    const made = { number: this.#made.length + 1, pair };
    this.#made.push(made);
    return { made, shot: shotOf(filesOf(made)) };
  }

  settle(sources: readonly string[], discard: boolean): void {
    for (const source of sources) {
      this.#settled.add(source);
      if (discard) this.#gone.add(source);
    }
  }

  /** SHA-256 of every JPEG that was ever made. */
  pictures(): string[] {
    return this.#made.map(({ number }) => sha256Of(jpegOf(number)));
  }

  /** What a camera offers when it is connected: each release of which anything was never settled. */
  left(): OfferedShot[] {
    return this.#made.flatMap((made) => {
      const files = filesOf(made).filter(({ source }) => !this.#settled.has(source));
      return files.length > 0 ? [{ origin: 'found' as const, shot: shotOf(files) }] : [];
    });
  }

  /** Whether the picture with this hash still lies on the card, where anybody can look for it. */
  has(sha256: string): boolean {
    const files = this.#made.flatMap(filesOf);
    return files.some((file) => file.sha256 === sha256 && !this.#gone.has(file.source));
  }
}

function shotOf(files: ShotFile[]): OfferedShot['shot'] {
  return { files, complete: true, ms: 1 };
}

function filesOf({ number, pair }: { number: number; pair: boolean }): ShotFile[] {
  const jpeg = jpegOf(number);
  const name = `DSC_${String(number).padStart(4, '0')}`;
  const files: ShotFile[] = [
    { name: `${name}.JPG`, source: `card/${name}.JPG`, kind: 'jpeg', sha256: sha256Of(jpeg), data: jpeg },
  ];
  if (pair) {
    const raw = noise(number + 500, 1000);
    files.push({ name: `${name}.NEF`, source: `card/${name}.NEF`, kind: 'raw', sha256: sha256Of(raw), data: raw });
  }
  return files;
}

/** A baseline JPEG as far as anybody reads who does not decode it; more than one encrypted chunk long. */
function jpegOf(number: number): Uint8Array<ArrayBuffer> {
  const head = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
  return Buffer.concat([Uint8Array.from(head), noise(number, 66_000), Uint8Array.of(0xff, 0xd9)]);
}

/** Bytes below 0xff that no other seed gives. */
function noise(seed: number, bytes: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  let state = seed * 2_654_435_761;
  for (let index = 0; index < bytes; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[index] = (state >>> 24) % 0xff;
  }
  return data;
}
