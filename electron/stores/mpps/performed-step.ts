import type { ObjectKind } from '../../contract/journal.ts';
import type { Order } from '../../contract/order.ts';
import type { Patient } from '../../contract/patient.ts';
import type { Code } from '../../contract/protocol.ts';
import type { DataSet } from '../dicom/encode.ts';
import { classOfKind } from '../dicom/key-objects.ts';
import { localOffset, momentOf } from '../dicom/moment.ts';
import { performedStepId } from './performed-step-id.ts';

/** A procedure step as far as it has been performed: what a RIS is told of a session. */
export type PerformedStep = {
  readonly mppsUid: string;
  readonly progress: 'in-progress' | 'completed' | 'discontinued';
  /** Why it is discontinued. */
  readonly why: keyof typeof discontinuations;
  readonly patient: Patient;
  readonly order: Order | undefined;
  readonly studyUid: string;
  /** The session's id. */
  readonly session: string;
  /** ISO 8601 with an offset; `endedAt` where it has ended. */
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly stationAet: string;
  readonly stationName: string;
  readonly protocol: { readonly id: string; readonly title: string };
  readonly operator: string;
  /** What goes to the stores. */
  readonly series: readonly PerformedSeries[];
};

export type PerformedSeries = {
  readonly seriesUid: string;
  readonly instances: readonly { readonly kind: ObjectKind; readonly sopInstanceUid: string }[];
};

/** CID 9300, as far as it is said: what people type as a reason stays in the journal. */
export const discontinuations = {
  unspecified: { value: '110513', scheme: 'DCM', meaning: 'Discontinued for unspecified reason' },
  'wrong-item': { value: '110514', scheme: 'DCM', meaning: 'Incorrect worklist entry selected' },
} as const satisfies Record<string, Code>;

/** What N-CREATE says: attributes of PS3.4, table F.7.2-1. What is not known yet, or to nobody, is empty. */
export function creation(step: PerformedStep): DataSet {
  const start = momentOf(step.startedAt, localOffset(step.startedAt));
  const { patient, order } = step;
  const id = performedStepId(step.session);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    Modality: 'XC',
    ReferencedPatientSequence: [],
    PatientName: patient.name,
    PatientID: patient.patientId,
    IssuerOfPatientID: patient.issuer,
    PatientBirthDate: patient.birthDate.replaceAll('-', ''),
    PatientSex: patient.sex,
    AdmissionID: order?.admissionId,
    StudyID: '',
    ProcedureCodeSequence: [],
    ScheduledStepAttributesSequence: [scheduled(step)],
    PerformedStationAETitle: step.stationAet,
    PerformedStationName: step.stationName,
    PerformedLocation: '',
    PerformedProcedureStepStartDate: start.date,
    PerformedProcedureStepStartTime: start.time,
    PerformedProcedureStepEndDate: '',
    PerformedProcedureStepEndTime: '',
    PerformedProcedureStepStatus: 'IN PROGRESS',
    PerformedProcedureStepID: id,
    PerformedProcedureStepDescription: step.protocol.title,
    PerformedProcedureTypeDescription: '',
    PerformedProtocolCodeSequence: codes(order?.scheduledStepCodes ?? []),
    PerformedSeriesSequence: [],
  };
}

/** What N-SET says at the end: what was performed, and when that ended. */
export function ending(step: PerformedStep): DataSet {
  const endedAt = step.endedAt ?? step.startedAt;
  const end = momentOf(endedAt, localOffset(endedAt));
  const discontinued = step.progress === 'discontinued';
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    PerformedProcedureStepEndDate: end.date,
    PerformedProcedureStepEndTime: end.time,
    PerformedProcedureStepStatus: discontinued ? 'DISCONTINUED' : 'COMPLETED',
    PerformedProcedureStepDiscontinuationReasonCodeSequence: discontinued
      ? codes([discontinuations[step.why]])
      : undefined,
    PerformedSeriesSequence: step.series.map((series) => performedSeries(step, series)),
  };
}

function performedSeries({ protocol, operator }: PerformedStep, { seriesUid, instances }: PerformedSeries): DataSet {
  const references = (of: (kind: ObjectKind) => boolean): DataSet[] =>
    instances.flatMap(({ kind, sopInstanceUid }) => {
      return of(kind) ? [{ ReferencedSOPClassUID: classOfKind[kind], ReferencedSOPInstanceUID: sopInstanceUid }] : [];
    });
  return {
    SeriesDescription: protocol.title,
    PerformingPhysicianName: '',
    OperatorsName: operator,
    ReferencedImageSequence: references(isImage),
    RetrieveAETitle: '',
    ProtocolName: protocol.id,
    SeriesInstanceUID: seriesUid,
    ReferencedNonImageCompositeSOPInstanceSequence: references((kind) => !isImage(kind)),
  };
}

function isImage(kind: ObjectKind): boolean {
  return kind === 'photograph' || kind === 'derived';
}

/** The order as the worklist gave it. An encounter was not scheduled: all but the study is empty then. */
function scheduled({ order, studyUid }: PerformedStep): DataSet {
  const { requestedProcedureCode: procedure } = order ?? {};
  return {
    ReferencedStudySequence: [],
    AccessionNumber: order?.accessionNumber ?? '',
    StudyInstanceUID: studyUid,
    RequestedProcedureDescription: order?.requestedProcedure ?? '',
    RequestedProcedureCodeSequence: procedure ? codes([procedure]) : undefined,
    ScheduledProcedureStepDescription: order?.scheduledStep ?? '',
    ScheduledProtocolCodeSequence: codes(order?.scheduledStepCodes ?? []),
    ScheduledProcedureStepID: order?.scheduledStepId ?? '',
    RequestedProcedureID: order?.requestedProcedureId ?? '',
  };
}

function codes(given: readonly Code[]): DataSet[] {
  return given.map(({ value, scheme, meaning }) => {
    return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
  });
}
