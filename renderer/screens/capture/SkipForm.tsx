import { useEffect, useRef } from 'react';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { defer, skip } from '../../app/decisions.ts';
import { translate } from '../../i18n/translate.ts';
import { ReasonForm } from '../../ui/ReasonForm.tsx';

const reasons = ['skip.tired', 'skip.refused', 'skip.impossible', 'skip.not-indicated'] as const;

type Props = { session: SessionView; step: StepView; language: Language };

/** Why the step is left, or that it comes later. */
export function SkipForm({ session, step, language }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <ReasonForm
      name="skip-reason"
      title={translate(language, 'skip.title', { step: step.title[language] })}
      reasons={reasons}
      confirm="skip.confirm"
      language={language}
      onReason={(reason) => void skip(session, reason)}
    >
      <button ref={first} type="button" className="button plain" onClick={() => void defer(session)}>
        {translate(language, 'skip.defer')}
      </button>
      <p>{translate(language, 'skip.reason')}</p>
    </ReasonForm>
  );
}
