import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { discontinue } from '../../app/decisions.ts';
import { showPanel } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';

const reasons = ['discontinue.refused', 'discontinue.unwell', 'discontinue.equipment', 'discontinue.wrong'] as const;

/**
 * Why the series ends here: what was accepted is sent, and the RIS hears that the procedure was broken off. It cannot be taken back:
 * the focus is on the form and on no reason, so that neither a pedal nor an Enter that is still held gives one.
 */
export function DiscontinueForm({ language }: { language: Language }) {
  const [other, setOther] = useState('');
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (other.trim() !== '') void discontinue(other.trim());
  };
  return (
    <form ref={element} className="skip" tabIndex={-1} aria-labelledby="discontinue" onSubmit={submit}>
      <h2 id="discontinue">{translate(language, 'discontinue.title')}</h2>
      <p>{translate(language, 'discontinue.says')}</p>
      {reasons.map((reason) => (
        <button
          key={reason}
          type="button"
          className="button plain"
          onClick={() => void discontinue(translate(language, reason))}
        >
          {translate(language, reason)}
        </button>
      ))}
      <div className="skip-other">
        <input
          type="text"
          name="discontinue-reason"
          maxLength={200}
          value={other}
          placeholder={translate(language, 'skip.other')}
          aria-label={translate(language, 'skip.other')}
          onChange={(event) => setOther(event.target.value)}
        />
        <button type="submit" className="button plain" disabled={other.trim() === ''}>
          {translate(language, 'discontinue.confirm')}
        </button>
      </div>
      <button type="button" className="button quiet" onClick={() => showPanel(null)}>
        {translate(language, 'skip.cancel')}
      </button>
    </form>
  );
}
