import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ris } from '../../electron/stores/ris.ts';
import type { WorklistQuery } from '../../electron/stores/worklist/worklist-query.ts';
import { startFaultProxy } from '../rigs/fault-proxy.ts';
import { freePort } from '../rigs/orthanc.ts';
import { startStorescp } from '../rigs/storescp.ts';
import { type Scheduled, startWlmscpfs, type Wlmscpfs } from '../rigs/wlmscpfs.ts';

const signal = new AbortController().signal;

const zoe: Scheduled = {
  ...{ name: 'Müller-Østergård^Zoë', patientId: 'P-1', accession: 'A1001', date: '2026-11-22', time: '0815' },
  ...{ procedure: 'Série visage 9 vues', step: 'Œil, neuf regards', code: 'GAZE9@99LAB', sex: 'F' },
};
const grassner: Scheduled = {
  ...{ charset: 'ISO_IR 100', name: 'Gräßner^François', patientId: 'P-2', accession: 'A1002', date: '2026-11-22' },
  ...{ procedure: 'Série visage', step: 'Incidences bêta', time: '091500', sex: 'M' },
} as const;
/** 300 more, over ten days and two stations. */
const others = Array.from({ length: 300 }, (_, index): Scheduled => {
  const day = String(1 + (index % 10)).padStart(2, '0');
  return {
    ...{ name: `Patient^N°${index}`, patientId: `Q-${index}`, accession: `B${index}`, date: `2026-11-${day}` },
    ...{
      step: `Étape ${index}`,
      station: index % 2 === 0 ? 'INCIDENCE' : 'OTHER',
      modality: index < 290 ? 'XC' : 'CT',
    },
    ...(index % 3 === 0 ? { charset: 'ISO_IR 100' } : {}),
  };
});

let peer: Wlmscpfs;
const ask = (query: WorklistQuery = {}) =>
  ris.worklist({ address: peer.address, callingAet: 'INCIDENCE' }, query, signal);
const accessions = async (query: WorklistQuery) =>
  (await ask(query)).items.map(({ order }) => order.accessionNumber).sort();

beforeAll(async () => {
  peer = await startWlmscpfs([zoe, grassner, ...others]);
});
afterAll(() => peer.close());

describe('a worklist of 302 items', () => {
  it('comes whole, every name and every nested text as it was written', async () => {
    const { items, broken, complete } = await ask();
    expect({ count: items.length, broken, complete }).toEqual({ count: 302, broken: 0, complete: true });
    expect(items.filter(({ order }) => order.scheduledStep?.startsWith('Étape '))).toHaveLength(300);
    expect(items.every(({ patient }, at) => at === 0 || patient.name.length > 0)).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(302);
    expect(items.filter(({ patient }) => /^Patient\^N°\d+$/.test(patient.name))).toHaveLength(300);
    expect((await ask()).items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  });

  it('says of an item all that there is', async () => {
    const { items } = await ask({ accessionNumber: 'A1001' });
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        patient: { patientId: 'P-1', name: 'Müller-Østergård^Zoë', birthDate: '2012-03-04', sex: 'F' },
        order: {
          kind: 'order',
          accessionNumber: 'A1001',
          studyUid: '1.2.3.1001',
          requestedProcedureId: 'RPA1001',
          requestedProcedure: 'Série visage 9 vues',
          requestedProcedureCode: { value: 'GAZE9', scheme: '99LAB', meaning: 'Série visage 9 vues' },
          scheduledStepId: 'SPSA1001',
          scheduledStep: 'Œil, neuf regards',
          scheduledStepCodes: [{ value: 'GAZE9', scheme: '99LAB', meaning: 'Œil, neuf regards' }],
          referringPhysician: 'PRESCRIPTEUR^Hélène',
          requestingPhysician: 'DEMANDEUR^Zoé',
          priority: 'high',
          admissionId: 'SEJ-1',
          location: 'Pédiatrie',
        },
        modality: 'XC',
        scheduledAt: '2026-11-22T08:15:00',
      },
    ]);
  });

  it.each<[string, WorklistQuery, readonly string[] | number]>([
    ['a day', { from: '2026-11-22', to: '2026-11-22' }, ['A1001', 'A1002']],
    ['several days', { from: '2026-11-09', to: '2026-11-22' }, 62],
    ['an open end', { from: '2026-11-10' }, 32],
    ['a station', { stationAet: 'OTHER' }, 150],
    ['a modality', { modality: 'CT' }, 10],
    ['a name in other letters', { patient: 'muller-ostergard' }, ['A1001']],
    ['a name with an accent that is stored in Latin 1', { patient: 'Gräßner' }, ['A1002']],
    ['the same without accents', { patient: 'grassner francois' }, ['A1002']],
    ['a pattern', { patient: 'Gr*fran?ois' }, ['A1002']],
    ['a number', { patient: 'q-17' }, ['B17']],
    ['a number and a day on which it is not', { patient: 'Q-17', from: '2026-11-22' }, []],
    ['somebody who is not there', { patient: 'nobody' }, []],
    ['an order that is not there', { accessionNumber: 'Z1' }, []],
  ])('is asked for %s', async (_what, query, expected) => {
    const found = await accessions(query);
    if (typeof expected === 'number') expect(found).toHaveLength(expected);
    else expect(found).toEqual(expected);
  });

  it('is asked by the RIS itself where the list is too long to be given whole', async () => {
    const settings = { address: peer.address, callingAet: 'INCIDENCE' };
    const some = await ris.worklist(settings, {}, signal, 100);
    expect({ count: some.items.length, complete: some.complete }).toEqual({ count: 100, complete: false });
    for (const [patient, accession] of [
      ['Q-299', 'B299'],
      ['Müller', 'A1001'],
    ] as const) {
      const { items, complete } = await ris.worklist(settings, { patient }, signal, 100);
      expect({ found: items.map(({ order }) => order.accessionNumber), complete }).toEqual({
        ...{ found: [accession], complete: true },
      });
    }
  });

  it('can be asked whether it is there', async () => {
    const settings = { address: peer.address, callingAet: 'INCIDENCE' };
    expect(await ris.echo(settings, 'worklist', signal)).toContain('Modality Worklist Information Model – FIND');
  });
});

