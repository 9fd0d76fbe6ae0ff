import {
  type OperatorChange,
  type OperatorView,
  operatorChange,
  operatorId,
  password as passwordSchema,
  pin as pinSchema,
  type Role,
} from '../../../electron/contract/operators.ts';
import type { Key } from '../../i18n/translate.ts';

/** An operator as somebody types one. Secrets that stay empty stay as they are; `null` takes one away. */
export type OperatorForm = {
  id: string;
  name: string;
  role: Role | '';
  password: string;
  again: string;
  pin: string | null;
  badge: string | null;
};
export type OperatorField = 'id' | 'name' | 'role' | 'password' | 'again' | 'pin';
export type OperatorErrors = Partial<Record<OperatorField, Key>>;

export function operatorForm(operator: OperatorView | null, role: Role | '' = ''): OperatorForm {
  const { id = '', name = '' } = operator ?? {};
  return { id, name, role: operator?.role ?? role, password: '', again: '', pin: '', badge: '' };
}

/** What is asked of the studio, or what is wrong with what was typed. `known`: the operator that is changed, null for a new one. */
export function readOperator(
  form: OperatorForm,
  known: OperatorView | null,
  taken: readonly string[],
): { change: OperatorChange } | { errors: OperatorErrors } {
  const errors: OperatorErrors = {};
  const id = form.id.trim().toLowerCase();
  const name = form.name.trim();
  if (!operatorId.safeParse(id).success) errors.id = 'operators.id-wrong';
  else if (!known && taken.includes(id)) errors.id = 'operators.id-taken';
  if (!operatorChange.shape.name.safeParse(name).success) errors.name = 'operators.name-wrong';
  if (form.role === '') errors.role = 'operators.role-missing';
  if (form.password !== '' || !known) Object.assign(errors, passwordErrors(form.password, form.again));
  if (form.pin && !pinSchema.safeParse(form.pin).success) errors.pin = 'operators.pin-wrong';
  if (form.role === '' || Object.keys(errors).length > 0) return { errors };
  const secrets = {
    ...(form.password === '' ? {} : { password: form.password }),
    ...(form.pin === '' ? {} : { pin: form.pin ?? '' }),
    ...(form.badge === '' ? {} : { badge: form.badge ?? '' }),
  };
  return { change: { id, name, role: form.role, ...secrets } };
}

/** What is wrong with a new password, typed twice. */
export function passwordErrors(password: string, again: string): Pick<OperatorErrors, 'password' | 'again'> {
  if (!passwordSchema.safeParse(password).success) return { password: 'operators.password-short' };
  return password === again ? {} : { again: 'operators.again-wrong' };
}
