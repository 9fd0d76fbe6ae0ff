import type { AuditEntry } from '../../../electron/contract/audit.ts';
import type { OperatorView } from '../../../electron/contract/operators.ts';
import type { Language } from '../../../electron/contract/text.ts';
import type { Tone } from '../../app/status.ts';
import { storeName } from '../../app/status.ts';
import { plural, translate } from '../../i18n/translate.ts';

const tones: Readonly<Record<AuditEntry['outcome'], Tone>> = { success: 'good', refused: 'advise', failed: 'block' };

export function outcomeTone({ outcome }: Pick<AuditEntry, 'outcome'>): Tone {
  return tones[outcome];
}

/** Who did it, by the name they have here; an operator who is known no more by the identifier, nobody by a word. */
export function who(
  { operator }: Pick<AuditEntry, 'operator'>,
  known: readonly OperatorView[],
  language: Language,
): string {
  if (operator === '') return translate(language, 'audit.nobody');
  if (operator === 'station') return translate(language, 'audit.station');
  return known.find(({ id }) => id === operator)?.name ?? operator;
}

/** What else is known of it: identifiers and figures, no name. */
export function details(entry: AuditEntry, language: Language): string[] {
  const { session, series, store, about, count, code, late, event } = entry;
  return [
    ...(session === undefined ? [] : [translate(language, 'audit.session', { id: session.slice(0, 8) })]),
    ...(session === undefined && series !== undefined ? [translate(language, 'audit.series', { id: series })] : []),
    ...(store === undefined ? [] : [storeName(store, language)]),
    ...(about === undefined || event === 'audit-pruned' ? [] : [about]),
    ...(count === undefined ? [] : [plural(language, 'audit.count', count)]),
    ...(code === undefined ? [] : [translate(language, 'problem.code', { code })]),
    ...(late ? [translate(language, 'audit.late')] : []),
  ];
}
