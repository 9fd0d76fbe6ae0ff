import type { AuditHead } from '../../electron/contract/audit.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import type { KeptName } from '../../electron/vault/kept-values.ts';
import type { Vault } from '../../electron/vault/vault.ts';

/** What the vault was asked to keep. A picture is named by its hash. */
export type Act =
  | { call: 'record'; session: string; record: SessionRecord }
  | { call: 'original'; session: string; name: string; sha256: string }
  | { call: 'job'; job: OutboxJob }
  | { call: 'kept'; name: KeptName; value: object }
  | { call: 'trail' };

/**
 * Everything that is known of a run from outside: what the vault was asked for, what it said yes or no to, what pages were
 * shown, and what the camera made and was told is safe. One JSON line each, said at once: nothing else is believed.
 */
export type Line =
  | { begun: number; act: Act }
  | { ended: number; outcome: 'done' | 'refused'; code?: string }
  /** The end of the audit trail once something that was to be written down is. */
  | { head: AuditHead }
  | { shown: { saved?: string; confirmed?: string; closed?: string } }
  | { made: { number: number; pair: boolean } }
  | { settled: readonly string[]; discard: boolean };

/** An act and what became of it; `cut` was never answered. */
export type Told = { act: Act; outcome: 'done' | 'refused' | 'cut'; code?: string };

export type Ledger = { say(line: Line): void };

export function toldBy(lines: readonly Line[]): Told[] {
  const told = new Map<number, Told>();
  for (const line of lines) {
    if ('begun' in line) told.set(line.begun, { act: line.act, outcome: 'cut' });
    const ended = 'ended' in line ? told.get(line.ended) : undefined;
    if (ended && 'ended' in line) Object.assign(ended, { outcome: line.outcome, code: line.code });
  }
  return [...told.values()];
}

/** Every run of a point has its own numbers. */
let acts = 0;

/** Says each thing that this vault is asked to keep, and its answer. */
export function listenTo(vault: Vault, { say }: Ledger): void {
  async function told<T>(act: Act, work: () => Promise<T>): Promise<T> {
    acts += 1;
    const number = Number(`${process.pid}${String(acts).padStart(7, '0')}`);
    say({ begun: number, act });
    try {
      const result = await work();
      say({ ended: number, outcome: 'done' });
      return result;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      say({ ended: number, outcome: 'refused', code });
      throw error;
    }
  }
  const record = vault.audit.record.bind(vault.audit);
  const owe = vault.audit.owe.bind(vault.audit);
  const write = vault.kept.write.bind(vault.kept);
  Object.assign(vault.kept, {
    write: (name, value) => told({ call: 'kept', name, value }, () => write(name, value)),
  } satisfies Pick<Vault['kept'], 'write'>);
  Object.assign(vault.audit, {
    async record(event) {
      await told({ call: 'trail' }, () => record(event));
      say({ head: vault.audit.head });
    },
    async owe(event, at) {
      await told({ call: 'trail' }, () => owe(event, at));
      say({ head: vault.audit.head });
    },
  } satisfies Pick<Vault['audit'], 'record' | 'owe'>);
  const createSession = vault.createSession.bind(vault);
  const append = vault.append.bind(vault);
  const storeOriginal = vault.storeOriginal.bind(vault);
  const saveJob = vault.saveJob.bind(vault);
  Object.assign(vault, {
    createSession: (record: SessionRecord) => {
      const session = record.type === 'session-opened' ? record.session : '';
      return told({ call: 'record', session, record }, () => createSession(record));
    },
    append: (session: string, record: SessionRecord) => {
      return told({ call: 'record', session, record }, () => append(session, record));
    },
    storeOriginal: (session: string, name: string, data: Uint8Array, sha256: string) => {
      return told({ call: 'original', session, name, sha256 }, () => storeOriginal(session, name, data, sha256));
    },
    saveJob: (job: OutboxJob) => told({ call: 'job', job }, () => saveJob(job)),
  } satisfies Pick<Vault, 'createSession' | 'append' | 'storeOriginal' | 'saveJob'>);
}
