import type { Code } from '../../contract/protocol.ts';
import type { DicomObject } from '../store.ts';
import { codeItem } from './coding.ts';
import { contentProof, keyObjectSelection } from './content.ts';
import type { DataSet } from './encode.ts';
import { momentOf } from './moment.ts';
import { encapsulatedPdf, explicitLittleEndian, plainFile, vlPhotographic } from './part10.ts';
import {
  offsetOf,
  patientModule,
  type SeriesFacts,
  seriesModule,
  studioEquipment,
  studyModule,
} from './series-modules.ts';

/** Titles of Key Object Selections (CID 7010) that are written here. */
export const keyObjectTitles = {
  /** All that one session made: no selection that a viewer should show before the rest, as 113000 would ask for. */
  complete: { value: '113034', scheme: 'DCM', meaning: 'Complete Acquisition Content' },
  '113001': { value: '113001', scheme: 'DCM', meaning: 'Rejected for Quality Reasons' },
  '113037': { value: '113037', scheme: 'DCM', meaning: 'Rejected for Patient Safety Reasons' },
  '113038': { value: '113038', scheme: 'DCM', meaning: 'Incorrect Modality Worklist Entry' },
} as const satisfies Readonly<Record<string, Code>>;

const keyObjectDescription: Code = { value: '113012', scheme: 'DCM', meaning: 'Key Object Description' };
const observerType: Code = { value: '121005', scheme: 'DCM', meaning: 'Observer Type' };
const person: Code = { value: '121006', scheme: 'DCM', meaning: 'Person' };
const personObserverName: Code = { value: '121008', scheme: 'DCM', meaning: 'Person Observer Name' };

/** An instance that is named, in the series where it lies. All of one study. */
export type NamedInstance = { sopClassUid: string; sopInstanceUid: string; seriesUid: string };

export type Selection = {
  title: keyof typeof keyObjectTitles;
  /** In the order in which they are to be seen. At least one. */
  instances: readonly NamedInstance[];
  /** For people; of any length. Empty says nothing. */
  description: string;
  /** ISO 8601 with an offset. */
  at: string;
};

const modality = 'KO';
const seriesOf = { modality, number: 2 } as const;

/** Key Object Selection Document (PS3.3 A.35.4) with the content of TID 2010. */
export function keyObjects(facts: SeriesFacts, selection: Selection): DicomObject {
  const title = keyObjectTitles[selection.title];
  const content = momentOf(selection.at, offsetOf(facts));
  const dataSet: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    ...patientModule(facts.patient),
    ...studyModule(facts),
    ...seriesModule(facts, { ...seriesOf, description: title.meaning }),
    // The series of a document has neither (C.17.6.1).
    OperatorsName: undefined,
    RequestAttributesSequence: undefined,
    ReferencedPerformedProcedureStepSequence: [],
    ...studioEquipment(facts),
    SOPClassUID: keyObjectSelection,
    SOPInstanceUID: facts.sopInstanceUid,
    InstanceNumber: facts.instanceNumber,
    ContentDate: content.date,
    ContentTime: content.time,
    ReferencedRequestSequence: referencedRequest(facts),
    CurrentRequestedProcedureEvidenceSequence: evidence(facts.studyUid, selection.instances),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [codeItem(title)],
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '2010' }],
    ContentSequence: [
      ...observer(facts.operator),
      ...words(selection.description),
      ...selection.instances.map(reference),
    ],
  };
  const file = {
    sopClassUid: keyObjectSelection,
    sopInstanceUid: facts.sopInstanceUid,
    transferSyntaxUid: explicitLittleEndian,
  };
  const { studyUid, seriesUid, simulated, patient } = facts;
  const identity = { studyUid, seriesUid, simulated, patientId: patient.patientId, ...contentProof(dataSet) };
  return { ...file, ...identity, chunks: plainFile(file, dataSet) };
}

/** Required where an order was fulfilled (C.17.6.2). */
function referencedRequest({ order, studyUid }: SeriesFacts): DataSet[] | undefined {
  if (order?.kind !== 'order') return undefined;
  return [
    {
      StudyInstanceUID: order.studyUid ?? studyUid,
      ReferencedStudySequence: [],
      AccessionNumber: order.accessionNumber ?? '',
      PlacerOrderNumberImagingServiceRequest: '',
      FillerOrderNumberImagingServiceRequest: '',
      RequestedProcedureID: order.requestedProcedureId ?? '',
      RequestedProcedureDescription: order.requestedProcedure ?? '',
      RequestedProcedureCodeSequence: order.requestedProcedureCode ? [codeItem(order.requestedProcedureCode)] : [],
    },
  ];
}

function evidence(studyUid: string, instances: readonly NamedInstance[]): DataSet[] {
  const series = [...new Set(instances.map(({ seriesUid }) => seriesUid))];
  const ReferencedSeriesSequence = series.map((seriesUid): DataSet => {
    const own = instances.filter((instance) => instance.seriesUid === seriesUid);
    return { SeriesInstanceUID: seriesUid, ReferencedSOPSequence: own.map(referenced) };
  });
  return [{ StudyInstanceUID: studyUid, ReferencedSeriesSequence }];
}

function referenced({ sopClassUid, sopInstanceUid }: NamedInstance): DataSet {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

function reference(instance: NamedInstance): DataSet {
  const type = instance.sopClassUid === vlPhotographic ? 'IMAGE' : 'COMPOSITE';
  return { RelationshipType: 'CONTAINS', ValueType: type, ReferencedSOPSequence: [referenced(instance)] };
}

function observer(name: string): DataSet[] {
  if (name === '') return [];
  const context = { RelationshipType: 'HAS OBS CONTEXT' } as const;
  return [
    {
      ...context,
      ValueType: 'CODE',
      ConceptNameCodeSequence: [codeItem(observerType)],
      ConceptCodeSequence: [codeItem(person)],
    },
    {
      ...context,
      ValueType: 'PNAME',
      ConceptNameCodeSequence: [codeItem(personObserverName)],
      PersonName: name,
    },
  ];
}

function words(description: string): DataSet[] {
  if (description === '') return [];
  return [
    {
      RelationshipType: 'CONTAINS',
      ValueType: 'TEXT',
      ConceptNameCodeSequence: [codeItem(keyObjectDescription)],
      TextValue: description,
    },
  ];
}

/** What an object of each class is listed as, where somebody names one of a kind. */
export const classOfKind = {
  photograph: vlPhotographic,
  derived: vlPhotographic,
  'key-objects': keyObjectSelection,
  rejection: keyObjectSelection,
  report: encapsulatedPdf,
  document: encapsulatedPdf,
} as const;
