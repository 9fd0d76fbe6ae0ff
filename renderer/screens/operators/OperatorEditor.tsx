import { type FormEvent, useRef, useState } from 'react';
import { type OperatorView, type Role, roles } from '../../../electron/contract/operators.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { BadgeLine } from './BadgeLine.tsx';
import { type OperatorErrors, type OperatorForm, operatorForm, readOperator } from './operator-form.ts';

type Props = {
  /** Who is changed; null for somebody new. */
  known: OperatorView | null;
  taken: readonly string[];
  /** The only role that is offered. */
  only?: Role;
  language: Language;
  onDone(name: string): void;
  onCancel?(): void;
};

const order = ['id', 'name', 'role', 'password', 'again', 'pin'] as const;

/** Somebody new, or what changes of somebody: what stays empty stays as it is. */
export function OperatorEditor({ known, taken, only, language, onDone, onCancel }: Props) {
  const [form, setForm] = useState<OperatorForm>(() => operatorForm(known, only));
  const [errors, setErrors] = useState<OperatorErrors>({});
  const element = useRef<HTMLFormElement>(null);
  const busy = usePage(({ asking }) => asking.includes('operator.save'));
  const change = (part: Partial<OperatorForm>): void => {
    setForm((before) => ({ ...before, ...part }));
    setErrors({});
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const read = readOperator(form, known, taken);
    if ('errors' in read) {
      setErrors(read.errors);
      const first = order.find((field) => read.errors[field]);
      element.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    } else if (await ask('operator.save', read.change)) onDone(read.change.name);
  };
  const says = (field: keyof OperatorErrors): string | undefined => {
    const key = errors[field];
    return key && translate(language, key);
  };
  const title = known
    ? translate(language, 'operators.edit-title', { name: known.name })
    : translate(language, only ? 'operators.first' : 'operators.add');
  return (
    <form
      ref={element}
      className="panel operator-editor"
      noValidate
      onSubmit={(event) => void save(event)}
      aria-labelledby="operator-editor"
    >
      <h2 id="operator-editor">{title}</h2>
      <div className="pair">
        <TextField
          name="name"
          label={translate(language, 'operators.name')}
          value={form.name}
          error={says('name')}
          first
          onChange={(name) => change({ name })}
        />
        {!known && (
          <TextField
            name="id"
            label={translate(language, 'operators.id')}
            value={form.id}
            error={says('id')}
            onChange={(id) => change({ id })}
          />
        )}
      </div>
      {!only && (
        <Choice
          name="role"
          label={translate(language, 'operators.role')}
          value={form.role}
          error={says('role')}
          options={roles.map((value) => ({
            value,
            label: translate(language, `role.${value}`),
            detail: translate(language, `role-says.${value}`),
          }))}
          onChange={(value) => change({ role: roles.find((one) => one === value) ?? '' })}
        />
      )}
      <div className="pair">
        <TextField
          name="password"
          label={translate(language, known ? 'operators.password-new' : 'operators.password')}
          hint={translate(language, 'operators.password-hint')}
          secret="password"
          value={form.password}
          error={says('password')}
          onChange={(password) => change({ password })}
        />
        <TextField
          name="again"
          label={translate(language, 'operators.again')}
          secret="password"
          value={form.again}
          error={says('again')}
          onChange={(again) => change({ again })}
        />
      </div>
      <TextField
        name="pin"
        label={translate(language, 'operators.pin')}
        hint={translate(language, form.pin === null ? 'operators.goes' : 'operators.pin-hint')}
        secret="pin"
        value={form.pin ?? ''}
        error={says('pin')}
        onChange={(pin) => change({ pin })}
      />
      {known?.pin && form.pin === '' && (
        <Button name="remove-pin" kind="quiet" onPress={() => change({ pin: null })}>
          {translate(language, 'operators.pin-remove')}
        </Button>
      )}
      <BadgeLine
        has={known?.badge ?? false}
        badge={form.badge}
        language={language}
        onChange={(badge) => change({ badge })}
      />
      <div className="gate-actions">
        <button type="submit" className="button primary" data-name="save-operator" disabled={busy}>
          <span>{translate(language, 'operators.save')}</span>
        </button>
        {onCancel && (
          <Button name="cancel" onPress={onCancel}>
            {translate(language, 'operators.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
