import { CodedError } from '../contract/errors.ts';
import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { AuditReading } from './audit/reading.ts';

type VaultCalls = Extract<
  keyof Handlers<typeof studioContract>,
  `recovery.${string}` | `retention.${string}` | `audit.${string}` | 'session.hold'
>;

/** What is done with the vault itself: its recovery key, what leaves it, its trail. */
export function vaultCalls({
  auditReading,
}: {
  auditReading: Pick<AuditReading, 'page'>;
}): Pick<Handlers<typeof studioContract>, VaultCalls> {
  const none = (): never => {
    throw new CodedError('not-now', { command: 'vault', phase: 'station' });
  };
  return {
    'recovery.show': none,
    'recovery.confirm': none,
    'retention.list': none,
    'retention.purge': none,
    'audit.read': async (which) => await auditReading.page(which),
    'session.hold': none,
  };
}
