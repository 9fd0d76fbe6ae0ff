import { CodedError } from '../contract/errors.ts';
import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { AuditReading } from './audit/reading.ts';
import type { Custody } from './custody.ts';

type VaultCalls = Extract<
  keyof Handlers<typeof studioContract>,
  `recovery.${string}` | `retention.${string}` | `audit.${string}` | 'session.hold'
>;

/** What is done with the vault itself: its recovery key, what leaves it, its trail. */
export function vaultCalls(studio: {
  auditReading: Pick<AuditReading, 'page'>;
  custody: Pick<Custody, 'list' | 'purge' | 'hold'>;
  demandRest(command: string): void;
}): Pick<Handlers<typeof studioContract>, VaultCalls> {
  const { auditReading, custody } = studio;
  const none = (): never => {
    throw new CodedError('not-now', { command: 'vault', phase: 'station' });
  };
  return {
    'recovery.show': none,
    'recovery.confirm': none,
    'retention.list': () => ({ sessions: custody.list() }),
    'retention.purge': async () => {
      studio.demandRest('purge');
      return { originals: await custody.purge() };
    },
    'audit.read': async (which) => await auditReading.page(which),
    'session.hold': async ({ session, on, reason }) => {
      await custody.hold(session, on, reason);
      return {};
    },
  };
}
