import type { ObjectKind } from '../../electron/contract/journal.ts';
import { dictionary, type Keyword } from '../../electron/stores/dicom/dictionary.ts';
import { defaultLimits as httpLimits } from '../../electron/stores/dicomweb/http.ts';
import { askedOfSeries } from '../../electron/stores/dicomweb/priors.ts';
import { failureReasons, httpStatuses } from '../../electron/stores/dicomweb/statuses.ts';
import { defaultLimits } from '../../electron/stores/dimse/association.ts';
import { defaultCommitmentWaits } from '../../electron/stores/dimse/commitment.ts';
import { commitmentFailures, commitmentRequestStatuses } from '../../electron/stores/dimse/commitment-report.ts';
import { findStatuses } from '../../electron/stores/dimse/find.ts';
import { ourMaxPduBytes } from '../../electron/stores/dimse/line.ts';
import { listenerStatuses } from '../../electron/stores/dimse/listener.ts';
import { priorQueries } from '../../electron/stores/dimse/priors.ts';
import { rejections } from '../../electron/stores/dimse/rejection.ts';
import { retrieveStatuses } from '../../electron/stores/dimse/retrieve-statuses.ts';
import {
  type SopClass,
  sopClasses,
  storageClasses,
  transferSyntaxNames,
} from '../../electron/stores/dimse/sop-classes.ts';
import { storeStatuses } from '../../electron/stores/dimse/store-status.ts';
import { creation, discontinuations, ending, type PerformedStep } from '../../electron/stores/mpps/performed-step.ts';
import { progressStatuses } from '../../electron/stores/mpps/progress-statuses.ts';
import { worklistKeys } from '../../electron/stores/worklist/worklist-query.ts';
import { attributesOf, exampleOfDataSet } from './attributes.ts';
import { attributeTable, hexStatus, table } from './markdown.ts';

const classes: readonly SopClass[] = Object.values(sopClasses);
const role = { user: 'SCU', provider: 'SCP' } as const;
const yes = (on: boolean): string => (on ? 'Yes' : 'No');
const seconds = (ms: number): string => `${ms / 1000} s`;

export function sopClassTable(): string {
  const parts = ({ proposed, accepted }: SopClass) => [...proposed, ...accepted];
  return table(
    ['SOP Class', 'SOP Class UID', 'SCU', 'SCP'],
    classes.map((one) => [one.name, one.uid, yes(parts(one).includes('user')), yes(parts(one).includes('provider'))]),
  );
}

/** Presentation contexts of associations that are asked for, or of those that are accepted. */
export function contextTable(which: 'proposed' | 'accepted', names: readonly (keyof typeof sopClasses)[]): string {
  const rows = names.flatMap((name) => {
    const one: SopClass = sopClasses[name];
    if (one[which].length === 0) return [];
    const syntaxes = one.transferSyntaxUids.map((uid) => `${transferSyntaxNames[uid] ?? ''} (${uid})`);
    return [[one.name, one.uid, syntaxes.join('; '), one[which].map((part) => role[part]).join(', ')]];
  });
  return table(['Abstract syntax', 'UID', 'Transfer syntaxes', 'Role'], rows);
}

export const archiveContexts = [
  'verification',
  ...storageClasses,
  'storageCommitment',
  'studyFind',
  'studyGet',
  'studyMove',
] as const;
export const risContexts = ['verification', 'worklist', 'procedureStep'] as const;
export const listenerContexts = ['verification', ...storageClasses, 'storageCommitment'] as const;

export function storeStatusTable(): string {
  return table(
    ['Status', 'Meaning', 'Behaviour'],
    storeStatuses.map(({ from, to, meaning, result }) => [hexStatus(from, to), meaning, behaviour(result)]),
  );
}

function behaviour(result: string): string {
  if (result === 'stored') return 'counts as stored; proof is asked for';
  if (result === 'warning') return 'counts as stored, is noted with the instance; proof is asked for';
  return `\`${result}\``;
}

