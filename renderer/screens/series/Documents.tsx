import { type ChangeEvent, useState } from 'react';
import type { SessionView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { clock, megabytes } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { Shape } from '../../ui/Shape.tsx';
import { pdfOf } from './pdf-file.ts';

/** What goes with the pictures, and the way to add a signed consent while the series can still be changed. */
export function Documents({ session, language }: { session: SessionView; language: Language }) {
  const [wrong, setWrong] = useState(false);
  const busy = usePage(({ asking }) => asking.includes('document.attach'));
  const attach = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    // The same file can be chosen once more.
    target.value = '';
    if (!file || busy) return;
    const pdf = await pdfOf(file);
    setWrong(pdf === null);
    if (pdf !== null) await ask('document.attach', { title: translate(language, 'documents.consent'), pdf });
  };
  if (session.phase === 'closed' && session.documents.length === 0) return null;
  return (
    <section className="documents" aria-label={translate(language, 'documents.title')}>
      <ul>
        {session.documents.map(({ title, at, bytes }) => (
          <li key={at}>
            <Shape tone="good" />
            {title}
            <small>
              {clock(at)} · {megabytes(bytes, language)}
            </small>
          </li>
        ))}
      </ul>
      {session.phase !== 'closed' && (
        <label className="button file-button">
          <span>{translate(language, 'documents.attach')}</span>
          <input
            type="file"
            name="consent"
            className="unseen"
            accept="application/pdf,.pdf"
            disabled={busy}
            onChange={(event) => void attach(event)}
          />
        </label>
      )}
      <p role="alert" className="field-error">
        {wrong && translate(language, 'documents.wrong')}
      </p>
    </section>
  );
}
