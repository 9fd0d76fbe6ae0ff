import { CodedError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/rpc.ts';
import type { studioContract } from '../../contract/studio.ts';

type AccessCalls = Extract<keyof Handlers<typeof studioContract>, `operator.${string}`>;

/** Who comes, goes and may work here. */
export function accessCalls(): Pick<Handlers<typeof studioContract>, AccessCalls> {
  const none = (): never => {
    throw new CodedError('not-now', { command: 'operator', phase: 'station' });
  };
  return {
    'operator.sign-in': none,
    'operator.unlock': none,
    'operator.lock': none,
    'operator.sign-out': none,
    'operator.active': () => ({}),
    'operator.sign-charter': none,
    'operator.save': none,
    'operator.secrets': none,
  };
}
