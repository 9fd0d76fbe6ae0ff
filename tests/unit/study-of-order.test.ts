import { expect, it } from 'vitest';
import { order } from '../../electron/contract/order.ts';
import { begin } from '../../electron/studio/session-fold.ts';
import { studyOfOrder } from '../../electron/studio/worklist/study-of-order.ts';
import { opened, step } from '../rigs/session-records.ts';

const asked = order.parse({ kind: 'order', accessionNumber: 'A1' });
const real = { ...opened([step('a')]), simulated: false, studyUid: '1.2.3', order: asked };

it.each<[string, Parameters<typeof studyOfOrder>[1], { accessionNumber?: string }, boolean, string | undefined]>([
  ['the same order', { patientId: 'P1' }, asked, false, '1.2.3'],
  ['another order', { patientId: 'P1' }, { accessionNumber: 'A2' }, false, undefined],
  ['an encounter', { patientId: 'P1' }, {}, false, undefined],
  ['another patient', { patientId: 'P2' }, asked, false, undefined],
  ['a patient of another hospital', { patientId: 'P1', issuer: 'OTHER' }, asked, false, undefined],
  ['simulated pictures', { patientId: 'P1' }, asked, true, undefined],
])('the study of %s', (_what, patient, of, simulated, expected) => {
  expect(studyOfOrder([begin(real)], patient, of, simulated)).toBe(expected);
});
