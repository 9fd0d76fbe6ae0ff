import type { Order } from '../../contract/order.ts';
import type { Patient } from '../../contract/patient.ts';
import type { Protocol } from '../../contract/protocol.ts';
import { performedStepId } from '../mpps/performed-step-id.ts';
import { codeItems } from './coding.ts';
import type { DataSet } from './encode.ts';
import { localOffset, momentOf, zoneOf } from './moment.ts';
import { modalityPerformedProcedureStep } from './part10.ts';
import { shortened } from './shortened.ts';

/** What holds for every object of a series, pictures or not; everything comes from the journal and the station. */
export type SeriesFacts = {
  session: string;
  patient: Patient;
  studyUid: string;
  seriesUid: string;
  sopInstanceUid: string;
  instanceNumber: number;
  /** When the session was opened: ISO 8601 with an offset. */
  studyAt: string;
  operator: string;
  protocol: Pick<Protocol, 'id' | 'version' | 'title'>;
  order?: Order | undefined;
  mppsUid?: string | undefined;
  simulated: boolean;
  softwareVersion: string;
  /** This workstation's name. */
  station: string;
  /** The zone that dates are written in, minutes east of UTC; absent, this machine's own at `studyAt`. */
  utcOffsetMinutes?: number | undefined;
};

/** Patient (PS3.3 C.7.1.1). */
export function patientModule(patient: Patient): DataSet {
  return {
    PatientName: patient.name,
    PatientID: patient.patientId,
    IssuerOfPatientID: patient.issuer,
    PatientBirthDate: patient.birthDate.replaceAll('-', ''),
    PatientSex: patient.sex,
    OtherPatientIDsSequence: nationalIdentity(patient),
  };
}

/** Only a qualified INS may stand as the matricule (REQ-1). */
function nationalIdentity(patient: Patient): DataSet[] | undefined {
  if (!patient.ins?.qualified) return undefined;
  const { matricule, oid } = patient.ins;
  const issuer: DataSet = { UniversalEntityID: oid, UniversalEntityIDType: 'ISO' };
  return [{ PatientID: matricule, TypeOfPatientID: 'TEXT', IssuerOfPatientIDQualifiersSequence: [issuer] }];
}

/** The zone of all dates of a study, so that its date does not change from one object to the next. */
export function offsetOf({ utcOffsetMinutes, studyAt }: SeriesFacts): number {
  return utcOffsetMinutes ?? localOffset(studyAt);
}

/** General Study and Patient Study (C.7.2): the order, where there is one, and the stay. */
export function studyModule(facts: SeriesFacts): DataSet {
  const { order, protocol, studyUid, session } = facts;
  const offset = offsetOf(facts);
  const study = momentOf(facts.studyAt, offset);
  return {
    StudyInstanceUID: studyUid,
    StudyDate: study.date,
    StudyTime: study.time,
    StudyID: performedStepId(session),
    StudyDescription: shortened(order?.requestedProcedure ?? protocol.title.fr, 64),
    AccessionNumber: order?.accessionNumber ?? '',
    ReferringPhysicianName: order?.referringPhysician ?? '',
    ProcedureCodeSequence: order?.requestedProcedureCode && codeItems([order.requestedProcedureCode]),
    AdmissionID: order?.admissionId,
    IssuerOfAdmissionIDSequence: order?.admissionIssuer
      ? [{ LocalNamespaceEntityID: order.admissionIssuer }]
      : undefined,
    TimezoneOffsetFromUTC: zoneOf(offset),
  };
}

/** General Series (C.7.3.1) with what was asked for and performed (C.4.15 and 10.6, 10.16). */
export function seriesModule(
  facts: SeriesFacts,
  series: { modality: string; number: number; description: string },
): DataSet {
  const start = momentOf(facts.studyAt, offsetOf(facts));
  return {
    Modality: series.modality,
    SeriesInstanceUID: facts.seriesUid,
    SeriesNumber: series.number,
    SeriesDescription: shortened(series.description, 64),
    SeriesDate: start.date,
    SeriesTime: start.time,
    OperatorsName: facts.operator === '' ? undefined : facts.operator,
    ReferencedPerformedProcedureStepSequence: performedStep(facts),
    RequestAttributesSequence: requestAttributes(facts),
  };
}

/** Part of General Series for pictures alone: those of Key Objects and documents have no such attributes. */
export function performedModule(facts: SeriesFacts): DataSet {
  const start = momentOf(facts.studyAt, offsetOf(facts));
  return {
    PerformedProcedureStepID: performedStepId(facts.session),
    PerformedProcedureStepStartDate: start.date,
    PerformedProcedureStepStartTime: start.time,
    PerformedProcedureStepDescription: shortened(facts.protocol.title.fr, 64),
    PerformedProtocolCodeSequence: codeItems(facts.order?.scheduledStepCodes ?? []),
    ProtocolName: shortened(facts.protocol.id, 64),
  };
}

function performedStep({ mppsUid }: SeriesFacts): DataSet[] | undefined {
  if (mppsUid === undefined) return undefined;
  return [{ ReferencedSOPClassUID: modalityPerformedProcedureStep, ReferencedSOPInstanceUID: mppsUid }];
}

/** Nobody scheduled an encounter: it has a reason, and nothing that was requested (10.6). */
function requestAttributes({ order, studyUid }: SeriesFacts): DataSet[] | undefined {
  if (order?.kind !== 'order') return undefined;
  return [
    {
      AccessionNumber: order.accessionNumber,
      StudyInstanceUID: order.studyUid ?? studyUid,
      RequestedProcedureID: order.requestedProcedureId,
      RequestedProcedureDescription: order.requestedProcedure,
      RequestedProcedureCodeSequence: order.requestedProcedureCode && codeItems([order.requestedProcedureCode]),
      ReasonForTheRequestedProcedure: order.reason,
      ScheduledProcedureStepID: order.scheduledStepId,
      ScheduledProcedureStepDescription: order.scheduledStep,
      ScheduledProtocolCodeSequence: codeItems(order.scheduledStepCodes),
    },
  ];
}

/** General Equipment (C.7.5.1) of what the studio itself makes. */
export function studioEquipment(facts: Pick<SeriesFacts, 'softwareVersion' | 'station'>): DataSet {
  return {
    Manufacturer: 'Incidence',
    ManufacturerModelName: 'Incidence',
    SoftwareVersions: shortened(`Incidence ${facts.softwareVersion}`, 64),
    StationName: shortened(facts.station, 16),
  };
}
