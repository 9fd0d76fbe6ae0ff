import type { Language } from '../../../electron/contract/text.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';
import { encounterOf, type Stay } from './stay.ts';

type Props = { stay: Stay; language: Language; onChange(stay: Stay): void };

/** The stay that pictures without an order are filed under; closed until somebody has one. */
export function StayFields({ stay, language, onChange }: Props) {
  const wrong = encounterOf(stay) === 'wrong';
  const text = (name: keyof Stay, label: Key) => (
    <TextField
      name={name}
      label={translate(language, label)}
      value={stay[name]}
      most={64}
      onChange={(value) => onChange({ ...stay, [name]: value })}
    />
  );
  return (
    <details className="stay">
      <summary>{translate(language, 'form.stay')}</summary>
      {text('admissionId', 'form.stay-number')}
      <div className="pair">
        {text('location', 'form.stay-ward')}
        {text('reason', 'form.stay-reason')}
      </div>
      {wrong && (
        <small className="field-error" role="alert">
          {translate(language, 'form.stay-invalid')}
        </small>
      )}
    </details>
  );
}
