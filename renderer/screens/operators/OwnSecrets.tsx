import { type FormEvent, useState } from 'react';
import { pin as pinSchema } from '../../../electron/contract/operators.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';
import { type OperatorErrors, passwordErrors } from './operator-form.ts';

const empty = { current: '', password: '', again: '', pin: '' };

/** One's own password and PIN, for one's password. */
export function OwnSecrets({ language }: { language: Language }) {
  const [form, setForm] = useState(empty);
  const [errors, setErrors] = useState<OperatorErrors>({});
  const [changed, setChanged] = useState(false);
  const busy = usePage(({ asking }) => asking.includes('operator.secrets'));
  const change = (part: Partial<typeof empty>): void => {
    setForm((before) => ({ ...before, ...part }));
    setErrors({});
    setChanged(false);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { current, password, again, pin } = form;
    const wrong: OperatorErrors = {
      ...(password === '' ? {} : passwordErrors(password, again)),
      ...(pin === '' || pinSchema.safeParse(pin).success ? {} : { pin: 'operators.pin-wrong' }),
    };
    setErrors(wrong);
    if (busy || current === '' || Object.keys(wrong).length > 0) return;
    const news = { ...(password === '' ? {} : { newPassword: password }), ...(pin === '' ? {} : { pin }) };
    if (!(await ask('operator.secrets', { password: current, ...news }))) return change({ current: '' });
    setForm(empty);
    setChanged(true);
  };
  const field = (
    name: keyof typeof empty,
    label: 'own.current' | 'operators.password-new' | 'operators.again' | 'operators.pin',
  ) => {
    const error = name === 'current' ? undefined : errors[name];
    return (
      <TextField
        name={`own-${name}`}
        label={translate(language, label)}
        secret={name === 'pin' ? 'pin' : 'password'}
        value={form[name]}
        error={error && translate(language, error)}
        onChange={(value) => change({ [name]: value })}
      />
    );
  };
  return (
    <form className="panel own-secrets" noValidate onSubmit={(event) => void save(event)} aria-labelledby="own">
      <h2 id="own">{translate(language, 'operators.own')}</h2>
      <p className="fine">{translate(language, 'own.says')}</p>
      {field('current', 'own.current')}
      <div className="pair">
        {field('password', 'operators.password-new')}
        {field('again', 'operators.again')}
      </div>
      {field('pin', 'operators.pin')}
      <div className="gate-actions">
        <button
          type="submit"
          className="button primary"
          data-name="save-own"
          disabled={busy || form.current === '' || (form.password === '' && form.pin === '')}
        >
          <span>{translate(language, 'operators.save')}</span>
        </button>
        <p role="status">{changed && translate(language, 'own.changed')}</p>
      </div>
    </form>
  );
}
