import { describe, expect, it } from 'vitest';
import { type DataSet, encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { explicitLittleEndian, implicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { readDataSet } from '../../electron/stores/dicom/read.ts';
import { matches } from '../../electron/stores/worklist/matching.ts';
import { worklistItems } from '../../electron/stores/worklist/worklist-items.ts';

const step: DataSet = {
  ScheduledProcedureStepStartDate: '20261122',
  ScheduledProcedureStepStartTime: '0815',
  ScheduledStationAETitle: 'A1',
};
const answer: DataSet = {
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'MÜLLER^Zoë^^^',
  PatientID: 'P-1',
  AccessionNumber: 'ACC1',
  ScheduledProcedureStepSequence: [step],
};

async function read(change: DataSet = {}, station?: string) {
  return worklistItems(await readDataSet(encodeDataSet({ ...answer, ...change }), explicitLittleEndian), station);
}
const only = async (change: DataSet = {}) => {
  const { items, broken } = await read(change);
  expect({ count: items.length, broken }).toEqual({ count: 1, broken: 0 });
  return items[0];
};

describe('an item of the worklist', () => {
  it('has what the RIS has said, and nothing of what it has not', async () => {
    expect(await only()).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      patient: { patientId: 'P-1', name: 'MÜLLER^Zoë' },
      order: { kind: 'order', accessionNumber: 'ACC1', priority: 'routine', scheduledStepCodes: [] },
      scheduledAt: '2026-11-22T08:15:00',
    });
  });

  it('is the same item whichever way it was written, and another for each order', async () => {
    const implicit = await readDataSet(encodeDataSet(answer, 'implicit'), implicitLittleEndian);
    const first = await only();
    expect(worklistItems(implicit).items).toEqual([first]);
    expect((await only({ PatientSex: 'F' }))?.id).toBe(first?.id);
    expect((await only({ AccessionNumber: 'ACC2' }))?.id).not.toBe(first?.id);
  });

  it('is one for each scheduled step, of this station where one is asked for', async () => {
    const other = { ...step, ScheduledProcedureStepID: 'S2', ScheduledStationAETitle: ['B1', 'B2'] };
    const both = { ScheduledProcedureStepSequence: [{ ...step, ScheduledProcedureStepID: 'S1' }, other] };
    const { items } = await read(both);
    expect(items.map(({ order }) => order.scheduledStepId)).toEqual(['S1', 'S2']);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
    const own = await read(both, 'B2');
    expect(own.items.map(({ order }) => order.scheduledStepId)).toEqual(['S2']);
    expect(own.broken).toBe(0);
  });

  it('is an encounter where nobody has ordered anything', async () => {
    const item = await only({ AccessionNumber: '', AdmissionID: 'STAY1', StudyInstanceUID: '1.2.3' });
    expect(item?.order).toMatchObject({ kind: 'encounter', admissionId: 'STAY1', studyUid: '1.2.3' });
  });

  it.each<[string, DataSet, object]>([
    [
      'a day without a time',
      { ScheduledProcedureStepSequence: [{ ...step, ScheduledProcedureStepStartTime: '' }] },
      { scheduledAt: '2026-11-22T00:00:00' },
    ],
    [
      'a code without a meaning',
      { RequestedProcedureCodeSequence: [{ CodeValue: 'X', CodingSchemeDesignator: '99L' }] },
      { order: { requestedProcedureCode: { value: 'X', scheme: '99L', meaning: 'X' } } },
    ],
    ['a stat', { RequestedProcedurePriority: 'STAT' }, { order: { priority: 'stat' } }],
    ['a priority of its own', { RequestedProcedurePriority: 'SOON' }, { order: { priority: 'routine' } }],
    ['an issuer', { IssuerOfPatientID: 'HOSPITAL' }, { patient: { issuer: 'HOSPITAL' } }],
    [
      'who gave the stay its number',
      { AdmissionID: 'S', IssuerOfAdmissionIDSequence: [{ LocalNamespaceEntityID: 'ADT' }] },
      { order: { admissionId: 'S', admissionIssuer: 'ADT' } },
    ],
  ])('takes %s', async (_what, change, expected) => {
    expect(await only(change)).toMatchObject(expected);
  });

  it.each<[string, DataSet, (item: NonNullable<Awaited<ReturnType<typeof only>>>) => unknown]>([
    [
      'a code of words alone',
      { RequestedProcedureCodeSequence: [{ CodeMeaning: 'only words' }] },
      ({ order }) => order.requestedProcedureCode,
    ],
    ['no study', { StudyInstanceUID: '' }, ({ order }) => order.studyUid],
    ['no sex', { PatientSex: '' }, ({ patient }) => patient.sex],
    ['another sex', { PatientSex: 'X' }, ({ patient }) => patient.sex],
    ['no birth date', { PatientBirthDate: '' }, ({ patient }) => patient.birthDate],
  ])('leaves out %s', async (_what, change, part) => {
    const item = await only(change);
    expect(item && part(item)).toBeUndefined();
  });

  it.each<[string, DataSet]>([
    ['nobody’s name', { PatientName: '' }],
    ['a name of delimiters', { PatientName: '^^' }],
    ['no number', { PatientID: '' }],
    ['no day', { ScheduledProcedureStepSequence: [{ ...step, ScheduledProcedureStepStartDate: '' }] }],
    ['no step', { ScheduledProcedureStepSequence: [] }],
  ])('with %s is counted, and is none', async (_what, change) => {
    expect(await read(change)).toEqual({ items: [], broken: 1 });
  });

  it('with an accession number that no object can carry is an order without one', async () => {
    // Longer than SH: nothing of ours writes it.
    const bytes = Buffer.from(encodeDataSet({ ...answer, AccessionNumber: 'A'.repeat(16) }));
    const at = bytes.indexOf('A'.repeat(16));
    const longer = Buffer.concat([
      bytes.subarray(0, at - 2),
      Buffer.from([18, 0]),
      Buffer.from('A'.repeat(18)),
      bytes.subarray(at + 16),
    ]);
    const { items } = worklistItems(await readDataSet(longer, explicitLittleEndian));
    expect(items[0]?.order.accessionNumber).toBeUndefined();
    expect(items[0]?.patient.name).toBe('MÜLLER^Zoë');
  });
});

