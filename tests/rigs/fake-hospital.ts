import { CodedError } from '../../electron/contract/errors.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { studioContract } from '../../electron/contract/studio.ts';

type Calls = Handlers<typeof studioContract>;

/** The hospital's side of the fake studio. */
export function fakeHospital(): Pick<
  Calls,
  | 'worklist.refresh'
  | 'connections.set'
  | 'connections.check'
  | 'delivery.send'
  | 'delivery.urgent'
  | 'outbox.pause'
  | 'document.attach'
  | 'patient.correct'
  | 'session.discontinue'
  | 'session.contents'
> {
  const missing = (): never => {
    throw new CodedError('unknown-call');
  };
  return {
    'worklist.refresh': missing,
    'connections.set': missing,
    'connections.check': missing,
    'delivery.send': missing,
    'delivery.urgent': missing,
    'outbox.pause': missing,
    'document.attach': missing,
    'patient.correct': missing,
    'session.discontinue': missing,
    'session.contents': missing,
  };
}
