import { useState } from 'react';
import type { ConnectionCheck } from '../../../electron/contract/connections.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { inquire } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';

/** Asks one of them whether it is there, and says what it takes or what is the matter. */
export function CheckLine({ which, name, language }: { which: string; name: string; language: Language }) {
  const [told, setTold] = useState<ConnectionCheck | null>(null);
  const [busy, setBusy] = useState(false);
  const check = async (): Promise<void> => {
    setBusy(true);
    setTold(null);
    const answer = await inquire('connections.check', { which });
    setBusy(false);
    if (answer) setTold('answer' in answer ? answer.answer : { ok: false, takes: [], error: answer.error });
  };
  const problem = told?.error && problemText(told.error, language);
  return (
    <div className="check-line" data-ok={told?.ok}>
      <Button name={`check-${which}`} kind="quiet" disabled={busy} onPress={() => void check()}>
        {translate(language, 'connections.check')}
        <span className="unseen"> {name}</span>
      </Button>
      <p role="status">
        {busy && translate(language, 'connections.checking')}
        {told && <Shape tone={told.ok ? 'good' : 'advise'} />}
        {told && (
          <span>
            {told.ok && translate(language, 'connections.answers')}
            {told.takes.length > 0 && ` ${translate(language, 'connections.takes', { what: told.takes.join(' · ') })}`}
            {problem && `${told.ok ? ' ' : ''}${problem.says}`}
            {problem && <small>{problem.code}</small>}
          </span>
        )}
      </p>
    </div>
  );
}