describe('what was asked for', () => {
  it.each([
    ['muller zoe', true],
    ['MÜLLER^Z', true],
    ['zoë', true],
    ['P-1', true],
    ['p-1', true],
    ['P-', false],
    ['mull*', true],
    ['zoe*', false],
    ['m?ller*', true],
    ['m.ller', false],
    ['(', false],
    ['*ller*o?', true],
    ['m*l*r?z*', true],
    ['m*zoe*m', false],
    ['m?ller', false],
    ['*zoe*zoe', false],
    [`${'*'.repeat(40)}x`, false],
    [`${'*e'.repeat(25)}*`, false],
  ])('%s: %s', async (patient, expected) => {
    const item = await only();
    expect(item && matches(item, { patient })).toBe(expected);
  });

  it.each([
    [{ from: '2026-11-22', to: '2026-11-22' }, true],
    [{ from: '2026-11-23' }, false],
    [{ to: '2026-11-21' }, false],
    [{ accessionNumber: 'ACC' }, false],
    [{ accessionNumber: 'ACC1' }, true],
  ])('%j: %s, whatever the peer has understood', async (query, expected) => {
    const item = await only();
    expect(item && matches(item, query)).toBe(expected);
  });

  it('counts a letter for its plain one', async () => {
    const item = await only({ PatientName: 'Østergård-Łukasz-Groß^Œil=山田^花子' });
    for (const patient of ['ostergard', 'lukasz', 'gross', 'oeil', '山田']) {
      expect(item && matches(item, { patient })).toBe(true);
    }
  });
});
