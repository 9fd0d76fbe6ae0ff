import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';

/** A series on legal hold: its originals never leave the vault. */
export function HeldMark({ language }: { language: Language }) {
  return (
    <span className="held-mark" title={translate(language, 'vault.held-says')}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1a4 4 0 0 0-4 4v2H3v8h10V7h-1V5a4 4 0 0 0-4-4zm0 1.8A2.2 2.2 0 0 1 10.2 5v2H5.8V5A2.2 2.2 0 0 1 8 2.8z" />
      </svg>
      {translate(language, 'vault.held')}
    </span>
  );
}
