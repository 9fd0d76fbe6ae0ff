import { describe, expect, it } from 'vitest';
import { encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { explicitLittleEndian, implicitLittleEndian, jpegBaseline } from '../../electron/stores/dicom/part10.ts';
import { itemsOf, readDataSet, textOf, valuesOf } from '../../electron/stores/dicom/read.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

const dataSet = {
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Müller^Zoë',
  PatientID: 'P1',
  Rows: 7,
  RequestedProcedureDescription: 'Série visage 9 vues',
  ScheduledProcedureStepSequence: [
    { ScheduledStationAETitle: ['A1', 'B2'], ScheduledProtocolCodeSequence: [{ CodeMeaning: 'œil' }] },
    { ScheduledProcedureStepDescription: 'Œil' },
  ],
};

describe('data sets as peers answer them', () => {
  it.each([
    ['explicit', explicitLittleEndian],
    ['implicit', implicitLittleEndian],
  ] as const)('are read in %s VR, texts within sequences in the same characters', async (coding, transferSyntax) => {
    const read = await readDataSet(encodeDataSet(dataSet, coding), transferSyntax);
    expect(textOf(read, 'PatientName')).toBe('Müller^Zoë');
    expect(textOf(read, 'PatientID')).toBe('P1');
    expect(read.get(0x00280010)?.value).toEqual(hex('0700'));
    const [first, second] = itemsOf(read, 'ScheduledProcedureStepSequence');
    expect(first && valuesOf(first, 'ScheduledStationAETitle')).toEqual(['A1', 'B2']);
    const [code] = first ? itemsOf(first, 'ScheduledProtocolCodeSequence') : [];
    expect(code && textOf(code, 'CodeMeaning')).toBe('œil');
    expect(second && textOf(second, 'ScheduledProcedureStepDescription')).toBe('Œil');
  });

  it('reads an item in its own characters where it says so, and goes back to those around it', async () => {
    const set = (text: string) => `08000500 ${length(text)} ${Buffer.from(text).toString('hex')}`;
    const description = (bytes: string) => `40000700 ${length(hex(bytes))} ${bytes}`;
    const item = (content: string) => `feff00e0 ${length(hex(content))} ${content}`;
    const items = item(set('ISO_IR 101') + description('b320')) + item(description('c3a9'));
    const bytes = hex(`${set('ISO_IR 192')} 40000001 ${length(hex(items))} ${items}`);
    const read = await readDataSet(bytes, implicitLittleEndian);
    const steps = itemsOf(read, 'ScheduledProcedureStepSequence');
    expect(steps.map((step) => textOf(step, 'ScheduledProcedureStepDescription'))).toEqual(['ł', 'é']);
  });

  it('keeps unknown and private attributes out of the way, sequences of them too', async () => {
    const undefinedLength = hex(
      '09001010 ffffffff feff00e0 ffffffff 10001000 02000000 4120 feff0de0 00000000 feffdde0 00000000',
    );
    const unknown = hex('08009999 03000000 010203'.replace('03000000 010203', '04000000 01020304'));
    const known = encodeDataSet({ PatientID: 'P1' }, 'implicit');
    const read = await readDataSet(Buffer.concat([unknown, undefinedLength, known]), implicitLittleEndian);
    expect(textOf(read, 'PatientID')).toBe('P1');
    expect(textOf(read, 'PatientName')).toBe('');
  });

  it.each([
    ['that ends early', encodeDataSet(dataSet).subarray(0, -3), explicitLittleEndian],
    ['that claims more than it may have', hex('10001000 f0ffffff'), implicitLittleEndian],
    ['with sequences beyond all measure', hex('40000001 ffffffff feff00e0 ffffffff'.repeat(17)), implicitLittleEndian],
    ['in another transfer syntax', encodeDataSet(dataSet), jpegBaseline],
  ])('refuses one %s', async (_what, bytes, transferSyntax) => {
    await expect(readDataSet(bytes, transferSyntax)).rejects.toMatchObject({ code: 'file-invalid' });
  });
});

function length(bytes: { length: number }): string {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(bytes.length);
  return field.toString('hex');
}