export function commitmentTables(): string {
  const rows = (known: typeof commitmentFailures) =>
    Object.entries(known).map(([status, { name, code }]) => [hexStatus(Number(status)), name, `\`${code}\``]);
  const { deadlineMs, questions, lingerMs } = defaultCommitmentWaits;
  return [
    'Answers to N-ACTION that are no success:',
    table(['Status', 'Meaning', 'Behaviour'], rows(commitmentRequestStatuses)),
    'Failure Reasons (0008,1197) of an N-EVENT-REPORT:',
    table(['Reason', 'Meaning', 'Behaviour'], rows(commitmentFailures)),
    `A report is awaited for ${seconds(deadlineMs)}, on the association of the request (kept open for ${seconds(lingerMs)}) and at the ` +
      `listener; then it is asked for again, ${questions} times in all, and the instance counts as \`store-unproven\`, which is tried again.`,
  ].join('\n\n');
}

export function retrievalTable(): string {
  const rows = Object.entries(retrieveStatuses);
  return table(
    ['Status', 'Meaning', 'Behaviour'],
    rows.map(([status, { name, code }]) => [hexStatus(Number(status)), name, `\`${code}\``]),
  );
}

export function findStatusTable(): string {
  return table(
    ['Status', 'Meaning', 'Behaviour'],
    findStatuses.map(({ from, to, meaning, error }) => [
      hexStatus(from, to),
      meaning,
      error === undefined ? 'what came counts' : `\`${error}\``,
    ]),
  );
}

export function progressStatusTable(): string {
  const outcomes = {
    told: 'the RIS has taken note',
    known: 'the step is there already, from an answer that was lost',
    unknown: 'the step is created first',
    unclear: 'taken for told where the step is final already, else told again later',
    later: 'told again later',
    refused: 'refused for good; nobody waits for it',
  } as const;
  return table(
    ['Status', 'Meaning', 'Behaviour'],
    progressStatuses.map(({ status, meaning, outcome }) => [hexStatus(status), meaning, outcomes[outcome]]),
  );
}

export function rejectionTable(): string {
  return table(
    ['Source', 'Reason', 'Meaning', 'Behaviour'],
    rejections.map(({ source, reason, says, code }) => [source, reason, says, `\`${code}\``]),
  );
}

export function listenerStatusTable(): string {
  const meanings: Record<keyof typeof listenerStatuses, string> = {
    success: 'what was awaited has been taken, or a report was heard',
    unreadable: 'the data set could not be read',
    notAwaited: 'nobody has asked for it: nothing is kept',
    noSuchEvent: 'the event is none of the Storage Commitment Push Model’s',
    unknown: 'the operation is none of the listener’s',
  };
  const rows = Object.entries(listenerStatuses) as [keyof typeof meanings, number][];
  return table(
    ['Status', 'Given when'],
    rows.map(([name, status]) => [hexStatus(status), meanings[name]]),
  );
}

export function httpTables(): string {
  return [
    'HTTP statuses that are no success; a status of 200 or 202 counts for those instances alone that the answer names as stored:',
    table(
      ['Status', 'Meaning', 'Behaviour'],
      httpStatuses.map(({ from, to, words, code }) => [from === to ? from : `${from}–${to}`, words, `\`${code}\``]),
    ),
    'Failure Reasons (0008,1197) of a STOW-RS answer:',
    table(
      ['Reason', 'Meaning', 'Behaviour'],
      failureReasons.map(({ from, to, words, code }) => [hexStatus(from, to), words, behaviour(code)]),
    ),
  ].join('\n\n');
}

