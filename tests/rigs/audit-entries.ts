import { type AuditEntry, auditEvents } from '../../electron/contract/audit.ts';
import { beginning, headAt } from '../../electron/vault/audit/audit-lines.ts';

/** A trail of so many entries: every event there is in turn, with each outcome. */
export function auditEntries(count: number): AuditEntry[] {
  let head = beginning;
  return Array.from({ length: count }, (_, index) => {
    const event = auditEvents[index % auditEvents.length] ?? 'sign-in';
    const round = Math.floor(index / auditEvents.length);
    const outcome = (['success', 'refused', 'failed'] as const)[round % 3] ?? 'success';
    const entry: AuditEntry = {
      ...{ n: index + 1, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(), event, outcome },
      operator: (index + round) % 4 === 0 ? '' : 'zoe.aero',
      ...((index + round) % 4 === 1 ? { role: 'orthoptist' as const } : {}),
      ...(/^(patient|session|shot|series|purged|held|released)/.test(event)
        ? { session: `s-${index}`, shot: 'shot-1' }
        : {}),
      ...(event.startsWith('series') ? { store: 'dicomweb:https://pacs/?a=1&b=2', job: 'j-1', series: '2.25.7' } : {}),
      ...(/operator|configuration|refused|charter/.test(event) ? { about: 'head.of-department' } : {}),
      ...(outcome === 'failed' ? { code: 'store-timeout' as const } : {}),
      previous: head.hash,
    };
    head = headAt(entry);
    return entry;
  });
}
