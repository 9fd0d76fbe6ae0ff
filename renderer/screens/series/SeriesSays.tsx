import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { missingNames, type SeriesView, skippedNames } from './series-view.ts';

/** The series in a sentence: complete, or what it still lacks and what can be done about it. */
export function SeriesSays({ view, language }: { view: SeriesView; language: Language }) {
  const { open, missing, skipped, delivery } = view;
  if (!open && delivery) return null;
  return (
    <p className="series-says" data-missing={missing.length}>
      {sentence()}
      {open && missing.length > 0 && <small>{translate(language, 'series.missing-says')}</small>}
      {skipped.length > 0 && (
        <small>{translate(language, 'series.skipped', { steps: skippedNames(skipped, language) })}</small>
      )}
    </p>
  );

  function sentence(): string {
    if (!open)
      return translate(language, view.summary.accepted === 0 ? 'series.nothing-sent' : 'series.closed-without-store');
    if (missing.length === 0) return translate(language, 'series.complete');
    return translate(language, 'series.missing', { steps: missingNames(missing, language) });
  }
}
