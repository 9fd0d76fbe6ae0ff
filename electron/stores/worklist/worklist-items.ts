import { createHash } from 'node:crypto';
import { type Order, type WorklistItem, worklistItem } from '../../contract/order.ts';
import { personName } from '../../contract/patient.ts';
import type { Code } from '../../contract/protocol.ts';
import type { Keyword } from '../dicom/dictionary.ts';
import { type Elements, itemsOf, valuesOf } from '../dicom/read.ts';

/**
 * The items of one answer, one for each of its scheduled steps that is for `stationAet` (for anybody, where that is absent).
 * What the RIS left out, or what nobody could use, is absent in them. `broken` are steps of which nobody could tell who is
 * meant, or when.
 */
export function worklistItems(answer: Elements, stationAet?: string): { items: WorklistItem[]; broken: number } {
  const steps = itemsOf(answer, 'ScheduledProcedureStepSequence');
  const own = steps.filter((step) => isFor(step, stationAet));
  const items = own.flatMap((step) => itemOf(answer, step) ?? []);
  return { items, broken: steps.length === 0 ? 1 : own.length - items.length };
}

function isFor(step: Elements, stationAet: string | undefined): boolean {
  const stations = valuesOf(step, 'ScheduledStationAETitle').filter((station) => station !== '');
  return stationAet === undefined || stations.length === 0 || stations.includes(stationAet);
}

function itemOf(answer: Elements, step: Elements): WorklistItem | null {
  const patient = {
    patientId: first(answer, 'PatientID'),
    name: name(answer, 'PatientName'),
    birthDate: isoDay(first(answer, 'PatientBirthDate')),
    sex: oneOf(first(answer, 'PatientSex'), ['F', 'M', 'O']),
    issuer: short(first(answer, 'IssuerOfPatientID'), 64),
  };
  const order = orderOf(answer, step);
  const scheduledAt = momentOf(step);
  const { studyUid, accessionNumber, requestedProcedureId, scheduledStepId } = order;
  const names = [studyUid, accessionNumber, requestedProcedureId, scheduledStepId];
  const item = {
    id: digest(names.some((part) => part !== undefined) ? names : [patient.patientId, scheduledAt]),
    patient: present(patient),
    order,
    modality: short(first(step, 'Modality'), 16),
    scheduledAt,
  };
  return worklistItem.safeParse(present(item)).data ?? null;
}

function orderOf(answer: Elements, step: Elements): Order {
  const [admissionIssuer] = itemsOf(answer, 'IssuerOfAdmissionIDSequence').map((issuer) => {
    return first(issuer, 'LocalNamespaceEntityID') ?? first(issuer, 'UniversalEntityID');
  });
  const accessionNumber = identifier(answer, 'AccessionNumber', 16);
  const requestedProcedureId = identifier(answer, 'RequestedProcedureID', 16);
  const isOrdered = accessionNumber !== undefined || requestedProcedureId !== undefined;
  return present({
    // An encounter manager lists who is there, with a stay and without anybody's request (IHE RAD TF-2, RAD-130).
    kind: isOrdered ? ('order' as const) : ('encounter' as const),
    accessionNumber,
    studyUid: uidIn(answer),
    requestedProcedureId,
    requestedProcedure: short(first(answer, 'RequestedProcedureDescription'), 64),
    requestedProcedureCode: codesIn(answer, 'RequestedProcedureCodeSequence')[0],
    scheduledStepId: identifier(step, 'ScheduledProcedureStepID', 16),
    scheduledStep: short(first(step, 'ScheduledProcedureStepDescription'), 64),
    scheduledStepCodes: codesIn(step, 'ScheduledProtocolCodeSequence'),
    referringPhysician: name(answer, 'ReferringPhysicianName'),
    requestingPhysician: name(answer, 'RequestingPhysician'),
    priority: priorities[first(answer, 'RequestedProcedurePriority') ?? ''] ?? 'routine',
    admissionId: identifier(answer, 'AdmissionID', 64),
    admissionIssuer: short(admissionIssuer, 64),
    location: short(first(answer, 'CurrentPatientLocation'), 64),
    reason: short(first(answer, 'ReasonForTheRequestedProcedure'), 64),
  });
}

const priorities: Readonly<Record<string, Order['priority']>> = { STAT: 'stat', HIGH: 'high' };

/** The first value; undefined where there is none. Control characters are nobody's name. */
function first(elements: Elements, keyword: Keyword): string | undefined {
  const value = valuesOf(elements, keyword)[0]
    ?.replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return value ? value : undefined;
}

/** Delimiters at the end say nothing; what is no name is absent. */
function name(elements: Elements, keyword: Keyword): string | undefined {
  const groups = first(elements, keyword)
    ?.split('=')
    .map((group) => group.replace(/[\s^]+$/, ''));
  return personName.safeParse(groups?.join('=').replace(/=+$/, '')).data;
}

/** Cut short it would name something else. */
function identifier(elements: Elements, keyword: Keyword, most: number): string | undefined {
  const value = first(elements, keyword);
  return value !== undefined && [...value].length <= most ? value : undefined;
}

function short(value: string | undefined, most: number): string | undefined {
  return value && [...value].slice(0, most).join('').replaceAll('\\', ' ').trim();
}

function oneOf<T extends string>(value: string | undefined, known: readonly T[]): T | undefined {
  return known.find((one) => one === value);
}

function uidIn(answer: Elements): string | undefined {
  const value = first(answer, 'StudyInstanceUID') ?? '';
  return /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(value) && value.length <= 64 ? value : undefined;
}

/** Codes without a meaning mean what they are called; those that do not fit are none. */
function codesIn(elements: Elements, keyword: Keyword): Code[] {
  return itemsOf(elements, keyword).flatMap((item) => {
    const value = identifier(item, 'CodeValue', 16);
    const scheme = identifier(item, 'CodingSchemeDesignator', 16);
    const meaning = short(first(item, 'CodeMeaning'), 64) ?? value;
    return value && scheme && meaning ? [{ value, scheme, meaning }] : [];
  });
}

/** `YYYYMMDD`, and `YYYY.MM.DD` of old systems. */
function isoDay(value: string | undefined): string | undefined {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value ?? '');
  if (!parts) return undefined;
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined;
}

/** When the step is scheduled; a day without a time begins it. */
function momentOf(step: Elements): string | undefined {
  const day = isoDay(first(step, 'ScheduledProcedureStepStartDate'));
  const time = /^([01]\d|2[0-3]):?([0-5]\d)?:?([0-5]\d)?/.exec(first(step, 'ScheduledProcedureStepStartTime') ?? '');
  return day && `${day}T${time?.[1] ?? '00'}:${time?.[2] ?? '00'}:${time?.[3] ?? '00'}`;
}

/** Names an item without telling anything of it. */
function digest(parts: readonly (string | undefined)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? '')))
    .digest('hex')
    .slice(0, 32);
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what is undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
