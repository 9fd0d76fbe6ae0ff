import type { DataSet } from '../dicom/encode.ts';

/** What is asked of the worklist; what is absent restricts nothing. */
export type WorklistQuery = {
  /** `YYYY-MM-DD`, the RIS's own days, the last one included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly stationAet?: string | undefined;
  readonly modality?: string | undefined;
  readonly accessionNumber?: string | undefined;
  /** A part of the name or, with `*` and `?`, the whole; or the patient's number. Case and accents do not count. */
  readonly patient?: string | undefined;
};

/**
 * The keys of a modality worklist query (PS3.4, table K.6-1): what is asked for, and empty what is wanted back. All of them
 * are text in ASCII: peers take an empty number for zero, and compare other letters byte by byte. The patient is looked for
 * among the answers instead (`matches`), or, `narrow`, by the peer itself where its list is too long to be given whole.
 */
export function worklistKeys(query: WorklistQuery, narrow?: 'patientId' | 'patientName'): DataSet {
  const code: DataSet = { CodeValue: '', CodingSchemeDesignator: '', CodeMeaning: '' };
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    AccessionNumber: query.accessionNumber ?? '',
    ReferringPhysicianName: '',
    PatientName: narrow === 'patientName' ? namePattern(query.patient ?? '') : '',
    PatientID: narrow === 'patientId' ? (query.patient ?? '') : '',
    IssuerOfPatientID: '',
    PatientBirthDate: '',
    PatientSex: '',
    StudyInstanceUID: '',
    RequestingPhysician: '',
    RequestedProcedureDescription: '',
    RequestedProcedureCodeSequence: [code],
    AdmissionID: '',
    IssuerOfAdmissionIDSequence: [{ LocalNamespaceEntityID: '', UniversalEntityID: '', UniversalEntityIDType: '' }],
    CurrentPatientLocation: '',
    ScheduledProcedureStepSequence: [
      {
        Modality: query.modality ?? '',
        ScheduledStationAETitle: query.stationAet ?? '',
        ScheduledProcedureStepStartDate: days(query),
        ScheduledProcedureStepStartTime: '',
        ScheduledPerformingPhysicianName: '',
        ScheduledProcedureStepDescription: '',
        ScheduledProtocolCodeSequence: [code],
        ScheduledProcedureStepID: '',
        ScheduledStationName: '',
        ScheduledProcedureStepLocation: '',
      },
    ],
    RequestedProcedureID: '',
    ReasonForTheRequestedProcedure: '',
    RequestedProcedurePriority: '',
  };
}

function days({ from, to }: WorklistQuery): string {
  const [first = '', last = ''] = [from, to].map((day) => day?.replaceAll('-', ''));
  return first === last ? first : `${first}-${last}`;
}

/** Everywhere in the name; what is not ASCII may be written in any way. */
function namePattern(text: string): string {
  return `*${text}*`.replace(/[^\x20-\x7e]+|[ ,^\\]+/g, '*').replace(/\*+/g, '*');
}
