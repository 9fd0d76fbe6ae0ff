import { describe, expect, it } from 'vitest';
import { encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { explicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { textOf } from '../../electron/stores/dicom/read.ts';
import type { Answer, Association } from '../../electron/stores/dimse/association.ts';
import { find } from '../../electron/stores/dimse/find.ts';

const sopClass = '1.2.840.10008.5.1.4.31';
const signal = new AbortController().signal;

function match(patientId: string, status = 0xff00): Answer {
  const bytes = Buffer.from(encodeDataSet({ PatientID: patientId }));
  return { status, pending: true, command: {}, dataSet: { bytes, transferSyntaxUid: explicitLittleEndian } };
}
const broken: Answer = { ...match(''), dataSet: { bytes: Buffer.from('4'), transferSyntaxUid: explicitLittleEndian } };
const final = (status: number): Answer => ({ status, pending: false, command: {} });

/** An association that answers so; `left` says whether its loop was left before the end. */
function answering(...answers: Answer[]) {
  const seen = { left: false };
  const association: Pick<Association, 'accepted' | 'request'> = {
    accepted: (sopClassUid) => ({ id: 1, sopClassUid, transferSyntaxUid: explicitLittleEndian, requestorRoles: [] }),
    async *request() {
      let isOver = false;
      try {
        for (const answer of answers) yield answer;
        isOver = true;
      } finally {
        seen.left = !isOver;
      }
    },
  };
  return { association, seen };
}

describe('C-FIND', () => {
  it('counts matches of both pending statuses, and answers that it cannot read', async () => {
    const { association } = answering(match('a'), match('b', 0xff01), broken, match('c'), final(0));
    const { answers, ...rest } = await find(association, sopClass, {}, signal);
    expect(answers.map((answer) => textOf(answer, 'PatientID'))).toEqual(['a', 'b', 'c']);
    expect(rest).toEqual({ broken: 1, complete: true });
  });

  it('leaves the loop, which cancels the rest, at one more than it takes', async () => {
    const exactly = answering(match('a'), match('b'), final(0));
    expect(await find(exactly.association, sopClass, {}, signal, { most: 2 })).toMatchObject({ complete: true });
    const more = answering(match('a'), match('b'), match('c'), final(0xfe00));
    const found = await find(more.association, sopClass, {}, signal, { most: 2 });
    expect({ count: found.answers.length, complete: found.complete }).toEqual({ count: 2, complete: false });
    expect(more.seen.left).toBe(true);
  });

  it('keeps no more than it may, however few the answers are', async () => {
    const bytes = Buffer.alloc(24 * 1024 * 1024);
    const huge: Answer = { ...match('a'), dataSet: { bytes, transferSyntaxUid: explicitLittleEndian } };
    const { association, seen } = answering(huge, huge, huge, huge, final(0));
    expect(await find(association, sopClass, {}, signal)).toMatchObject({ complete: false });
    expect(seen.left).toBe(true);
  });

  it.each([
    [0xa700, 'store-busy', 'A700'],
    [0xa900, 'store-refused', 'A900'],
    [0xc001, 'store-refused', 'C001'],
    [0x0122, 'store-format-refused', '0122'],
    [0x0124, 'store-unauthorised', '0124'],
    [0x4711, 'store-refused', '4711 Unforeseen'],
  ])('throws what its final status %i means, matches or not', async (status, code, reason) => {
    const { association } = answering(match('a'), final(status));
    await expect(find(association, sopClass, {}, signal)).rejects.toMatchObject({
      ...{ code, params: { reason: expect.stringContaining(reason) } },
    });
  });
});
