import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { AuditReading } from './audit/reading.ts';
import type { Custody } from './custody.ts';
import type { RecoveryCare } from './recovery-care.ts';

type VaultCalls = Extract<
  keyof Handlers<typeof studioContract>,
  `recovery.${string}` | `retention.${string}` | `audit.${string}` | 'session.hold'
>;

/** What is done with the vault itself: its recovery key, what leaves it, its trail. */
export function vaultCalls(studio: {
  auditReading: Pick<AuditReading, 'page'>;
  custody: Pick<Custody, 'list' | 'purge' | 'hold'>;
  recovery: Pick<RecoveryCare, 'show' | 'confirm'>;
  demandRest(command: string): void;
}): Pick<Handlers<typeof studioContract>, VaultCalls> {
  const { auditReading, custody, recovery } = studio;
  return {
    'recovery.show': () => recovery.show(),
    'recovery.confirm': async ({ key }) => {
      await recovery.confirm(key);
      return {};
    },
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
