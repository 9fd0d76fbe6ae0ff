import { CodedError } from '../../contract/errors.ts';
import type { AcceptOptions, Listener } from './association.ts';

/** Listens for associations. Throws `listener-unavailable` where it cannot listen there. */
export async function acceptAssociations(_options: AcceptOptions): Promise<Listener> {
  throw new CodedError('unknown-call');
}
