import type { SessionSummary } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { dayOf, personName } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';

type Props = {
  others: readonly SessionSummary[];
  going: readonly string[];
  language: Language;
  onChange(going: readonly string[]): void;
};

/** Other series under the same number: each goes along or stays as it is. */
export function OtherSessions({ others, going, language, onChange }: Props) {
  if (others.length === 0) return null;
  return (
    <fieldset className="field others">
      <legend>{translate(language, 'correct.others')}</legend>
      {others.map(({ id, openedAt, patient, protocol }) => (
        <label key={id} className="check">
          <input
            type="checkbox"
            checked={going.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...going, id] : going.filter((one) => one !== id))}
          />
          <span>
            {dayOf(openedAt)} · {protocol.title[language]}
            <small>{personName(patient.name, language)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
