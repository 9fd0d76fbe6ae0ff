import { type DataSet, encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { codingOf } from '../../electron/stores/dicom/part10.ts';
import { itemsOf, readDataSet, textOf } from '../../electron/stores/dicom/read.ts';
import { acceptAssociations } from '../../electron/stores/dimse/accept.ts';
import { associate } from '../../electron/stores/dimse/associate.ts';
import type { TlsFiles } from '../../electron/stores/dimse/association.ts';
import { offers, sopClasses } from '../../electron/stores/dimse/sop-classes.ts';

export type Asked = {
  readonly transaction: string;
  readonly callingAet: string;
  readonly instances: readonly DataSet[];
};

export type CommitmentPeer = {
  readonly address: string;
  /** What it was asked so far. */
  readonly asked: readonly Asked[];
  /** Resolves once it has been asked that often. */
  askedTimes(times: number): Promise<void>;
  /** Reports on a new association; says with which status the station answered. */
  report(content: ReportContent, to: ReportTo): Promise<number | undefined>;
  close(): Promise<void>;
};

export type ReportTo = { port: number; callingAet?: string; calledAet?: string; tls?: TlsFiles };

export type ReportContent = {
  readonly transaction: string;
  readonly committed?: readonly DataSet[];
  /** Absent: 1, or 2 where something has failed. */
  readonly eventType?: number;
  readonly failed?: readonly (DataSet & { readonly FailureReason: number })[];
};

export const archiveAet = 'ARCHIVE';
const { uid } = sopClasses.storageCommitment;
const wellKnownInstance = '1.2.840.10008.1.20.1.1';

/** An archive that takes note of what it is asked to commit itself to, and reports what it is told to, when it is told to. */
export async function startCommitmentPeer({ status = 0, aet = archiveAet } = {}): Promise<CommitmentPeer> {
  const asked: Asked[] = [];
  const waiting: { times: number; resolve: () => void }[] = [];
  const listener = await acceptAssociations({
    port: 0,
    aet,
    contexts: [{ ...offers(['storageCommitment'])[0], requestorRoles: ['user'] } as ReturnType<typeof offers>[number]],
    onRequest: async (request) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request.dataSet ?? []) chunks.push(Uint8Array.from(chunk));
      const content = await readDataSet(Buffer.concat(chunks), request.transferSyntaxUid);
      asked.push({
        transaction: textOf(content, 'TransactionUID'),
        callingAet: request.peer.aet,
        instances: itemsOf(content, 'ReferencedSOPSequence').map((item) => ({
          ReferencedSOPClassUID: textOf(item, 'ReferencedSOPClassUID'),
          ReferencedSOPInstanceUID: textOf(item, 'ReferencedSOPInstanceUID'),
        })),
      });
      for (const { times, resolve } of waiting) if (asked.length >= times) resolve();
      return { status };
    },
  });
  return {
    address: `dicom:${aet}@127.0.0.1:${listener.port}`,
    asked,
    askedTimes: (times) =>
      new Promise((resolve) => {
        if (asked.length >= times) resolve();
        else waiting.push({ times, resolve });
      }),
    async report(
      { transaction, committed = [], failed = [], eventType },
      { port, callingAet = archiveAet, calledAet = 'INCIDENCE', tls },
    ) {
      const calm = new AbortController().signal;
      const contexts = offers(['storageCommitment'], 'provider');
      const association = await associate({ host: '127.0.0.1', port, calledAet, callingAet, contexts, tls }, calm);
      try {
        const content: DataSet = {
          TransactionUID: transaction,
          ...(failed.length > 0 ? { FailedSOPSequence: failed } : {}),
          ...(committed.length > 0 ? { ReferencedSOPSequence: committed } : {}),
        };
        const dataSet = [encodeDataSet(content, codingOf(association.accepted(uid)?.transferSyntaxUid ?? ''))];
        const fields = { EventTypeID: eventType ?? (failed.length > 0 ? 2 : 1) };
        const event = { name: 'N-EVENT-REPORT', sopClassUid: uid, sopInstanceUid: wellKnownInstance, fields, dataSet };
        let answered: number | undefined;
        for await (const answer of association.request({ ...event, name: 'N-EVENT-REPORT' }, calm))
          answered = answer.status;
        return answered;
      } finally {
        await association.release();
      }
    },
    close: () => listener.close(),
  };
}
