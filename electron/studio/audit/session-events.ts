import type { AuditRecord, AuditWho } from '../../contract/audit.ts';
import { rejections, type SessionRecord } from '../../contract/journal.ts';
import { operatorId } from '../../contract/operators.ts';
import type { Opened } from '../session-state.ts';

type RecordOf<T extends SessionRecord['type']> = Extract<SessionRecord, { type: T }>;
/** What an event says beside whose session it is and who did it; as a rule it succeeded. */
type Said = Omit<AuditRecord, 'operator' | 'role' | 'outcome'> & Partial<Pick<AuditRecord, 'outcome'>>;

const nothing = (): null => null;

/** What each record of a journal is to an auditor. Reasons that somebody typed stay in the journal. */
const events: { [T in SessionRecord['type']]: (record: RecordOf<T>, opened: Opened) => Said | null } = {
  'session-opened': ({ seriesUid }) => ({ event: 'patient-opened', series: seriesUid }),
  'session-resumed': () => ({ event: 'session-resumed' }),
  'session-paused': () => ({ event: 'session-paused' }),
  'session-closed': ({ job }, { seriesUid }) => ({
    event: 'series-closed',
    series: seriesUid,
    ...(job ? { job } : {}),
  }),
  'session-held': ({ on }, { seriesUid }) => ({ event: on ? 'held' : 'released', series: seriesUid }),
  'originals-purged': ({ files }, { seriesUid }) => ({ event: 'purged', series: seriesUid, count: files.length }),
  // A shot that is completed later is taken a second time, with more files.
  'shot-captured': ({ shot, files }) => ({ event: 'shot-taken', shot, count: files.length }),
  'shot-failed': ({ shot, error }) => ({ event: 'shot-taken', outcome: 'failed', shot, code: error.code }),
  'shot-accepted': ({ shot }) => ({ event: 'shot-accepted', shot }),
  'shot-rejected': ({ shot, reason }) => {
    return { event: 'shot-rejected', shot, about: rejections.find((known) => known === reason) ?? 'retake' };
  },
  // What somebody decided holds no more: `undone-accepted`, `undone-rejected`…
  undone: ({ shot, what }) => (shot === undefined ? null : { event: 'shot-rejected', shot, about: `undone-${what}` }),
  'patient-corrected': ({ reason, uids }, { seriesUid }) => ({
    event: 'patient-corrected',
    series: uids?.seriesUid ?? seriesUid,
    about: reason,
  }),
  'document-attached': ({ file, document }) => ({ event: 'document-attached', about: document, count: file.bytes }),
  'progress-told': ({ progress, refused }) => ({
    event: 'progress-told',
    about: progress,
    ...(refused ? { outcome: 'refused', code: refused.code } : {}),
  }),
  'card-cleared': nothing,
  'shot-started': nothing,
  'shot-checked': nothing,
  'step-selected': nothing,
  'step-skipped': nothing,
  'step-deferred': nothing,
  'step-added': nothing,
};

/** The record as the trail has it; null where it is nothing to an auditor. */
export function eventOf(record: SessionRecord, opened: Opened, who: AuditWho): AuditRecord | null {
  const said = (events[record.type] as (record: SessionRecord, opened: Opened) => Said | null)(record, opened);
  return said && { outcome: 'success', ...said, session: opened.session, ...who };
}

/** What has happened whether or not anybody may write it down: everything else is an act, and can be refused. */
export function hasHappened(record: Pick<SessionRecord, 'type'> & { origin?: 'studio' | 'body' | 'found' }): boolean {
  if (record.type === 'shot-started') return record.origin === 'body' || record.origin === 'found';
  return ['shot-captured', 'shot-failed', 'shot-checked', 'session-paused', 'card-cleared', 'progress-told'].includes(
    record.type,
  );
}

/** Who did what a journal tells, as far as it says so: who opened the session, released a shot, corrected a patient. */
export function whoIn(record: SessionRecord, records: readonly SessionRecord[], opened: Opened): AuditWho {
  const opener = { operator: opened.operator, ...(opened.operatorRole ? { role: opened.operatorRole } : {}) };
  if (record.type === 'session-opened') return known(opener);
  if (record.type === 'patient-corrected') return known({ operator: record.operator });
  if (record.type !== 'shot-captured' && record.type !== 'shot-failed') return { operator: '' };
  const begun = records.find((one) => one.type === 'shot-started' && one.shot === record.shot);
  const operator = begun?.type === 'shot-started' ? begun.operator : undefined;
  return known(operator === undefined || operator === opener.operator ? opener : { operator });
}

/** A journal's operator may be any text; the trail's is an id, or nobody. */
export function known(who: AuditWho): AuditWho {
  return operatorId.safeParse(who.operator).success ? who : { operator: '' };
}
