import { describe, expect, it } from 'vitest';
import { encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { encapsulated, jpegBaseline, vlPhotographic } from '../../electron/stores/dicom/part10.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a data set', () => {
  it('stands in tag order, padded to even lengths: text with a space, UIDs and bytes with zero', () => {
    const bytes = encodeDataSet({
      PatientID: 'A1b',
      SOPInstanceUID: '1.2',
      Rows: 3,
      FileMetaInformationVersion: Uint8Array.of(7),
    });
    const expected = [
      '020001004f42000002000000' + '0700',
      '080018005549' + '0400' + '312e3200',
      '100020004c4f' + '0400' + '41316220',
      '280010005553' + '0200' + '0300',
    ];
    expect(hex(bytes)).toBe(expected.join(''));
  });

  it('joins several values with a backslash and pads the whole', () => {
    expect(hex(encodeDataSet({ PatientOrientation: ['L', 'F'] }))).toBe('2000200043530400' + '4c5c4620');
  });

  it('writes empty attributes, leaves out absent ones', () => {
    expect(hex(encodeDataSet({ AccessionNumber: '', PatientID: undefined, AcquisitionContextSequence: [] }))).toBe(
      '080050005348' + '0000' + '40005505' + '5351' + '0000' + '00000000',
    );
  });

  it('gives sequences and items their lengths', () => {
    const bytes = encodeDataSet({ AnatomicRegionSequence: [{ CodeValue: 'T1' }, {}] });
    const item = '080000015348' + '0200' + '5431';
    expect(hex(bytes)).toBe(`080018225351${'0000'}1a000000${'feff00e0'}0a000000${item}${'feff00e0'}00000000`);
  });

  it('counts UTF-8 bytes in lengths, characters in limits', () => {
    expect(encodeDataSet({ PatientID: 'é'.repeat(64) }).length).toBe(8 + 128);
  });

  it.each([
    ['two values where one is allowed', { PatientID: ['a', 'b'] }],
    ['three directions', { PatientOrientation: ['L', 'F', 'A'] }],
    ['text where a sequence belongs', { AnatomicRegionSequence: 'eye' }],
    ['a data set where text belongs', { PatientID: [{ CodeValue: 'x' }] }],
    [
      'a value too long for its length field',
      { ImageType: Array(99).fill('A'), SoftwareVersions: Array(101).fill('x') },
    ],
  ])('refuses %s', (_, dataSet) => {
    expect(() => encodeDataSet(dataSet)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});

describe('an encapsulated file', () => {
  const file = { sopClassUid: vlPhotographic, sopInstanceUid: '1.2.3', transferSyntaxUid: jpegBaseline };

  it.each([4, 5])('frames %i bytes in one fragment without copying them', (length) => {
    const frame = new Uint8Array(length).fill(9);
    const [header, body, tail] = encapsulated(file, { Rows: 1 }, frame);
    expect(body).toBe(frame);
    const even = length + (length % 2);
    expect(hex(header as Uint8Array)).toMatch(
      new RegExp(`e07f10004f420000fffffffffeff00e000000000feff00e00${even}000000$`),
    );
    expect(hex(tail as Uint8Array)).toBe(`${length % 2 ? '00' : ''}feffdde000000000`);
  });

  it('says how long its meta group is', () => {
    const header = Buffer.from(encapsulated(file, { Rows: 1 }, new Uint8Array(2))[0] as Uint8Array);
    expect(header.toString('latin1', 128, 132)).toBe('DICM');
    const length = header.readUInt32LE(140);
    expect(header.readUInt16LE(144 + length)).toBe(0x0028);
  });
});
