import type { ReactNode } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { type Key, translate } from '../../i18n/translate.ts';

type Option<Value> = { value: Value; label: Key; says: Key; drawing?: ReactNode };
type Props<Value> = {
  name: string;
  legend: string;
  options: readonly Option<Value>[];
  chosen: Value;
  language: Language;
  onChoose(value: Value): void;
};

/** One of a few, each in a word and a sentence. */
export function RoomChoice<Value extends string>({ name, legend, options, chosen, language, onChoose }: Props<Value>) {
  return (
    <fieldset className="room-section room-choice">
      <legend>{legend}</legend>
      {options.map(({ value, label, says, drawing }) => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          {drawing}
          <span>
            {translate(language, label)}
            <small>{translate(language, says)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
