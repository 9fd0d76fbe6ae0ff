import { CodedError } from '../../contract/errors.ts';
import { encodeDataSet } from '../dicom/encode.ts';
import { codingOf } from '../dicom/part10.ts';
import { different, incomplete } from '../proof.ts';
import type { ObjectIdentity, Proof } from '../store.ts';
import { associate } from './associate.ts';
import type { AssociateOptions } from './association.ts';
import {
  type CommitmentReport,
  commitmentFailures,
  commitmentRequestStatuses,
  otherCommitmentFailure,
} from './commitment-report.ts';
import { awaitAtListener, hearReport, type ListenerSettings } from './listener.ts';
import type { Batch, Question } from './questions.ts';
import { offers, sopClasses } from './sop-classes.ts';
import { newTransaction, wasAsked } from './transactions.ts';
import { atMost } from './waiting.ts';

/** How an archive is reached: all that an association needs to know before it says what it is for. */
export type Archive = Pick<
  AssociateOptions,
  'host' | 'port' | 'calledAet' | 'callingAet' | 'tls' | 'identity' | 'limits'
>;

export type CommitmentWaits = {
  /** From one question to the next, which is a new N-ACTION with a new transaction. */
  readonly deadlineMs: number;
  readonly questions: number;
  /** How long the association stays open for a report on it, where there is a listener as well. */
  readonly lingerMs: number;
};
/**
 * Archives that copy to another place before they commit themselves take minutes; meanwhile others of the outbox go on. Who takes longer is
 * asked again by the outbox, and a report that comes by then counts.
 */
export const defaultCommitmentWaits: CommitmentWaits = { deadlineMs: 120_000, questions: 2, lingerMs: 10_000 };

/** The one instance of the class to which all questions go (PS3.4, J.3.5). */
const wellKnownInstance = '1.2.840.10008.1.20.1.1';
const requestCommitment = 1;

/**
 * Asks an archive to commit itself to objects (Storage Commitment Push Model, PS3.4 annex J) and settles each question by what it
 * reports for that very instance: on the association that asked, or on a new one to our listener. Without a listener only the
 * former. A report counts if it comes from the AE that was asked, in a transaction in which it was asked for that instance,
 * now or earlier; what no report names stays open, is asked again, and is left open in the end. Throws what keeps it from asking, `listener-unavailable` among it.
 */
export async function askForCommitment(
  archive: Archive,
  listener: ListenerSettings | undefined,
  waits: CommitmentWaits,
  { questions, over }: Batch<ObjectIdentity, Proof>,
): Promise<void> {
  const peer = `${archive.calledAet}@${archive.host}:${archive.port}`;
  const report = (heard: CommitmentReport) => settle(questions, heard, peer);

  let deaf: unknown;
  const leave = listener
    ? await awaitAtListener(listener, { from: archive.calledAet, report }).catch((error: unknown) => {
        deaf = error;
      })
    : undefined;
  const lingerMs = leave ? Math.min(waits.lingerMs, waits.deadlineMs) : waits.deadlineMs;
  try {
    for (let asked = 0; asked < (deaf ? 1 : waits.questions) && !over.aborted; asked++) {
      const deadline = performance.now() + waits.deadlineMs;
      await ask();
      await atMost(Math.max(0, deadline - performance.now()), over);

      async function ask(): Promise<void> {
        const association = await associate(
          {
            ...archive,
            // Reports go to the AE that asked.
            callingAet: listener?.aet ?? archive.callingAet,
            contexts: offers(['storageCommitment']),
            onRequest: (request) => hearReport(request, report),
          },
          over,
        );
        try {
          const { uid } = sopClasses.storageCommitment;
          const context = association.accepted(uid);
          if (!context) throw new CodedError('store-unproven', { reason: 'no Storage Commitment' });
          const open = questions.filter((question) => question.open).map(({ item }) => item);
          const request = {
            name: 'N-ACTION',
            sopClassUid: uid,
            sopInstanceUid: wellKnownInstance,
            fields: { ActionTypeID: requestCommitment },
            dataSet: [actionInformation(newTransaction(peer, open), open, context.transferSyntaxUid)],
          } as const;
          for await (const { status } of association.request(request, over)) demandSuccess(status);
          await atMost(lingerMs, over, association.ended);
        } finally {
          await association.release();
        }
      }
    }
  } finally {
    await leave?.();
  }
  if (deaf && !over.aborted) throw deaf;
}

/** PS3.4, Table J.3-1. */
function actionInformation(transaction: string, objects: readonly ObjectIdentity[], syntax: string): Uint8Array {
  const references = objects.map(({ sopClassUid, sopInstanceUid }) => ({
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: sopInstanceUid,
  }));
  return encodeDataSet({ TransactionUID: transaction, ReferencedSOPSequence: references }, codingOf(syntax));
}

function demandSuccess(status: number): void {
  if (status === 0) return;
  const meaning = commitmentRequestStatuses[status];
  throw new CodedError(meaning?.code ?? 'store-unproven', { reason: meaning?.name ?? hex(status) });
}

/** An instance that is named as committed and as failed has failed. */
function settle(questions: readonly Question<ObjectIdentity, Proof>[], heard: CommitmentReport, peer: string): void {
  for (const question of questions) {
    const { item } = question;
    if (!wasAsked(heard.transactionUid, peer, item.sopInstanceUid)) continue;
    const failed = heard.failed.find(({ sopInstanceUid }) => sopInstanceUid === item.sopInstanceUid);
    const committed = heard.committed.some(
      ({ sopClassUid, sopInstanceUid }) => sopInstanceUid === item.sopInstanceUid && sopClassUid === item.sopClassUid,
    );
    if (failed) question.reject(failureOf(item, failed.reason));
    else if (committed) question.resolve({ how: 'commitment', peer, transaction: heard.transactionUid });
  }
}

function failureOf(object: ObjectIdentity, reason: number): CodedError {
  const meaning = commitmentFailures[reason];
  const code = meaning?.code ?? otherCommitmentFailure;
  if (code === 'store-incomplete') return incomplete(object);
  if (code === 'store-different') return different(object);
  return new CodedError(code, { instance: object.sopInstanceUid, reason: meaning?.name ?? hex(reason) });
}

function hex(status: number): string {
  return `0x${status.toString(16).padStart(4, '0')}`;
}
