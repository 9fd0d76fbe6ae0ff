import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { KeyGroups } from './KeyGroups.tsx';
import { Refused } from './Refused.tsx';
import { keyLength, typedGroups, typedKey } from './recovery-key.ts';

type Props = {
  /** The key can be shown once more. */
  again: boolean;
  onAgain(): void;
  language: Language;
  children: ReactNode;
};

/** The key from the sheet, typed back: what proves that it was kept. Its groups stand as on the sheet, to be compared. */
export function TypeBack({ again, onAgain, language, children }: Props) {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const busy = usePage(({ asking }) => asking.includes('recovery.confirm'));
  const { groups, signs, foreign } = typedGroups(typed);
  const confirm = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    if (!busy && signs > 0) await ask('recovery.confirm', { key: typedKey(typed).slice(0, 200) });
  };
  return (
    <form className="first-start" onSubmit={(event) => void confirm(event)} aria-labelledby="gate">
      <p className="steps">{translate(language, 'first-start.step', { step: 3, of: 3 })}</p>
      <h1 id="gate">{translate(language, 'first-start.type')}</h1>
      <p>{translate(language, again ? 'first-start.type-says' : 'first-start.type-only')}</p>
      <label className="field">
        <span>{translate(language, 'first-start.typed')}</span>
        <textarea
          ref={field}
          name="recovery-key"
          rows={2}
          maxLength={200}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void confirm();
          }}
        />
      </label>
      <KeyGroups groups={groups} label={translate(language, 'first-start.typed')} />
      <p className="fine" role="status">
        {foreign === null ? (
          plural(language, 'first-start.signs', signs, { of: keyLength })
        ) : (
          <>
            <Shape tone="advise" /> {translate(language, 'first-start.foreign', { sign: foreign })}
          </>
        )}
      </p>
      <Refused slowedS={0} language={language} />
      <div className="gate-actions">
        <button type="submit" className="button primary" data-name="confirm" disabled={busy || signs === 0}>
          <span>{translate(language, 'first-start.confirm')}</span>
        </button>
        {again && (
          <Button name="again" onPress={onAgain}>
            {translate(language, 'first-start.again')}
          </Button>
        )}
        {children}
      </div>
      {!again && <p className="fine">{translate(language, 'first-start.lost')}</p>}
    </form>
  );
}
