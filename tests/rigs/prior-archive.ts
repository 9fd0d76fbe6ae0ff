import { join } from 'node:path';
import sharp from 'sharp';
import { newUid } from '../../electron/base/uid.ts';
import type { Patient } from '../../electron/contract/patient.ts';
import type { PriorView } from '../../electron/contract/session-view.ts';
import type { AssembleOptions, Assembly } from '../../electron/host/assemble.ts';
import { keyObjectSelection } from '../../electron/stores/dicom/content.ts';
import { derived, turnFor } from '../../electron/stores/dicom/derived.ts';
import { encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { explicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import { turnJpeg } from '../../electron/stores/dicom/turning/turn-jpeg.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeJpeg, photographFacts } from './photographs.ts';
import { stationIn } from './session-room.ts';

/** The views that the visits photograph: enough to tell one from another. */
export const someViews = ['primary', 'right'] as const;
/** As the protocol codes them. */
export const viewOf = { primary: 'GAZE-PP', right: 'GAZE-R' } as const;

/** A station with a vault of its own in `place`, that sends to `store`. */
export async function stationFor(
  place: { folder: string },
  name: string,
  options: Partial<AssembleOptions>,
): Promise<Assembly> {
  const folder = join(place.folder, name);
  return await stationIn({ folder, vault: join(folder, 'vault') }, { testStore: true, ...options });
}

/** One visit, photographed and delivered; resolves with its instances by view once the store has confirmed them. */
export async function visit({ studio, outbox }: Assembly, patient: Patient): Promise<Map<string, string>> {
  await studio.openSession({ patient, protocol: 'gaze-9', steps: [...someViews] });
  for (const _view of someViews) await studio.runner.take();
  await studio.runner.accept();
  const { shots } = studio.runner.state;
  await studio.closeSession();
  if (!(await outbox.wait(60))) throw new Error('The visit was not delivered.');
  const parked = outbox.jobs().find(({ state }) => state !== 'confirmed');
  if (parked) throw new Error(`The visit is ${parked.state}: ${JSON.stringify(parked.lastError)}`);
  await studio.pauseSession();
  return new Map(shots.map(({ step, sopInstanceUid }) => [step, sopInstanceUid]));
}

/** What is offered for a view of the session on screen, out of the archives alone. */
export function retrievedFor({ studio }: Assembly, step: string): PriorView[] {
  const found = studio.snapshot().session?.steps.find(({ id }) => id === step);
  return (found?.priors ?? []).filter(({ retrieved }) => retrieved);
}

/** A photograph as the studio itself writes it, of the view `right` unless told otherwise. */
export async function otherPhotograph(
  seed: number,
  { of = 'right', ...changes }: Parameters<typeof photographFacts>[1] & { of?: keyof typeof viewOf } = {},
): Promise<DicomObject> {
  const picture = await makeJpeg(seed, { width: 300, height: 200 });
  const { step } = photographFacts(picture);
  return photograph(photographFacts(picture, { step: { ...step, view: viewOf[of] }, ...changes }), picture);
}

/**
 * A photograph of the view `right` that lies on its side in the file and stands by its EXIF: red on the left, blue on the right.
 * With it, the upright copy that the studio sends beside it.
 */
export async function turnedPhotograph(
  changes: Parameters<typeof photographFacts>[1],
): Promise<{ original: DicomObject; upright: DicomObject }> {
  const half = (background: string) => sharp({ create: { width: 144, height: 192, channels: 3, background } }).png();
  const [left, right] = await Promise.all([half('#c00').toBuffer(), half('#00c').toBuffer()]);
  const canvas = sharp({ create: { width: 288, height: 192, channels: 3, background: '#000' } });
  const standing = canvas.composite([
    { input: left, left: 0, top: 0 },
    { input: right, left: 144, top: 0 },
  ]);
  const lying = sharp(await standing.png().toBuffer()).rotate(270);
  const jpeg = await lying.withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
  const { step } = photographFacts(jpeg);
  const facts = photographFacts(jpeg, { ...changes, step: { ...step, view: viewOf.right } });
  const original = photograph(facts, jpeg);
  const turned = turnJpeg(jpeg, turnFor(facts, jpeg));
  const source = { sopInstanceUid: facts.sopInstanceUid, picture: jpeg };
  return { original, upright: derived({ ...facts, sopInstanceUid: newUid(), instanceNumber: 2 }, source, turned) };
}

/** A Key Object note with this title about these instances, as a Part-10 file in their study. */
export function keyObjectNote(title: string, patient: Patient, objects: readonly DicomObject[]): Buffer {
  const [first] = objects;
  if (!first) throw new Error('nothing to point at');
  const sopInstanceUid = newUid();
  const code = (value: string) => [{ CodeValue: value, CodingSchemeDesignator: 'DCM', CodeMeaning: 'note' }];
  const instances = objects.map(({ sopClassUid, sopInstanceUid: uid }) => ({
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: uid,
  }));
  const series = { SeriesInstanceUID: first.seriesUid, ReferencedSOPSequence: instances };
  const meta = encodeDataSet({
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: keyObjectSelection,
    MediaStorageSOPInstanceUID: sopInstanceUid,
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: '2.25.1',
  });
  const dataSet = encodeDataSet({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: keyObjectSelection,
    SOPInstanceUID: sopInstanceUid,
    StudyDate: '20260101',
    StudyTime: '080000',
    ContentDate: '20260101',
    ContentTime: '080000',
    Modality: 'KO',
    PatientName: patient.name,
    PatientID: patient.patientId,
    PatientBirthDate: patient.birthDate.replaceAll('-', ''),
    PatientSex: patient.sex,
    StudyInstanceUID: first.studyUid,
    SeriesInstanceUID: newUid(),
    SeriesNumber: 99,
    InstanceNumber: 1,
    ConceptNameCodeSequence: code(title),
    CurrentRequestedProcedureEvidenceSequence: [
      { StudyInstanceUID: first.studyUid, ReferencedSeriesSequence: [series] },
    ],
  });
  const preamble = Buffer.alloc(132);
  preamble.write('DICM', 128, 'latin1');
  return Buffer.concat([preamble, encodeDataSet({ FileMetaInformationGroupLength: meta.length }), meta, dataSet]);
}
