import { sha256Of } from '../../base/durable-file.ts';
import type { Code } from '../../contract/protocol.ts';
import type { DicomObject } from '../store.ts';
import { codeItem } from './coding.ts';
import type { DataSet } from './encode.ts';
import { momentOf } from './moment.ts';
import { encapsulatedPdf, explicitLittleEndian, plainFile } from './part10.ts';
import {
  offsetOf,
  patientModule,
  type SeriesFacts,
  seriesModule,
  studioEquipment,
  studyModule,
} from './series-modules.ts';

/** What a document is, as LOINC names it. */
export const documentTitles = {
  report: { value: '72170-4', scheme: 'LN', meaning: 'Photographic image' },
  consent: { value: '59284-0', scheme: 'LN', meaning: 'Consent' },
} as const satisfies Readonly<Record<string, Code>>;

export type DocumentFacts = {
  document: keyof typeof documentTitles;
  /** For people. */
  title: string;
  /** When it was made or attached: ISO 8601 with an offset. */
  at: string;
  /** What it was made from; empty for what somebody brought. */
  sources: readonly { sopClassUid: string; sopInstanceUid: string }[];
};

/** Encapsulated PDF (PS3.3 A.45.1). The file's bytes are carried unchanged. */
export function pdfDocument(
  facts: SeriesFacts,
  { document, title, at, sources }: DocumentFacts,
  pdf: Uint8Array,
): DicomObject {
  const content = momentOf(at, offsetOf(facts));
  const dataSet: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    ...patientModule(facts.patient),
    ...studyModule(facts),
    ...seriesModule(facts, { modality: 'DOC', number: 3, description: documentTitles[document].meaning }),
    OperatorsName: undefined,
    RequestAttributesSequence: undefined,
    ...studioEquipment(facts),
    ConversionType: document === 'report' ? 'WSD' : 'SD',
    SOPClassUID: encapsulatedPdf,
    SOPInstanceUID: facts.sopInstanceUid,
    InstanceNumber: facts.instanceNumber,
    ContentDate: content.date,
    ContentTime: content.time,
    AcquisitionDateTime: content.dateTime,
    BurnedInAnnotation: 'YES',
    RecognizableVisualFeatures: 'YES',
    DocumentTitle: title,
    ConceptNameCodeSequence: [codeItem(documentTitles[document])],
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    SourceInstanceSequence:
      sources.length === 0
        ? undefined
        : sources.map(({ sopClassUid, sopInstanceUid }) => {
            return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
          }),
    EncapsulatedDocument: pdf,
    EncapsulatedDocumentLength: pdf.length,
  };
  const file = {
    sopClassUid: encapsulatedPdf,
    sopInstanceUid: facts.sopInstanceUid,
    transferSyntaxUid: explicitLittleEndian,
  };
  const { studyUid, seriesUid, simulated, patient } = facts;
  const identity = { studyUid, seriesUid, simulated, patientId: patient.patientId };
  const chunks = plainFile(file, dataSet);
  return { ...file, ...identity, sha256: sha256Of(pdf), bytes: pdf.length, chunks };
}
