import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { missingNames, type SeriesView, skippedNames } from './series-view.ts';

/** The series in a sentence: complete, or what it still lacks and what can be done about it. */
export function SeriesSays({ view, language }: { view: SeriesView; language: Language }) {
  const { open, skipped, deliveries } = view;
  const missing = view.missing.filter(({ required }) => required);
  const optional = view.missing.filter(({ required }) => !required);
  if (!open && deliveries.length > 0) return null;
  return (
    <p className="series-says" data-missing={view.missing.length}>
      {sentence()}
      {open && missing.length > 0 && <small>{translate(language, 'series.missing-says')}</small>}
      {open && optional.length > 0 && (
        <small>{translate(language, 'series.optional', { steps: missingNames(optional, language) })}</small>
      )}
      {skipped.length > 0 && (
        <small>{translate(language, 'series.skipped', { steps: skippedNames(skipped, language) })}</small>
      )}
    </p>
  );

  function sentence(): string {
    if (!open)
      return translate(language, view.summary.accepted === 0 ? 'series.nothing-sent' : 'series.closed-without-store');
    if (missing.length > 0) return translate(language, 'series.missing', { steps: missingNames(missing, language) });
    return translate(language, optional.length > 0 ? 'series.complete-required' : 'series.complete');
  }
}
