import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { encapsulated, jpegBaseline, vlPhotographic } from '../../electron/stores/dicom/part10.ts';
import { itemsOf, readDicom, textOf } from '../../electron/stores/dicom/read.ts';

const file = { sopClassUid: vlPhotographic, sopInstanceUid: '1.2.3', transferSyntaxUid: jpegBaseline };
const picture = Uint8Array.from({ length: 1001 }, (_, index) => index % 251);
const dataSet = {
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Müller^Zoë',
  AnatomicRegionSequence: [{ CodeMeaning: 'Œil', PrimaryAnatomicStructureSequence: [{ CodeValue: 'N1' }] }],
  IncidenceCreator: 'INCIDENCE 1.0',
  IncidencePictureBytes: picture.length,
};

function whole(frame: Uint8Array = picture, content: Parameters<typeof encodeDataSet>[0] = dataSet): Buffer {
  return Buffer.concat(encapsulated(file, content, frame));
}

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Replaces what stands between the meta group and the end. */
function withBody(...parts: (Uint8Array | string)[]): Buffer {
  const header = whole();
  const metaEnd = 144 + header.readUInt32LE(140);
  return Buffer.concat([
    header.subarray(0, metaEnd),
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part.replaceAll(' ', ''), 'hex') : part)),
  ]);
}

describe('reading back', () => {
  it.each([1, 7, 64, 1_000_000])('gives what was written, in pieces of %i bytes', async (size) => {
    const found = await readDicom(inPieces(whole(), size));
    expect(textOf(found.meta, 'MediaStorageSOPInstanceUID')).toBe('1.2.3');
    expect(textOf(found.dataSet, 'PatientName')).toBe('Müller^Zoë');
    const [region] = itemsOf(found.dataSet, 'AnatomicRegionSequence');
    expect(region && textOf(region, 'CodeMeaning')).toBe('Œil');
    const [structure] = itemsOf(region ?? new Map(), 'PrimaryAnatomicStructureSequence');
    expect(structure && textOf(structure, 'CodeValue')).toBe('N1');
    expect(found.payload).toEqual({ sha256: sha256Of(picture), bytes: 1001 });
  });

  it('does not take the pad byte for the picture’s, nor a last zero for a pad', async () => {
    const odd = Uint8Array.of(1, 2, 3);
    const even = Uint8Array.of(1, 2, 3, 0);
    const unsaid = { PatientID: 'x' };
    const read = async (frame: Uint8Array, exact?: number) => (await readDicom([whole(frame, unsaid)], exact)).payload;
    expect(await read(odd, 3)).toEqual({ sha256: sha256Of(odd), bytes: 3 });
    expect(await read(even, 4)).toEqual({ sha256: sha256Of(even), bytes: 4 });
    expect(await read(even)).toEqual({ sha256: sha256Of(even), bytes: 4 });
    expect((await read(Uint8Array.of(1, 2, 3, 4), 3))?.bytes).toBe(4);
    expect((await read(even, 2))?.bytes).toBe(4);
  });

  it('joins fragments and leaves out the offset table', async () => {
    const bytes = withBody(
      'e07f1000 4f42 0000 ffffffff',
      'feff00e0 04000000 00000000',
      'feff00e0 02000000 0102 feff00e0 02000000 0304',
      'feffdde0 00000000',
    );
    expect((await readDicom(inPieces(bytes, 3))).payload).toEqual({
      sha256: sha256Of(Uint8Array.of(1, 2, 3, 4)),
      bytes: 4,
    });
  });

  it('reads sequences and items of undefined length, and what follows them', async () => {
    const bytes = withBody(
      '08001822 5351 0000 ffffffff',
      'feff00e0 ffffffff',
      encodeDataSet({ CodeValue: 'T1' }),
      '08002822 5351 0000 ffffffff feffdde0 00000000',
      'feff0de0 00000000 feffdde0 00000000',
      encodeDataSet({ PatientID: 'after' }),
    );
    const found = await readDicom([bytes]);
    const [region] = itemsOf(found.dataSet, 'AnatomicRegionSequence');
    expect(region && textOf(region, 'CodeValue')).toBe('T1');
    expect(textOf(found.dataSet, 'PatientID')).toBe('after');
    expect(found.payload).toBeUndefined();
  });

  it('reads a private sequence that came as UN, which is Implicit VR inside', async () => {
    const bytes = withBody(
      '29001099 554e 0000 ffffffff',
      'feff00e0 ffffffff 08000001 02000000 5431 feff0de0 00000000',
      'feffdde0 00000000',
      encodeDataSet({ PatientID: 'after' }),
    );
    expect(textOf((await readDicom([bytes])).dataSet, 'PatientID')).toBe('after');
  });

  it('reads native pixel data too', async () => {
    const bytes = withBody('e07f1000 4f57 0000 04000000 01020304');
    expect((await readDicom([bytes])).payload?.bytes).toBe(4);
  });

  it('refuses every file that was cut short inside an attribute or the picture', async () => {
    const bytes = whole();
    const startOfFrame = bytes.length - 1001 - 1 - 8;
    const cuts = [0, 100, 131, 140, 150, startOfFrame - 4, startOfFrame, startOfFrame + 500, bytes.length - 1];
    for (const cut of cuts) {
      await expect(readDicom([bytes.subarray(0, cut)]), `cut at ${cut}`).rejects.toMatchObject({
        code: 'file-invalid',
      });
    }
  });

  it('refuses more than a data set may be, whatever its parts are', async () => {
    const head = Buffer.from('1000204055540000', 'hex');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(12 * 1024 * 1024);
    const value = Buffer.alloc(12 * 1024 * 1024, ' ');
    const parts = Array.from({ length: 4 }, () => [head, length, value]).flat();
    await expect(readDicom([withBody(), ...parts])).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it.each([
    ['no DICM', Buffer.alloc(200)],
    ['another transfer syntax', Buffer.from(whole().toString('latin1').replace('1.2.4.50', '1.2.4.57'), 'latin1')],
    ['a value that claims gigabytes', withBody('10002000 5554 0000 f0ffffff')],
    ['a VR that is none', withBody('10002000 0102 0000')],
    ['sequences without end', withBody(...Array(40).fill('08001822 5351 0000 ffffffff feff00e0 ffffffff'))],
    ['an item that is none', withBody('08001822 5351 0000 ffffffff 08000001 00000000')],
  ])('refuses %s', async (_, bytes) => {
    await expect(readDicom([bytes])).rejects.toMatchObject({ code: 'file-invalid' });
  });
});