export function limitTable(): string {
  const { connectMs, associateMs, idleMs, answerMs } = defaultLimits;
  return table(
    ['Limit', 'DIMSE', 'DICOMweb'],
    [
      ['TCP connection and TLS handshake', seconds(connectMs), seconds(httpLimits.connectMs)],
      ['answer to an association request', seconds(associateMs), 'none'],
      ['silence while something is on its way', seconds(idleMs), seconds(httpLimits.idleMs)],
      ['answer to a whole request', seconds(answerMs), seconds(httpLimits.answerMs)],
      ['largest PDU that is received', `${ourMaxPduBytes} bytes`, 'none'],
    ],
  );
}

/** Which keys of the worklist are matched, by what is set or asked, and which only come back. */
export async function worklistTable(): Promise<string> {
  const query = { from: '2026-01-01', to: '2026-01-01', stationAet: 'STATION', modality: 'XC', accessionNumber: 'A1' };
  const base = await exampleOfDataSet(worklistKeys({}), 'keys');
  const variations = [
    { source: 'range', given: worklistKeys({ from: '2026-01-01', to: '2026-01-02' }) },
    { source: 'single value', given: worklistKeys(query) },
    { source: 'only where the list is too long to be given whole', given: worklistKeys({ patient: 'X' }, 'patientId') },
    {
      source: 'only where the list is too long to be given whole',
      given: worklistKeys({ patient: 'X' }, 'patientName'),
    },
  ];
  const examples = await Promise.all(
    variations.map(async ({ source, given }) => ({ source, examples: [await exampleOfDataSet(given, 'keys')] })),
  );
  return table(
    ['Tag', 'Attribute', 'VR', 'Matching'],
    attributesOf(base, examples).map(({ tag, name, depth, vr, source }) => {
      return [
        `${'>'.repeat(depth)}${tag}`,
        name,
        vr,
        name === 'SpecificCharacterSet' ? source : source || 'return key',
      ];
    }),
  );
}

export async function performedStepTables(): Promise<string> {
  const code = { value: 'P', scheme: 'L', meaning: 'Meaning' };
  const step: PerformedStep = {
    mppsUid: '2.25.1',
    progress: 'completed',
    why: 'unspecified',
    patient: { patientId: 'P1', name: 'FAMILY^Given', birthDate: '2001-01-01', sex: 'F', issuer: 'HOSPITAL' },
    order: {
      ...{ kind: 'order', accessionNumber: 'A1', requestedProcedureId: 'RP1', requestedProcedure: 'Procedure' },
      ...{ requestedProcedureCode: code, scheduledStepId: 'SPS1', scheduledStep: 'Step', scheduledStepCodes: [code] },
      ...{ priority: 'routine', admissionId: 'ADM1' },
    },
    studyUid: '2.25.2',
    session: '00000000-0000-4000-8000-000000000001',
    startedAt: '2026-01-01T08:00:00.000Z',
    endedAt: '2026-01-01T08:30:00.000Z',
    stationAet: 'STATION',
    stationName: 'studio-1',
    protocol: { id: 'one', title: 'One' },
    operator: 'OPERATOR^One',
    series: performedSeries('2.25.3', 'report'),
  };
  const { issuer: _issuer, ...nameless } = step.patient;
  const other = { ...code, value: 'P2' };
  const varied: readonly (readonly [string, readonly PerformedStep[]])[] = [
    [
      'PATIENT',
      [
        { ...step, patient: { ...nameless, patientId: 'P2', name: 'OTHER^Name', birthDate: '2002-02-02', sex: 'M' } },
        { ...step, patient: { ...step.patient, issuer: 'OTHER' } },
      ],
    ],
    [
      'ORDER',
      [
        { ...step, order: undefined, studyUid: '2.25.5' },
        {
          ...step,
          order: {
            ...{ kind: 'order', accessionNumber: 'A2', requestedProcedureId: 'RP2', requestedProcedure: 'Another' },
            ...{ requestedProcedureCode: { value: 'X', scheme: 'Y', meaning: 'Z' }, scheduledStepId: 'SPS2' },
            ...{ scheduledStep: 'Other', scheduledStepCodes: [{ value: 'X', scheme: 'Y', meaning: 'Z' }, other] },
            ...{ priority: 'routine', admissionId: 'ADM2' },
          },
        },
      ],
    ],
    ['OPERATOR', [{ ...step, operator: 'OPERATOR^Two' }]],
    ['STATION', [{ ...step, stationAet: 'STATION2', stationName: 'studio-2' }]],
    ['PROTOCOL', [{ ...step, protocol: { id: 'two', title: 'Two' } }]],
    [
      'SESSION',
      [
        {
          ...step,
          ...{ progress: 'discontinued', why: 'wrong-item', session: '10000000-0000-4000-8000-000000000002' },
          ...{ startedAt: '2026-02-02T01:02:03.000Z', endedAt: '2026-02-02T11:12:13.000Z' },
          series: performedSeries('2.25.6', 'key-objects'),
        },
        { ...step, progress: 'discontinued', series: [] },
      ],
    ],
  ];
  const tables = await Promise.all(
    [creation, ending].map(async (made) => {
      const variations = await Promise.all(
        varied.map(async ([source, steps]) => {
          return { source, examples: await Promise.all(steps.map((one) => exampleOfDataSet(made(one)))) };
        }),
      );
      return attributeTable(attributesOf(await exampleOfDataSet(made(step)), variations));
    }),
  );
  const reasons = Object.values(discontinuations).map(({ value, scheme, meaning }) => [value, scheme, meaning]);
  return [
    'N-CREATE, Performed Procedure Step Status IN PROGRESS, with the first picture:',
    tables[0] ?? '',
    'N-SET, COMPLETED or DISCONTINUED, when the session is closed, ended before its time, or was somebody else’s:',
    tables[1] ?? '',
    'Reasons of a discontinuation:',
    table(['Code', 'Scheme', 'Meaning'], reasons),
  ].join('\n\n');
}

