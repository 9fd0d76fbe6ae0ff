import { sha256Of } from '../../electron/base/durable-file.ts';
import { newUid } from '../../electron/base/uid.ts';
import { contentProof, keyObjectSelection } from '../../electron/stores/dicom/content.ts';
import { type DataSet, encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { encapsulated, explicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { sopClasses } from '../../electron/stores/dimse/sop-classes.ts';
import type { DicomObject } from '../../electron/stores/store.ts';

const patientId = 'P-0001';
const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string): DataSet[] => [
  { CodeValue, CodingSchemeDesignator, CodeMeaning },
];

/** Key Objects that name the given ones, as an archive takes them: written here, not by the product's own builder. */
export function keyObjectsOf(
  named: readonly DicomObject[],
  changes: { title?: string; text?: string } = {},
): DicomObject {
  const { title = '113000', text = 'Série complète, 9 vues' } = changes;
  const studyUid = named[0]?.studyUid ?? newUid();
  const references = named.map(({ sopClassUid, sopInstanceUid }) => ({
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: sopInstanceUid,
  }));
  const content = {
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: code(title, 'DCM', 'Of Interest'),
    CurrentRequestedProcedureEvidenceSequence: [
      {
        StudyInstanceUID: studyUid,
        ReferencedSeriesSequence: [
          { SeriesInstanceUID: named[0]?.seriesUid ?? newUid(), ReferencedSOPSequence: references },
        ],
      },
    ],
    ContentSequence: [
      {
        RelationshipType: 'CONTAINS',
        ValueType: 'TEXT',
        ConceptNameCodeSequence: code('113012', 'DCM', 'Key Object Description'),
        TextValue: text,
      },
      ...references.map((reference) => ({
        RelationshipType: 'CONTAINS',
        ValueType: 'IMAGE',
        ReferencedSOPSequence: [reference],
      })),
    ],
  } satisfies DataSet;
  return plain(keyObjectSelection, studyUid, { Modality: 'KO', InstanceNumber: 1, ...content }, contentProof(content));
}

/** A document of that many bytes. */
export function documentOf(studyUid: string, length: number): DicomObject {
  const pdf = Buffer.alloc(length, 0x20);
  pdf.write('%PDF-1.7\n');
  pdf.write('%%EOF', length - 5);
  const content = {
    Modality: 'DOC',
    InstanceNumber: 1,
    BurnedInAnnotation: 'YES',
    EncapsulatedDocument: pdf,
    EncapsulatedDocumentLength: length,
  } satisfies DataSet;
  return plain(sopClasses.encapsulatedPdf.uid, studyUid, content, { sha256: sha256Of(pdf), bytes: length });
}

function plain(
  sopClassUid: string,
  studyUid: string,
  content: DataSet,
  proof: { sha256: string; bytes: number },
): DicomObject {
  const [sopInstanceUid, seriesUid, transferSyntaxUid] = [newUid(), newUid(), explicitLittleEndian];
  const dataSet: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    StudyInstanceUID: studyUid,
    SeriesInstanceUID: seriesUid,
    PatientName: 'Müller^Zoë',
    PatientID: patientId,
    ...content,
  };
  const header = Buffer.concat(encapsulated({ sopClassUid, sopInstanceUid, transferSyntaxUid }, {}, new Uint8Array()));
  const chunks = [header.subarray(0, 144 + header.readUInt32LE(140)), encodeDataSet(dataSet)];
  const identity = { studyUid, seriesUid, sopInstanceUid, sopClassUid, patientId, ...proof };
  return { ...identity, transferSyntaxUid, simulated: false, chunks };
}
