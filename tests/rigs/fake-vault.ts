import type { AuditEntry } from '../../electron/contract/audit.ts';
import type { RetentionView } from '../../electron/contract/department.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { FakeState } from './fake-state.ts';

type VaultCalls = Extract<
  keyof Handlers<typeof studioContract>,
  `recovery.${string}` | `retention.${string}` | `audit.${string}`
>;

/** A recovery key as one looks, and the vault's public half of it. */
export const fakeRecovery = {
  key: 'AGE-SECRET-KEY-1QJEPMCYHVWRFQ2FG49K5TZFXVNUS8DL60X3A7QLZ0RMWTH7E2C6SZ4YPVU',
  recipient: 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj',
} as const;

/** What is behind the calls about the vault: a test fills it as it likes. */
export type FakeVault = {
  /** This run can still show the key. */
  shows: boolean;
  retention: RetentionView[];
  /** Newest first. */
  trail: AuditEntry[];
  /** The entry at which the trail is broken. */
  brokenAt: number | null;
};

export const emptyVault = (): FakeVault => ({ shows: true, retention: [], trail: [], brokenAt: null });

/** The vault's own calls without a vault. */
export function fakeVault(state: FakeState, tell: () => void): Pick<Handlers<typeof studioContract>, VaultCalls> {
  const { behind } = state;
  return {
    'recovery.show': () => ({
      key: behind.shows && state.vault.recovery !== 'kept' ? fakeRecovery.key : null,
      recipient: fakeRecovery.recipient,
    }),
    'recovery.confirm': ({ key }) => {
      if (key !== fakeRecovery.key) throw new CodedError('recovery-key-wrong');
      state.vault = { ...state.vault, recovery: 'kept' };
      tell();
      return {};
    },
    'retention.list': () => ({ sessions: behind.retention }),
    'retention.purge': () => {
      const going = behind.retention.filter(({ why }) => why === 'due' || why === 'kept');
      behind.retention = behind.retention.map((row) =>
        going.includes(row) ? { ...row, why: 'gone', originals: 0, bytes: 0 } : row,
      );
      return { originals: going.reduce((sum, { originals }) => sum + originals, 0) };
    },
    'audit.read': ({ before = Number.POSITIVE_INFINITY, limit }) => ({
      entries: behind.trail.filter(({ n }) => n < before).slice(0, limit),
      intact: behind.brokenAt === null,
      ...(behind.brokenAt === null ? {} : { brokenAt: behind.brokenAt }),
    }),
  };
}

/** So many entries of one orthoptist's work, newest first. */
export function auditTrail(entries: number): AuditEntry[] {
  const events = ['shot-taken', 'shot-accepted'] as const;
  return Array.from({ length: entries }, (_, index) => {
    const n = entries - index;
    return {
      n,
      at: new Date(Date.parse('2026-11-22T08:05:00Z') - index * 60_000).toISOString(),
      event: events[n % 2 === 0 ? 1 : 0] ?? 'shot-taken',
      outcome: 'success',
      operator: 'croy',
      role: 'orthoptist',
      session: '1d6c4f7a-3f10-4a55-9c68-0c9d7a1f5a10',
      previous: '0'.repeat(64),
    };
  });
}