describe('a RIS that', () => {
  it('talks Implicit VR alone is understood, nested texts too', async () => {
    const old = await startWlmscpfs([zoe, grassner], '+xi');
    try {
      const settings = { address: old.address, callingAet: 'INCIDENCE' };
      const { items } = await ris.worklist(settings, { from: '2026-11-01', to: '2026-11-30' }, signal);
      expect(items.map(({ patient, order }) => [patient.name, order.scheduledStep])).toEqual([
        ['Müller-Østergård^Zoë', 'Œil, neuf regards'],
        ['Gräßner^François', 'Incidences bêta'],
      ]);
      const whole = await ask({ from: '2026-11-22', to: '2026-11-22' });
      expect(items).toEqual(whole.items);
    } finally {
      await old.close();
    }
  });

  it.each([
    ['cut off', { cutAfter: { direction: 'fromPeer', bytes: 20_000 } }],
    ['half closed', { halfCloseAfter: 20_000 }],
  ] as const)('is %s in the middle of its answers is unreachable: half a list is none', async (_what, fault) => {
    const line = await startFaultProxy(peer.port);
    try {
      const settings = { address: `dicom:RIS@127.0.0.1:${line.port}`, callingAet: 'INCIDENCE' };
      line.set(fault);
      await expect(ris.worklist(settings, {}, signal)).rejects.toMatchObject({ code: 'worklist-unreachable' });
      expect(line.met).toBe(1);
      line.set({ delayMs: 5 });
      expect((await ris.worklist(settings, {}, signal)).items).toHaveLength(302);
    } finally {
      await line.close();
    }
  });

  it('is frozen is left alone when whoever asks has had enough', async () => {
    const frozen = await startWlmscpfs([zoe]);
    try {
      frozen.freeze();
      const settings = { address: frozen.address, callingAet: 'INCIDENCE' };
      const asked = ris.worklist(settings, {}, AbortSignal.timeout(300));
      await expect(asked).rejects.toMatchObject({ code: 'aborted' });
      frozen.thaw();
      expect((await ris.worklist(settings, {}, signal)).items).toHaveLength(1);
    } finally {
      await frozen.close();
    }
  });

  it('does not know whom we call refuses', async () => {
    const settings = { address: `dicom:NOBODY@127.0.0.1:${peer.port}`, callingAet: 'INCIDENCE' };
    await expect(ris.worklist(settings, {}, signal)).rejects.toMatchObject({ code: 'worklist-refused' });
  });

  it('is not there is unreachable, and says why', async () => {
    const settings = { address: `dicom:RIS@127.0.0.1:${await freePort()}`, callingAet: 'INCIDENCE' };
    await expect(ris.worklist(settings, {}, signal)).rejects.toMatchObject({
      ...{ code: 'worklist-unreachable', params: { reason: 'ECONNREFUSED' } },
    });
  });

  it('does no worklists refuses', async () => {
    const other = await startStorescp();
    try {
      const settings = { address: other.address, callingAet: 'INCIDENCE' };
      await expect(ris.worklist(settings, {}, signal)).rejects.toMatchObject({ code: 'worklist-refused' });
    } finally {
      await other.close();
    }
  });
});
