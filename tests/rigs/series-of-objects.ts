import { sha256Of } from '../../electron/base/durable-file.ts';
import { newId, newUid } from '../../electron/base/uid.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import type { Order } from '../../electron/contract/order.ts';
import type { PlannedStep, Protocol } from '../../electron/contract/protocol.ts';
import { buildObject } from '../../electron/host/objects.ts';
import { seriesReport } from '../../electron/host/series-report.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { opened } from './session-records.ts';

export const fullOrder: Order = {
  kind: 'order',
  accessionNumber: 'ACC-2026-0815',
  studyUid: '2.25.4711',
  requestedProcedureId: 'RP-1',
  requestedProcedure: 'Série photographique de l’œil',
  requestedProcedureCode: { value: 'PHOTO9', scheme: 'L', meaning: 'Neuf directions du regard' },
  scheduledStepId: 'SPS-1',
  scheduledStep: 'Neuf vues',
  scheduledStepCodes: [{ value: 'GAZE9', scheme: 'L', meaning: 'Neuf directions' }],
  referringPhysician: 'Lefèvre^Aïcha^^Dr',
  requestingPhysician: 'Lefèvre^Aïcha^^Dr',
  priority: 'routine',
  admissionId: 'IEP-42',
  admissionIssuer: 'CHU Essai',
  location: 'Consultation 3',
  reason: 'Strabisme',
};

/** A PDF that somebody signed: the least that is one. */
export const consentPdf = Buffer.from(
  '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);

export type BuiltSeries = {
  records: SessionRecord[];
  job: OutboxJob;
  pictures: ReadonlyMap<string, Uint8Array>;
  /** Builds one of them, anew each time. */
  build(instance: OutboxJob['instances'][number], job?: OutboxJob): Promise<DicomObject>;
};

/**
 * A closed session of these steps, one picture of each as `pictureOf` gives it, the first after a rejected try, with an order and a
 * signed consent: everything that a series can consist of.
 */
export async function closedSeries(
  protocol: Pick<Protocol, 'id' | 'version' | 'title'>,
  steps: readonly PlannedStep[],
  pictureOf: (step: PlannedStep) => Uint8Array | Promise<Uint8Array>,
  changes: Partial<Extract<SessionRecord, { type: 'session-opened' }>> = {},
): Promise<BuiltSeries> {
  const at = '2026-11-22T09:00:00.000Z';
  const originals = new Map<string, Uint8Array>();
  const pictures = new Map<string, Uint8Array>();
  const begun = {
    ...opened([...steps]),
    protocol: { id: protocol.id, version: protocol.version, title: protocol.title },
    patient: {
      patientId: 'P-0001',
      name: 'Müller-Østergård^Zoë François',
      birthDate: '2019-02-28',
      sex: 'F',
      issuer: 'CHU Essai',
    },
    session: newId(),
    studyUid: fullOrder.studyUid ?? '',
    seriesUid: newUid(),
    operator: 'lukasz',
    operatorName: 'Łukasz^Ångström',
    operatorRole: 'orthoptist',
    order: fullOrder,
    mppsUid: newUid(),
    simulated: false,
    ...changes,
  } as const satisfies SessionRecord;
  const records: SessionRecord[] = [begun];
  let number = 0;
  const take = async (step: PlannedStep, decision: 'shot-accepted' | 'shot-rejected'): Promise<void> => {
    number += 1;
    const shot = newId();
    const name = `shot-${String(number).padStart(4, '0')}.jpg`;
    const jpeg = await pictureOf(step);
    const sha256 = sha256Of(jpeg);
    originals.set(name, jpeg);
    pictures.set(shot, jpeg);
    const { orientation } = readJpeg(jpeg);
    const light = { scene: 'ambient', mode: 'manual', fired: 'yes' } as const;
    const camera = { manufacturer: 'Nikon Corporation', model: 'D750', serial: '6000123' };
    const settings = [
      { setting: 'aperture', outcome: 'same', asked: 11, got: 11 },
      { setting: 'shutterS', outcome: 'same', asked: 0.008, got: 0.008 },
      { setting: 'program', outcome: 'same', asked: 'manual', got: 'manual' },
      { setting: 'whiteBalance', outcome: 'same', asked: 'flash', got: 'flash' },
      { setting: 'metering', outcome: 'same', asked: 'matrix', got: 'matrix' },
    ] as const;
    records.push(
      { type: 'shot-started', at, shot, step: step.id, number, sopInstanceUid: newUid() },
      {
        type: 'shot-captured',
        at,
        shot,
        files: [{ name, kind: 'jpeg', bytes: jpeg.length, sha256 }],
        complete: true,
        settings: [...settings],
        camera,
        light,
        ms: 40,
        ...(orientation === 1 ? {} : { turn: orientation }),
      },
      { type: 'shot-checked', at, shot, findings: [{ code: 'soft', level: 'advise' }] },
      decision === 'shot-accepted'
        ? { type: 'shot-accepted', at, shot }
        : { type: 'shot-rejected', at, shot, reason: 'retake' },
    );
  };
  for (const [index, step] of steps.entries()) {
    if (index === 0) await take(step, 'shot-rejected');
    await take(step, 'shot-accepted');
  }
  originals.set('document-0001.pdf', consentPdf);
  records.push({
    type: 'document-attached',
    at,
    file: { name: 'document-0001.pdf', kind: 'pdf', bytes: consentPdf.length, sha256: sha256Of(consentPdf) },
    document: 'consent',
    title: 'Consentement signé',
    sopInstanceUid: newUid(),
  });
  const job = jobFor(foldSession(records), [], { store: 'folder:/store', testStore: false }, at);
  if (!job) throw new Error('nothing to send');
  // What comes later changes nothing of what is sent.
  records.push({ type: 'session-closed', at, job: job.id });
  const vault = {
    read: async () => records,
    readOriginal: async (_session: string, name: string) => {
      const found = originals.get(name);
      if (!found) throw new CodedError('vault-damaged', { file: name });
      return found;
    },
  };
  const station = { softwareVersion: '0.1.0', name: 'studio-1' };
  const sources = { vault, station, report: seriesReport.bind(undefined, vault) };
  return { records, job, pictures, build: (instance, of = job) => buildObject(sources, of, instance) };
}