/** The private block, by its keywords. */
export function privateTable(meanings: Readonly<Record<string, string>>): string {
  const entries = (Object.entries(dictionary) as [Keyword, { tag: number; vr: string }][]).filter(([name]) =>
    name.startsWith('Incidence'),
  );
  const missing = entries.filter(([name]) => meanings[name] === undefined);
  if (missing.length > 0) throw new Error(`private attributes: ${missing.map(([name]) => name).join(', ')}`);
  return table(
    ['Tag', 'Attribute', 'VR', 'VM', 'Meaning'],
    entries.map(([name, { tag, vr }]) => {
      const [group, element] = [tag >>> 16, tag & 0xffff].map((part) => hexStatus(part));
      const shown = element === '0010' ? element : `xx${element?.slice(2)}`;
      return [`(${group},${shown})`, name, vr, 1, meanings[name] ?? ''];
    }),
  );
}

function tagOf(keyword: Keyword): string {
  const digits = dictionary[keyword].tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** What is asked for earlier pictures at each level, and how it is matched. */
export function priorQueryTable(): string {
  const attribute = (keyword: Keyword): string => `${tagOf(keyword)} ${keyword}`;
  return table(
    ['Level', 'Matched (single value)', 'Return keys'],
    Object.entries(priorQueries).map(([level, { matching, returned }]) => {
      return [level, matching.map(attribute).join(', '), returned.map(attribute).join(', ')];
    }),
  );
}

/** The same of QIDO-RS. */
export function askedOfSeriesText(): string {
  return askedOfSeries.map((keyword) => `${tagOf(keyword)} ${keyword}`).join(', ');
}

/** One series of a picture and something else. */
function performedSeries(seriesUid: string, kind: ObjectKind): PerformedStep['series'] {
  const instances = (['photograph', kind] as const).map((one) => ({
    kind: one,
    sopInstanceUid: `${seriesUid}.${one.length}`,
  }));
  return [{ seriesUid, instances }];
}
