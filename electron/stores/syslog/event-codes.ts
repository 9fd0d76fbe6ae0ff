import type { AuditEvent } from '../../contract/audit.ts';

/** A code of DICOM PS3.16 annex D, scheme DCM, with its meaning. */
export type Code = readonly [code: string, meaning: string];

/** How an event is told to an audit repository: PS3.15 A.5.3 says which identifiers, types and actions go together. */
export type EventCodes = { id: Code; types: readonly Code[]; action: 'C' | 'R' | 'U' | 'D' | 'E' };

const application: Code = ['110100', 'Application Activity'];
const auditLogUsed: Code = ['110101', 'Audit Log Used'];
const instancesAccessed: Code = ['110103', 'DICOM Instances Accessed'];
const instancesTransferred: Code = ['110104', 'DICOM Instances Transferred'];
const studyDeleted: Code = ['110105', 'DICOM Study Deleted'];
const exported: Code = ['110106', 'Export'];
const query: Code = ['110112', 'Query'];
const patientRecord: Code = ['110110', 'Patient Record'];
const procedureRecord: Code = ['110111', 'Procedure Record'];
const securityAlert: Code = ['110113', 'Security Alert'];
const userAuthentication: Code = ['110114', 'User Authentication'];

const login: Code = ['110122', 'Login'];
const logout: Code = ['110123', 'Logout'];
const securityConfiguration: Code = ['110129', 'Security Configuration'];
const softwareConfiguration: Code = ['110131', 'Software Configuration'];
const restrictedFunction: Code = ['110132', 'Use of Restricted Function'];
const objectAttributes: Code = ['110135', 'Object Security Attributes Changed'];
const userAttributes: Code = ['110137', 'User Security Attributes Changed'];

/** Every event; beside these types each message carries our own name of it. */
export const eventCodes: Readonly<Record<AuditEvent, EventCodes>> = {
  'studio-started': { id: application, types: [['110120', 'Application Start']], action: 'E' },
  'studio-stopped': { id: application, types: [['110121', 'Application Stop']], action: 'E' },
  'vault-recovered': { id: securityAlert, types: [], action: 'E' },
  'recovery-key-confirmed': { id: securityAlert, types: [securityConfiguration], action: 'E' },
  'clock-behind': { id: securityAlert, types: [], action: 'E' },
  'sign-in': { id: userAuthentication, types: [login], action: 'E' },
  unlocked: { id: userAuthentication, types: [login], action: 'E' },
  locked: { id: userAuthentication, types: [logout], action: 'E' },
  'signed-out': { id: userAuthentication, types: [logout], action: 'E' },
  'call-refused': { id: securityAlert, types: [restrictedFunction], action: 'E' },
  'charter-signed': { id: securityAlert, types: [userAttributes], action: 'E' },
  'patient-opened': { id: patientRecord, types: [], action: 'R' },
  'session-resumed': { id: procedureRecord, types: [], action: 'R' },
  'session-paused': { id: procedureRecord, types: [], action: 'U' },
  'shot-taken': { id: instancesAccessed, types: [], action: 'C' },
  'shot-accepted': { id: instancesAccessed, types: [], action: 'U' },
  'shot-rejected': { id: instancesAccessed, types: [], action: 'U' },
  'series-closed': { id: procedureRecord, types: [], action: 'U' },
  'series-sent': { id: instancesTransferred, types: [], action: 'C' },
  'series-confirmed': { id: instancesTransferred, types: [], action: 'R' },
  'series-parked': { id: instancesTransferred, types: [], action: 'C' },
  'series-urgent': { id: procedureRecord, types: [], action: 'U' },
  'deliveries-paused': { id: securityAlert, types: [softwareConfiguration], action: 'E' },
  'deliveries-resumed': { id: securityAlert, types: [softwareConfiguration], action: 'E' },
  'patient-corrected': { id: patientRecord, types: [], action: 'U' },
  'document-attached': { id: procedureRecord, types: [], action: 'U' },
  'progress-told': { id: procedureRecord, types: [], action: 'U' },
  'worklist-queried': { id: query, types: [], action: 'E' },
  'prior-retrieved': { id: instancesTransferred, types: [], action: 'R' },
  exported: { id: exported, types: [], action: 'R' },
  purged: { id: studyDeleted, types: [], action: 'D' },
  held: { id: securityAlert, types: [objectAttributes], action: 'E' },
  released: { id: securityAlert, types: [objectAttributes], action: 'E' },
  'operator-changed': { id: securityAlert, types: [userAttributes], action: 'E' },
  'configuration-changed': { id: securityAlert, types: [softwareConfiguration], action: 'E' },
  'audit-read': { id: auditLogUsed, types: [], action: 'R' },
  'audit-exported': { id: auditLogUsed, types: [], action: 'R' },
  'audit-pruned': { id: securityAlert, types: [objectAttributes], action: 'E' },
};
