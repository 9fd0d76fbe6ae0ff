import { useId, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { centimetres } from '../../i18n/format.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { lengthIn } from './lengths.ts';

type Props = {
  label: Key;
  mm: number;
  range: readonly [leastMm: number, mostMm: number];
  language: Language;
  onChange(mm: number): void;
};

/** A length as it is measured with a tape, in centimetres. It counts when the field is left or on Enter; what is none stays unsaid. */
export function LengthField({ label, mm, range: [least, most], language, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? centimetres(mm, language);
  const read = lengthIn(shown);
  const valid = read !== null && read >= least && read <= most;
  const commit = (): void => {
    if (valid && draft !== null) {
      if (read !== mm) onChange(read);
      setDraft(null);
    }
  };
  return (
    <div className="length" data-name={label}>
      <label htmlFor={id}>{translate(language, label)}</label>
      <span className="length-entry">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={shown}
          aria-invalid={!valid}
          aria-describedby={`${id}-unit ${id}-range`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={({ key }) => {
            if (key === 'Enter') commit();
          }}
        />
        <span id={`${id}-unit`}>cm</span>
      </span>
      <small id={`${id}-range`} className={valid ? 'unseen' : 'wrong'}>
        {translate(language, 'room.range', {
          least: centimetres(least, language),
          most: centimetres(most, language),
        })}
      </small>
    </div>
  );
}
