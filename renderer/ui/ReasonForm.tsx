import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Language } from '../../electron/contract/text.ts';
import { showPanel } from '../app/store.ts';
import { type Key, translate } from '../i18n/translate.ts';

type Props = {
  /** Of the field for free words. */
  name: string;
  title: string;
  /** What stands before the reasons. */
  children: ReactNode;
  /** The usual reasons: one gesture each. */
  reasons: readonly Key[];
  confirm: Key;
  /** The form itself has the focus, so that neither a pedal nor an Enter that is still held gives a reason. */
  takesFocus?: boolean;
  language: Language;
  onReason(reason: string): void;
};

/** Why something is left, in place of the buttons and never over the picture: one gesture, or a few words. */
export function ReasonForm({ name, title, children, reasons, confirm, takesFocus, language, onReason }: Props) {
  const [other, setOther] = useState('');
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (takesFocus) element.current?.focus();
  }, [takesFocus]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (other.trim() !== '') onReason(other.trim());
  };
  return (
    <form ref={element} className="skip" tabIndex={-1} aria-label={title} onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      {reasons.map((reason) => (
        <button
          key={reason}
          type="button"
          className="button plain"
          onClick={() => onReason(translate(language, reason))}
        >
          {translate(language, reason)}
        </button>
      ))}
      <div className="skip-other">
        <input
          type="text"
          name={name}
          autoComplete="off"
          maxLength={200}
          value={other}
          placeholder={translate(language, 'skip.other')}
          aria-label={translate(language, 'skip.other')}
          onChange={(event) => setOther(event.target.value)}
        />
        <button type="submit" className="button plain" disabled={other.trim() === ''}>
          {translate(language, confirm)}
        </button>
      </div>
      <button type="button" className="button quiet" onClick={() => showPanel(null)}>
        {translate(language, 'skip.cancel')}
      </button>
    </form>
  );
}
