import { useEffect, useRef, useState } from 'react';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { defer, skip } from '../../app/decisions.ts';
import { showPanel } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';

const reasons = ['skip.tired', 'skip.refused', 'skip.impossible', 'skip.not-indicated'] as const;

type Props = { session: SessionView; step: StepView; language: Language };

/** Why the step is left, in place of the buttons and never over the picture: one gesture, or a few words. */
export function SkipForm({ session, step, language }: Props) {
  const [other, setOther] = useState('');
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      className="skip"
      aria-label={translate(language, 'skip.title', { step: step.title[language] })}
      onSubmit={(event) => {
        event.preventDefault();
        if (other.trim() !== '') void skip(session, other.trim());
      }}
    >
      <h2>{translate(language, 'skip.title', { step: step.title[language] })}</h2>
      <button ref={first} type="button" className="button plain" onClick={() => void defer(session)}>
        {translate(language, 'skip.defer')}
      </button>
      <p>{translate(language, 'skip.reason')}</p>
      {reasons.map((reason) => (
        <button
          key={reason}
          type="button"
          className="button plain"
          onClick={() => void skip(session, translate(language, reason))}
        >
          {translate(language, reason)}
        </button>
      ))}
      <div className="skip-other">
        <input
          type="text"
          maxLength={200}
          value={other}
          placeholder={translate(language, 'skip.other')}
          aria-label={translate(language, 'skip.other')}
          onChange={(event) => setOther(event.target.value)}
        />
        <button type="submit" className="button plain" disabled={other.trim() === ''}>
          {translate(language, 'skip.confirm')}
        </button>
      </div>
      <button type="button" className="button quiet" onClick={() => showPanel(null)}>
        {translate(language, 'skip.cancel')}
      </button>
    </form>
  );
}
