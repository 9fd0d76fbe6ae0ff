import { describe, expect, it } from 'vitest';
import { type DataSet, encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { encapsulated, jpegBaseline, vlPhotographic } from '../../electron/stores/dicom/part10.ts';
import { dataSetOf, toImplicit } from '../../electron/stores/dimse/data-set-bytes.ts';

const dataSet: DataSet = {
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Müller^Zoë',
  Rows: 4000,
  AcquisitionContextSequence: [
    { ConceptNameCodeSequence: [{ CodeValue: 'GAZE', CodingSchemeDesignator: '99INCIDENCE', CodeMeaning: 'Regard' }] },
    {},
  ],
  IncidenceFieldWidthMm: 120.5,
};

describe('the data set of a Part-10 file', () => {
  const frame = Buffer.alloc(1001, 7);
  const file = { sopClassUid: vlPhotographic, sopInstanceUid: '2.25.9', transferSyntaxUid: jpegBaseline };
  const chunks = encapsulated(file, dataSet, frame);
  const whole = Buffer.concat(chunks);
  const expected = encodeDataSet(dataSet);

  it('is what lies behind the meta information, the picture not copied', () => {
    const found = dataSetOf(chunks);
    expect(Buffer.concat(found).subarray(0, expected.length).equals(expected)).toBe(true);
    expect(Buffer.concat(found).equals(whole.subarray(-Buffer.concat(found).length))).toBe(true);
    const same = ({ buffer, byteOffset }: Uint8Array) => buffer === frame.buffer && byteOffset === frame.byteOffset;
    expect(found.some(same)).toBe(true);
  });

  it.each([1, 100, 143, 144, 145, 333])('is the same however the file is cut: %i', (length) => {
    const pieces = [];
    for (let at = 0; at < whole.length; at += length) pieces.push(whole.subarray(at, at + length));
    expect(Buffer.concat(dataSetOf(pieces)).equals(Buffer.concat(dataSetOf(chunks)))).toBe(true);
  });

  it('is not found in what is no such file', () => {
    expect(() => dataSetOf([Buffer.alloc(500)])).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(() => dataSetOf([])).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});

describe('without its VRs', () => {
  it('is what the encoder writes in Implicit VR', () => {
    expect(Buffer.concat(toImplicit(encodeDataSet(dataSet))).equals(encodeDataSet(dataSet, 'implicit'))).toBe(true);
  });

  it('is refused where a length is not written out, or reaches beyond the end', () => {
    const cut = encodeDataSet({ PatientName: 'Anna' }).subarray(0, -1);
    expect(() => toImplicit(cut)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    const file = { sopClassUid: vlPhotographic, sopInstanceUid: '2.25.9', transferSyntaxUid: jpegBaseline };
    const picture = Buffer.concat(dataSetOf(encapsulated(file, {}, Buffer.alloc(10))));
    expect(() => toImplicit(picture)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});
