import { CodedError } from '../../contract/errors.ts';
import type { AssociateOptions, Association } from './association.ts';

/**
 * Opens an association. Throws `store-unreachable` (no connection, lost, aborted), `store-untrusted` (certificate),
 * `store-timeout` (silence), `store-unauthorised`, `store-busy` or `store-refused` (rejected, by its source and reason), `aborted`.
 * A context that the peer refuses is no error here: `accepted` does not have it.
 */
export async function associate(_options: AssociateOptions, _signal: AbortSignal): Promise<Association> {
  throw new CodedError('unknown-call');
}
