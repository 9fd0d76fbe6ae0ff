import { parseStoreAddress } from '../contract/addresses.ts';
import type { Connections } from '../contract/connections.ts';
import { CodedError, type ErrorCode } from '../contract/errors.ts';
import { associate } from './dimse/associate.ts';
import type { Association } from './dimse/association.ts';
import { statusText } from './dimse/find.ts';
import { offers, type SopClassName, sopClasses } from './dimse/sop-classes.ts';

/** Where a RIS is, and by which name it knows the station. */
export type RisSettings = Pick<NonNullable<Connections['worklist']>, 'address' | 'callingAet' | 'tls'>;

/** Long for a list that a person waits for: a RIS that says nothing for so long is as good as down. */
const limits = { connectMs: 8000, associateMs: 15_000, idleMs: 20_000, answerMs: 30_000 };

/** Does `work` on an association for one SOP class, released afterwards, or aborted where it failed. Throws as `associate`. */
export async function withPeer<T>(
  { address, callingAet, tls }: RisSettings,
  sopClass: SopClassName,
  signal: AbortSignal,
  work: (association: Association) => Promise<T>,
): Promise<T> {
  const parsed = parseStoreAddress(address);
  if (parsed.kind !== 'dicom') throw new CodedError('address-invalid', { address, expected: 'dicom:AET@HOST:PORT' });
  const { host, port, calledAet } = parsed;
  const association = await associate(
    { host, port, calledAet, callingAet, tls, limits, contexts: offers([sopClass, 'verification']) },
    signal,
  );
  try {
    const result = await work(association);
    await association.release();
    return result;
  } catch (error) {
    association.abort();
    throw error;
  }
}

/** Gives failures of a peer the codes by which they are told; each says why in `reason`. */
export async function codeAs<T>(codes: Partial<Record<ErrorCode, ErrorCode>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof CodedError ? codes[error.code] : undefined;
    if (!(error instanceof CodedError) || !code) throw error;
    const { reason = error.code.replace(/^store-/, '') } = error.params;
    throw new CodedError(code, { reason }, { cause: error });
  }
}

/** Asks a RIS whether it is there, by C-ECHO, and whether it takes what is asked of it. Throws as `associate`. */
export async function echoPeer(
  settings: RisSettings,
  sopClass: SopClassName,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return await withPeer(settings, sopClass, signal, async (association) => {
    const { name, uid } = sopClasses[sopClass];
    if (!association.accepted(uid)) throw new CodedError('store-format-refused', { reason: name });
    const { verification } = sopClasses;
    // A peer need not let itself be verified: it is there, and takes what matters.
    if (!association.accepted(verification.uid)) return [name];
    for await (const { status } of association.request({ name: 'C-ECHO', sopClassUid: verification.uid }, signal)) {
      if (status !== 0) throw new CodedError('store-refused', { reason: statusText(status, verification.name) });
    }
    return [verification.name, name];
  });
}
