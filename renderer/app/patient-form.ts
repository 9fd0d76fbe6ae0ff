import { type Patient, patient as patientSchema } from '../../electron/contract/patient.ts';
import type { Key } from '../i18n/translate.ts';

export const fields = ['patientId', 'family', 'given', 'birthDate', 'sex', 'protocol'] as const;
export type Field = (typeof fields)[number];
export type Form = Readonly<Record<Field, string>>;
export type FieldErrors = Partial<Record<Field, Key>>;

const separators = /[\^=\\]/;

/** `04/05/2016`, `4.5.2016` or `04052016` as `2016-05-04`; anything else comes back as it was. */
export function isoDay(text: string): string {
  const parts = /^\s*(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4})\s*$/.exec(text);
  if (!parts) return text.trim();
  const [, date = '', month = '', year = ''] = parts;
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

/** A patient's identity as it is typed. */
export function formOf({ patientId, name, birthDate, sex }: Patient): Omit<Form, 'protocol'> {
  const [family = '', given = ''] = name.split('^');
  const [year = '', month = '', date = ''] = birthDate.split('-');
  return { patientId, family, given, birthDate: `${date}/${month}/${year}`, sex };
}

/** Whether what was typed so far is that patient's identity, all of it. */
export function isSame(form: Omit<Form, 'protocol'>, patient: Patient): boolean {
  const known = formOf(patient);
  const plain = (text: string): string => text.trim().toLocaleLowerCase();
  return (
    isoDay(form.birthDate) === patient.birthDate &&
    form.sex === patient.sex &&
    (['family', 'given'] as const).every((field) => plain(form[field]) === plain(known[field]))
  );
}

/** As `readIdentity`, with the protocol that was chosen. */
export function readForm(form: Form, today: string): { patient: Patient; protocol: string } | { errors: FieldErrors } {
  const read = readIdentity(form, today);
  const errors = 'errors' in read ? read.errors : {};
  if (form.protocol === '') errors.protocol = 'form.protocol-missing';
  if ('errors' in read || form.protocol === '') return { errors };
  return { patient: read.patient, protocol: form.protocol };
}

/** What was typed as the contract's patient, or one sentence for each field that is not right. `today` is `YYYY-MM-DD`. */
export function readIdentity(
  form: Omit<Form, 'protocol'>,
  today: string,
): { patient: Patient } | { errors: FieldErrors } {
  const errors: FieldErrors = {};
  const family = form.family.trim();
  const given = form.given.trim();
  const birthDate = isoDay(form.birthDate);
  const parsed = patientSchema.safeParse({
    patientId: form.patientId,
    name: given === '' ? family : `${family}^${given}`,
    birthDate,
    sex: form.sex,
  });
  for (const { path } of parsed.error?.issues ?? []) Object.assign(errors, sentence(path[0], form));
  if (family === '') errors.family = 'form.family-missing';
  else if (separators.test(family)) errors.family = 'form.name-invalid';
  if (separators.test(given)) errors.given = 'form.name-invalid';
  if (!errors.birthDate && birthDate > today) errors.birthDate = 'form.birth-date-future';
  if (!parsed.success || Object.keys(errors).length > 0) return { errors };
  return { patient: parsed.data };
}

function sentence(path: PropertyKey | undefined, form: Omit<Form, 'protocol'>): FieldErrors {
  if (path === 'patientId') {
    return { patientId: form.patientId.trim() === '' ? 'form.patient-id-missing' : 'form.patient-id-invalid' };
  }
  if (path === 'name') return { family: 'form.name-invalid' };
  if (path === 'birthDate') {
    return { birthDate: form.birthDate.trim() === '' ? 'form.birth-date-missing' : 'form.birth-date-invalid' };
  }
  return { sex: 'form.sex-missing' };
}
