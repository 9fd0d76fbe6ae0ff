import type { Answer, Reply, Request, RequestName } from './association.ts';
import { type Command, noDataSet } from './command-set.ts';

/** How each request is numbered, and which elements name its SOP class and instance (PS3.7, 9.3 and 10.3, annex E). */
export const requestKinds = {
  'C-STORE': { field: 0x0001, names: 'Affected', priority: true, cancels: false },
  'C-GET': { field: 0x0010, names: 'Affected', priority: true, cancels: true },
  'C-FIND': { field: 0x0020, names: 'Affected', priority: true, cancels: true },
  'C-MOVE': { field: 0x0021, names: 'Affected', priority: true, cancels: true },
  'C-ECHO': { field: 0x0030, names: 'Affected', priority: false, cancels: false },
  'N-EVENT-REPORT': { field: 0x0100, names: 'Affected', priority: false, cancels: false },
  'N-GET': { field: 0x0110, names: 'Requested', priority: false, cancels: false },
  'N-SET': { field: 0x0120, names: 'Requested', priority: false, cancels: false },
  'N-ACTION': { field: 0x0130, names: 'Requested', priority: false, cancels: false },
  'N-CREATE': { field: 0x0140, names: 'Affected', priority: false, cancels: false },
} as const satisfies Record<
  RequestName,
  { field: number; names: 'Affected' | 'Requested'; priority: boolean; cancels: boolean }
>;

export const cancelField = 0x0fff;
/** Set in the field of an answer. */
export const answerFlag = 0x8000;
const withDataSet = 0x0000;
const mediumPriority = 0;

const nameOfField = new Map<number, RequestName>(
  (Object.keys(requestKinds) as RequestName[]).map((name) => [requestKinds[name].field, name]),
);

export function requestName(field: number): RequestName | undefined {
  return nameOfField.get(field);
}

export function requestCommand(request: Request, messageId: number): Command {
  const kind = requestKinds[request.name];
  return {
    ...named(request.name, request.sopClassUid, request.sopInstanceUid),
    CommandField: kind.field,
    MessageID: messageId,
    ...(kind.priority ? { Priority: mediumPriority } : {}),
    CommandDataSetType: request.dataSet ? withDataSet : noDataSet,
    ...request.fields,
  };
}

export function cancelCommand(messageId: number): Command {
  return { CommandField: cancelField, MessageIDBeingRespondedTo: messageId, CommandDataSetType: noDataSet };
}

/** Answers name class and instance as Affected, whatever was asked. */
export function replyCommand(name: RequestName, asked: Command, reply: Reply): Command {
  const { sopClassUid, sopInstanceUid } = namesOf(asked);
  return {
    AffectedSOPClassUID: sopClassUid || undefined,
    CommandField: requestKinds[name].field | answerFlag,
    MessageIDBeingRespondedTo: asked.MessageID ?? 0,
    CommandDataSetType: reply.dataSet ? withDataSet : noDataSet,
    Status: reply.status,
    AffectedSOPInstanceUID: sopInstanceUid || undefined,
    ...reply.fields,
  };
}

export function namesOf(command: Command): { sopClassUid: string; sopInstanceUid: string } {
  return {
    sopClassUid: command.AffectedSOPClassUID ?? command.RequestedSOPClassUID ?? '',
    sopInstanceUid: command.AffectedSOPInstanceUID ?? command.RequestedSOPInstanceUID ?? '',
  };
}

function named(name: RequestName, sopClassUid: string, sopInstanceUid: string | undefined): Command {
  return requestKinds[name].names === 'Affected'
    ? { AffectedSOPClassUID: sopClassUid, AffectedSOPInstanceUID: sopInstanceUid }
    : { RequestedSOPClassUID: sopClassUid, RequestedSOPInstanceUID: sopInstanceUid };
}

/** Pending statuses: matches follow; the second, without some keys that were asked for. */
export function answerOf(command: Command, dataSet: Answer['dataSet']): Answer {
  const status = command.Status ?? missingStatus;
  return { status, pending: status === 0xff00 || status === 0xff01, command, dataSet };
}

/** An answer without a status says nothing good: processing failure. */
const missingStatus = 0x0110;
