import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId, newUid } from '../../electron/base/uid.ts';
import type { ObjectKind } from '../../electron/contract/journal.ts';
import { order } from '../../electron/contract/order.ts';
import type { PerformedStep } from '../../electron/stores/mpps/performed-step.ts';
import { ris } from '../../electron/stores/ris.ts';
import { type MppsPeer, startMppsPeer } from '../rigs/mpps-peer.ts';

const signal = new AbortController().signal;
let peer: MppsPeer;

beforeEach(async () => {
  peer = await startMppsPeer();
});
afterEach(() => peer.close());

function performed(): PerformedStep {
  return {
    mppsUid: newUid(),
    progress: 'in-progress',
    why: 'unspecified',
    patient: { patientId: 'P-1', name: 'Müller-Østergård^Zoë=山田^花子', birthDate: '2012-03-04', sex: 'F' },
    order: order.parse({
      kind: 'order',
      accessionNumber: 'A-1',
      requestedProcedureId: 'RP-1',
      requestedProcedure: 'Série visage 9 vues',
      scheduledStepId: 'SPS-1',
      scheduledStep: 'Œil, neuf regards',
      scheduledStepCodes: [{ value: 'GAZE9', scheme: '99LAB', meaning: 'Neuf directions du regard' }],
    }),
    studyUid: newUid(),
    session: newId(),
    startedAt: '2026-11-22T08:15:30.000Z',
    stationAet: 'INCIDENCE',
    stationName: 'station',
    protocol: { id: 'gaze-9', title: 'Neuf directions du regard' },
    operator: 'PHOTO^Anna',
    series: [],
  };
}

/** What was accepted, and that it is over. */
function ended(step: PerformedStep, progress: 'completed' | 'discontinued'): PerformedStep {
  const of = (...kinds: ObjectKind[]) => ({
    seriesUid: newUid(),
    instances: kinds.map((kind) => ({ kind, sopInstanceUid: newUid() })),
  });
  const series = [of('photograph', 'derived'), of('report')];
  return { ...step, progress, endedAt: '2026-11-22T08:25:30.000Z', series };
}

const settings = () => ({ address: peer.address, callingAet: 'INCIDENCE' });
const tell = (step: PerformedStep, mayBeTold = false) => ris.tell(settings(), step, mayBeTold, signal);

describe('what a RIS is told of a procedure', () => {
  it('is all that it asks for, in its own characters, at both levels', async () => {
    const step = performed();
    expect(await tell(step)).toBeNull();
    const done = ended(step, 'completed');
    expect(await tell(done)).toBeNull();
    expect(peer.heard.map(({ heard, status }) => [heard, status])).toEqual([
      ['N-CREATE', 0],
      ['N-SET', 0],
    ]);
    const [created, set] = peer.heard;
    expect(created).toMatchObject({
      uid: step.mppsUid,
      content: {
        '00100010': { Value: [{ Alphabetic: 'Müller-Østergård^Zoë', Ideographic: '山田^花子' }] },
        '00400252': { Value: ['IN PROGRESS'] },
        '00400241': { Value: ['INCIDENCE'] },
        '00400270': {
          Value: [
            {
              '0020000d': { Value: [step.studyUid] },
              '00080050': { Value: ['A-1'] },
              '00321060': { Value: ['Série visage 9 vues'] },
              '00400007': { Value: ['Œil, neuf regards'] },
              '00400009': { Value: ['SPS-1'] },
            },
          ],
        },
      },
    });
    const [pictures, papers] = done.series;
    const references = (series: (typeof done.series)[number] | undefined, sopClassUid: string) =>
      (series?.instances ?? []).map(({ sopInstanceUid }) => {
        return { '00081150': { Value: [sopClassUid] }, '00081155': { Value: [sopInstanceUid] } };
      });
    expect(set?.content).toMatchObject({
      '00400252': { Value: ['COMPLETED'] },
      '00400340': {
        Value: [
          {
            '0020000e': { Value: [pictures?.seriesUid] },
            '00081140': { Value: references(pictures, '1.2.840.10008.5.1.4.1.1.77.1.4') },
          },
          {
            '0020000e': { Value: [papers?.seriesUid] },
            '00400220': { Value: references(papers, '1.2.840.10008.5.1.4.1.1.104.1') },
          },
        ],
      },
    });
  });

  it('says why it was discontinued by a code, and what was accepted all the same', async () => {
    const step = performed();
    await tell(step);
    expect(await tell(ended(step, 'discontinued'))).toBeNull();
    expect(peer.heard[1]?.content).toMatchObject({
      '00400252': { Value: ['DISCONTINUED'] },
      '00400281': { Value: [{ '00080100': { Value: ['110513'] } }] },
    });
  });

  it('may have been heard before: a step that is there already, one that is completed already', async () => {
    const step = performed();
    await tell(step);
    expect(await tell(step)).toBeNull();
    expect(await tell(ended(step, 'completed'))).toBeNull();
    expect(await tell(ended(step, 'completed'))).toBeNull();
    expect(peer.heard.map(({ status }) => status)).toEqual([0, 0x0111, 0, 0x0110]);
  });

  it('is believed to be final without a word of why only where it may have been heard', async () => {
    const step = performed();
    await tell(step);
    await peer.plan('0110');
    expect(await tell(ended(step, 'completed'))).toMatchObject({ code: 'progress-refused' });
    await tell(ended(step, 'completed'));
    await peer.plan('mute');
    expect(await tell(ended(step, 'completed'), true)).toBeNull();
  });

  it('begins anew where the RIS has forgotten the step', async () => {
    const step = performed();
    expect(await tell(ended(step, 'completed'))).toBeNull();
    expect(peer.heard.map(({ heard, status }) => [heard, status])).toEqual([
      ['N-SET', 0x0112],
      ['N-CREATE', 0],
      ['N-SET', 0],
    ]);
  });

  it('need not be given up where the RIS has never heard of it', async () => {
    const step = performed();
    expect(await tell({ ...ended(step, 'discontinued'), why: 'wrong-item' })).toBeNull();
    expect(peer.heard.map(({ heard }) => heard)).toEqual(['N-SET']);
  });

  it.each([
    ['0106', 'refused'],
    ['0120', 'refused'],
    ['0124', 'refused'],
    ['C123', 'refused'],
    ['0213', 'later'],
    ['0210', 'later'],
    ['0107', 'told'],
    ['0116', 'told'],
  ])('is answered with %s: %s', async (status, outcome) => {
    await peer.plan(status);
    const answer = tell(performed());
    if (outcome === 'told') expect(await answer).toBeNull();
    else if (outcome === 'later') expect((await answer)?.params?.reason).toContain(status);
    else
      await expect(answer).rejects.toMatchObject({ code: 'progress-refused', params: { reason: expect.any(String) } });
  });

  it('is a failure of the RIS, not of the step, where nobody answers', async () => {
    await peer.plan('lost');
    const step = performed();
    await expect(tell(step)).rejects.toMatchObject({ code: 'store-unreachable' });
    await expect(tell(step)).rejects.toMatchObject({ code: 'store-unreachable' });
    await peer.restart();
    expect(await tell(step)).toBeNull();
    expect(peer.heard.map(({ status }) => status)).toEqual([0, 0x0111]);
  });

  it('can be asked whether it is there', async () => {
    expect(await ris.echo(settings(), 'procedureStep', signal)).toContain('Modality Performed Procedure Step');
    await peer.kill();
    await expect(ris.echo(settings(), 'procedureStep', signal)).rejects.toMatchObject({ code: 'store-unreachable' });
  });
});
