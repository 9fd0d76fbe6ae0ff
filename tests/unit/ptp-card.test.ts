import { describe, expect, it } from 'vitest';
import { type Card, type CardFile, createCard } from '../../electron/simulator/card.ts';
import { wellBehaved } from '../../electron/simulator/misbehaviour.ts';
import { createPictureMemory } from '../../electron/simulator/picture-memory.ts';
import { everything, format } from '../../electron/simulator/ptp/codes.ts';

const naming = {
  label: 'L',
  folder: (number: number) => `${number}D750`,
  picture: (number: number) => `DSC_${number}`,
};
const takenAt = new Date(2026, 0, 1);
const file = (name: string, bytes = 10): CardFile => {
  const data = new Uint8Array(bytes);
  return { name, format: format.exifJpeg, data, preview: data, widthPx: 1, heightPx: 1, takenAt };
};

function take(card: Card, bytes?: number): number {
  const { base, parent } = card.nextPicture();
  return card.add(parent, file(`${base}.JPG`, bytes));
}

const names = (card: Card, parent: number): (string | undefined)[] =>
  card.list(parent).map((handle) => card.get(handle)?.name);

describe('the card', () => {
  it('starts with DCIM and one folder', () => {
    const card = createCard(naming, 1000, takenAt, 1, wellBehaved());
    const [dcim = 0] = card.list(everything);
    expect(card.get(dcim)?.name).toBe('DCIM');
    expect(names(card, dcim)).toEqual(['100D750']);
  });

  it('counts what is used, and frees it again', () => {
    const card = createCard(naming, 1000, takenAt, 1, wellBehaved());
    const handle = take(card, 400);
    expect(card.freeBytes).toBe(600);
    expect(card.delete(handle)).toBe(true);
    expect(card.freeBytes).toBe(1000);
    expect(card.delete(handle)).toBe(false);
  });

  it('goes from 9999 to 0001 in the next folder and overwrites nothing', () => {
    const card = createCard(naming, 1000, takenAt, 9999, wellBehaved());
    const last = card.nextPicture();
    const handle = card.add(last.parent, file(`${last.base}.JPG`));
    expect(last).toMatchObject({ base: 'DSC_9999', newFolder: null });
    const next = card.nextPicture();
    expect(next.base).toBe('DSC_1');
    expect(next.newFolder).toBe(next.parent);
    expect(card.get(next.parent)?.name).toBe('101D750');
    expect(card.get(handle)?.name).toBe('DSC_9999.JPG');
    expect(names(card, card.list(everything)[0] ?? 0)).toEqual(['100D750', '101D750']);
  });

  it('shows nothing while it is taken out, and everything again when it is back', () => {
    const misbehaviour = wellBehaved();
    const card = createCard(naming, 1000, takenAt, 1, misbehaviour);
    const handle = take(card);
    misbehaviour.cardMissing = true;
    expect([card.present, card.freeBytes, card.list(0), card.get(handle), card.delete(handle)]).toEqual([
      false,
      0,
      [],
      undefined,
      false,
    ]);
    misbehaviour.cardMissing = false;
    expect(card.get(handle)?.name).toBe('DSC_1.JPG');
  });

  it('is emptied whole, and opens a folder for the next picture', () => {
    const card = createCard(naming, 1000, takenAt, 1, wellBehaved());
    take(card);
    take(card);
    expect(card.delete(everything)).toBe(true);
    expect([card.list(0), card.freeBytes]).toEqual([[], 1000]);
    const next = card.nextPicture();
    expect([next.base, card.get(next.parent)?.name]).toEqual(['DSC_3', '100D750']);
    expect(next.newFolder).toBe(next.parent);
  });
});

describe('the camera’s own memory', () => {
  it('keeps a fetched picture until the next one comes', () => {
    const memory = createPictureMemory();
    const first = memory.add(file('a'));
    memory.fetched(first);
    expect(memory.get(first)?.name).toBe('a');
    const second = memory.add(file('b'));
    expect(second).toBe(first);
    expect(memory.get(second)?.name).toBe('b');
  });

  it('is full with twelve that nobody fetched', () => {
    const memory = createPictureMemory();
    const handles = Array.from({ length: 12 }, (_, index) => memory.add(file(String(index))));
    expect([new Set(handles).size, memory.room]).toEqual([12, 0]);
    memory.delete(handles[3] ?? 0);
    expect(memory.room).toBe(1);
  });
});
