import type { Language } from '../../../electron/contract/text.ts';
import { percent } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { useGhost } from './ghost-state.ts';
import { hintWords } from './words.ts';

/** How well live view lies on the ghost, and what to do about it. Nothing where that cannot be known. */
export function Agreement({ fieldWidthMm, language }: { fieldWidthMm: number; language: Language }) {
  const verdict = useGhost((state) => state.verdict);
  if (!verdict) return null;
  const hint = verdict.hint && hintWords(verdict.hint, fieldWidthMm, language);
  return (
    <div className="agreement" data-share={verdict.share.toFixed(3)}>
      <p>{translate(language, 'ghost.agreement', { share: percent(verdict.share, language) })}</p>
      {hint && <p className="agreement-hint">{hint}</p>}
    </div>
  );
}
