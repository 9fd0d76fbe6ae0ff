import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { storeName } from '../../app/status.ts';
import { megabytes } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import type { Contents } from './use-contents.ts';

type Props = { contents: Contents; language: Language };

/** What closing the series would send, object by object, and where to: seen before it leaves. */
export function ContentsList({ contents: { told, error }, language }: Props) {
  if (error) return <p className="fine">{problemText(error, language).says}</p>;
  if (!told || told.stores.length === 0) return null;
  const { objects, stores } = told;
  const bytes = objects.reduce((sum, object) => sum + (object.bytes ?? 0), 0);
  return (
    <details className="contents">
      <summary>
        <span>
          {plural(language, 'contents.title', objects.length, { size: megabytes(bytes, language) })}
          <small>
            {translate(language, 'contents.to', {
              stores: stores.map((store) => storeName(store, language)).join(' · '),
            })}
          </small>
        </span>
      </summary>
      <ol>
        {objects.map(({ kind, title, bytes: size }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is sent has its order
          <li key={index}>
            <span>
              {title[language]}
              {kind !== 'photograph' && <small>{translate(language, `object.${kind}`)}</small>}
            </span>
            {size !== undefined && <span>{megabytes(size, language)}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
