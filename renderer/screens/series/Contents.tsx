import { useEffect, useState } from 'react';
import type { ErrorInfo } from '../../../electron/contract/errors.ts';
import type { Output } from '../../../electron/contract/rpc.ts';
import type { SessionView, studioContract } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { storeName } from '../../app/status.ts';
import { inquire } from '../../app/store.ts';
import { megabytes } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';

type Told = Output<typeof studioContract, 'session.contents'>;
type Props = { session: SessionView; edition: string; language: Language };

/** What closing the series would send, object by object, and where to: seen before it leaves. */
export function Contents({ session, edition, language }: Props) {
  const [told, setTold] = useState<Told | null>(null);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const documents = session.documents.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these changes what would be sent
  useEffect(() => {
    let over = false;
    void inquire('session.contents', {}).then((answer) => {
      if (over || !answer) return;
      setTold('answer' in answer ? answer.answer : null);
      setError('error' in answer ? answer.error : null);
    });
    return () => {
      over = true;
    };
  }, [session.id, edition, documents]);
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
