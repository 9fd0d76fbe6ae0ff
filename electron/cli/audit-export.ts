import type { AuditEntry } from '../contract/audit.ts';
import { hasCode } from '../contract/errors.ts';
import { type AuditSource, auditMessage } from '../stores/syslog/audit-message.ts';
import { syslogMessage } from '../stores/syslog/syslog-message.ts';
import { lineOf } from '../vault/audit/audit-lines.ts';
import type { Vault } from '../vault/vault.ts';

/** `json`: the line that the entry's hash is of. `dicom`: a message of DICOM PS3.15 A.5. */
export const auditFormats = ['json', 'dicom'] as const;
export type AuditFormat = (typeof auditFormats)[number];

export type Exported = { entry: AuditEntry; text: string };

/** Every entry that is kept after the `since`th, oldest first, as a line of that format. */
export async function* exportedEntries(
  vault: Vault,
  { format, since, host }: { format: AuditFormat; since: number; host: string },
): AsyncGenerator<Exported> {
  const studies = new Map<string, string | undefined>();
  const source: AuditSource = { host, studyOf: (session) => studies.get(session) };
  for await (const { entries } of vault.audit.parts()) {
    for (const entry of entries) {
      if (entry.n <= since) continue;
      const { session } = entry;
      if (format === 'json') yield { entry, text: lineOf(entry) };
      else {
        if (session !== undefined && !studies.has(session)) studies.set(session, await studyIn(vault, session));
        yield { entry, text: auditMessage(entry, source) };
      }
    }
  }
}

/** The same as messages of syslog, from this process of that host. */
export async function* asSyslog(
  entries: AsyncIterable<Exported>,
  { format, host }: { format: AuditFormat; host: string },
): AsyncGenerator<Uint8Array> {
  const kind = format === 'dicom' ? 'DICOM+RFC3881' : 'incidence-audit';
  for await (const { entry, text } of entries) {
    yield syslogMessage({ at: entry.at, host, pid: process.pid, kind, sequence: entry.n }, text);
  }
}

/** Undefined for a session that cannot be read any more: its entries are exported all the same. */
async function studyIn(vault: Vault, session: string): Promise<string | undefined> {
  try {
    const [opened] = await vault.read(session);
    return opened?.type === 'session-opened' ? opened.studyUid : undefined;
  } catch (error) {
    if (hasCode(error, 'vault-damaged', 'session-unknown')) return undefined;
    throw error;
  }
}
