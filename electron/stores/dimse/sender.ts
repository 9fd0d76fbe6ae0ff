import { CodedError } from '../../contract/errors.ts';
import { explicitLittleEndian, implicitLittleEndian } from '../dicom/part10.ts';
import { checkUids } from '../proof.ts';
import type { DicomObject, Left, Store, Stored } from '../store.ts';
import { associate } from './associate.ts';
import type { AssociateOptions, Association } from './association.ts';
import { badTalk } from './bad-talk.ts';
import { dataSetOf, toImplicit } from './data-set-bytes.ts';
import { associationPool } from './pool.ts';
import { offers, type SopClass, sopClasses, storageClasses, transferSyntaxNames } from './sop-classes.ts';
import { judgeStored } from './store-status.ts';

export type SenderOptions = {
  readonly testStore: boolean;
  /** How many associations at most. */
  readonly parallel: number;
};

/** How long an association waits for the next object. */
const lingerMs = 2000;
const { verification } = sopClasses;

/** Sends objects to a storage SCP by C-STORE, several side by side on associations that are used again. */
export function dicomSender(
  archive: Omit<AssociateOptions, 'contexts' | 'onRequest'>,
  { testStore, parallel }: SenderOptions,
): Pick<Store, 'check' | 'send' | 'close'> {
  const store = `dicom:${archive.calledAet}@${archive.host}:${archive.port}`;
  const contexts = offers(['verification', ...storageClasses]);
  const open = (signal: AbortSignal) => associate({ ...archive, contexts }, signal);
  const pool = associationPool(open, { most: parallel, lingerMs });

  return {
    async check(signal) {
      const association = await open(signal);
      try {
        if (association.accepted(verification.uid)) await echo(association, store, signal);
        if (!association.accepted(sopClasses.photograph.uid)) throw formatRefused(store, sopClasses.photograph);
        return storageClasses.flatMap((name) => taken(association, sopClasses[name]));
      } finally {
        await association.release();
      }
    },
    async send(object, signal, left) {
      if (object.simulated && !testStore) throw new CodedError('store-needs-test-flag', { store });
      checkUids(object.studyUid, object.seriesUid, object.sopInstanceUid);
      const leaving = counted(left);
      const send = (association: Association) => storeOn(association, object, store, signal, leaving);
      // What has left whole may have arrived: whether it has is for the archive to say, before it is sent again.
      return pool.use(signal, send, () => !leaving.whole);
    },
    close: pool.close,
  };
}

async function echo(association: Association, store: string, signal: AbortSignal): Promise<void> {
  const asked = association.request({ name: 'C-ECHO', sopClassUid: verification.uid }, signal);
  for await (const { status } of asked) {
    if (status !== 0) throw new CodedError('store-refused', { store, reason: `C-ECHO 0x${status.toString(16)}` });
  }
}

/** Tells how an object leaves; begun anew with each `of`. */
type Leaving = { of(dataSet: readonly Uint8Array[]): Left; readonly whole: boolean };

function counted(left: Left | undefined): Leaving {
  let whole = false;
  return {
    of(dataSet) {
      let remaining = dataSet.reduce((sum, chunk) => sum + chunk.length, 0);
      return (bytes) => {
        remaining -= bytes;
        whole = remaining === 0;
        return left?.(bytes);
      };
    },
    get whole() {
      return whole;
    },
  };
}

/** One C-STORE. Only the answer to it, which names this instance, makes it stored. */
async function storeOn(
  association: Association,
  object: DicomObject,
  store: string,
  signal: AbortSignal,
  leaving: Leaving,
): Promise<Stored> {
  const { sopClassUid, sopInstanceUid } = object;
  const { transferSyntaxUid, dataSet } = formFor(association, object, store);
  const left = leaving.of(dataSet);
  const request = { name: 'C-STORE', sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet, left } as const;
  for await (const { status, command } of association.request(request, signal)) {
    if ((command.AffectedSOPInstanceUID ?? sopInstanceUid) !== sopInstanceUid) {
      throw badTalk('an answer for another instance');
    }
    const warning = judgeStored(status, sopInstanceUid);
    return warning === undefined ? 'stored' : { warning };
  }
  throw new CodedError('store-incomplete', { store, instance: sopInstanceUid });
}

/** As it is, or with its VRs left out where the peer takes only that. A picture is never put into another form. */
function formFor(
  association: Association,
  { sopClassUid, transferSyntaxUid, chunks }: DicomObject,
  store: string,
): { transferSyntaxUid: string; dataSet: readonly Uint8Array[] } {
  const dataSet = dataSetOf(chunks);
  if (association.accepted(sopClassUid, transferSyntaxUid)) return { transferSyntaxUid, dataSet };
  if (transferSyntaxUid === explicitLittleEndian && association.accepted(sopClassUid, implicitLittleEndian)) {
    return { transferSyntaxUid: implicitLittleEndian, dataSet: toImplicit(Buffer.concat(dataSet)) };
  }
  const known = Object.values(sopClasses).find(({ uid }) => uid === sopClassUid);
  throw formatRefused(store, { name: known?.name ?? sopClassUid, transferSyntaxUids: [transferSyntaxUid] });
}

function formatRefused(store: string, what: Pick<SopClass, 'name' | 'transferSyntaxUids'>): CodedError {
  const [syntax = ''] = what.transferSyntaxUids;
  const form = transferSyntaxNames[syntax] ?? syntax;
  return new CodedError('store-format-refused', { store, reason: `${what.name}, ${form}` });
}

function taken(association: Association, { name, uid }: SopClass): string[] {
  const context = association.accepted(uid);
  if (!context) return [];
  return [`${name}, ${transferSyntaxNames[context.transferSyntaxUid] ?? context.transferSyntaxUid}`];
}
