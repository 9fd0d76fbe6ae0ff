import type { AuditHead, AuditRecord } from '../../electron/contract/audit.ts';

export type FakeAudit = {
  /** What was written down, in order. */
  readonly entries: AuditRecord[];
  readonly head: AuditHead;
  settle(): Promise<void>;
  owe(event: AuditRecord): Promise<void>;
};

/** A trail in memory, for what is no test of trails. Its head has a number and no true hash. */
export function fakeAudit(): FakeAudit {
  const entries: AuditRecord[] = [];
  return {
    entries,
    get head() {
      return { n: entries.length, hash: '0'.repeat(64) };
    },
    settle: async () => {},
    async owe(event) {
      entries.push(event);
    },
  };
}
