import { type FormEvent, type ReactNode, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';
import { Refused, useSlowed } from './Refused.tsx';

type Props = { title: string; language: Language; children: ReactNode };

/** Where the hospital's own provider says who somebody is: what it gave out is handed to the studio as it is, to begin or to go on. */
export function TokenForm({ title, language, children }: Props) {
  const [token, setToken] = useState('');
  const busy = usePage(({ asking }) => asking.includes('operator.sign-in'));
  const linked = usePage(({ link }) => link !== null);
  const slowedS = useSlowed();
  const hand = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || slowedS > 0 || token.trim() === '') return;
    await ask('operator.sign-in', { token: token.trim() });
    setToken('');
  };
  return (
    <form className="unlock" noValidate onSubmit={(event) => void hand(event)} aria-labelledby="gate">
      <h1 id="gate">{title}</h1>
      {children}
      <TextField
        name="token"
        label={translate(language, 'access.token')}
        secret="password"
        value={token}
        most={8192}
        first
        onChange={setToken}
      />
      <p className="fine">{translate(language, 'access.token-says')}</p>
      <Refused slowedS={slowedS} wrong="access.token-refused" language={language} />
      <div className="gate-actions">
        <button
          type="submit"
          className="button primary"
          disabled={busy || !linked || slowedS > 0 || token.trim() === ''}
        >
          <span>{translate(language, 'access.sign-in')}</span>
        </button>
      </div>
    </form>
  );
}
