import { type FormEvent, useRef, useState } from 'react';
import type { Snapshot } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { localDay } from '../../i18n/format.ts';
import { type Key, plural, translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { KnownPatient } from './KnownPatient.tsx';
import { type Field, type FieldErrors, type Form, fields, formOf, isSame, readForm } from './patient-form.ts';
import { knownPatient, proposedProtocol } from './proposal.ts';

const empty: Form = { patientId: '', family: '', given: '', birthDate: '', sex: '', protocol: '' };
const sexes = ['F', 'M', 'O'] as const;

/** A patient by hand: what the label says, which protocol, Enter. */
export function NewPatient({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { protocols, session, sessions, disk } = snapshot;
  const [typed, setTyped] = useState<Form>(empty);
  const [errors, setErrors] = useState<FieldErrors>({});
  const element = useRef<HTMLFormElement>(null);
  const linked = usePage(({ link }) => link !== null);
  const known = knownPatient(sessions, typed.patientId);
  const proposed = proposedProtocol(protocols, sessions, known);
  const form: Form = { ...typed, protocol: typed.protocol || proposed || '' };
  const description = protocols.find(({ id }) => id === form.protocol)?.description;
  const pauses = session !== null && session.phase !== 'closed';

  const change = (field: Field, value: string): void => {
    setTyped((before) => ({ ...before, [field]: value }));
    setErrors(({ [field]: _, ...others }) => others);
  };
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readForm(form, localDay(new Date()));
    if ('errors' in read) {
      setErrors(read.errors);
      const first = fields.find((field) => read.errors[field]);
      element.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    if (pauses && !(await ask('session.pause', {}))) return;
    if (await ask('session.open', read)) setTyped(empty);
  };
  const text = (field: 'patientId' | 'family' | 'given' | 'birthDate', label: Key, hint?: Key) => (
    <TextField
      name={field}
      label={translate(language, label)}
      hint={hint && translate(language, hint)}
      value={form[field]}
      error={errors[field] && translate(language, errors[field])}
      onChange={(value) => change(field, value)}
    />
  );

  return (
    <form
      ref={element}
      className="new-patient"
      noValidate
      onSubmit={(event) => void start(event)}
      aria-labelledby="new-patient"
    >
      <div className="new-patient-fields">
        <h2 id="new-patient">{translate(language, 'today.new-patient')}</h2>
        <p className="fine">{translate(language, 'today.new-patient-says')}</p>
        {text('patientId', 'form.patient-id')}
        {known && (
          <KnownPatient
            known={known}
            same={isSame(form, known.patient)}
            begun={`${form.family}${form.given}${form.birthDate}${form.sex}` !== ''}
            onTake={() => {
              setTyped({ ...typed, ...formOf(known.patient) });
              setErrors({});
            }}
            language={language}
          />
        )}
        <div className="pair">
          {text('family', 'form.family')}
          {text('given', 'form.given')}
        </div>
        <div className="pair date-and-sex">
          {text('birthDate', 'form.birth-date', 'form.birth-date-pattern')}
          <Choice
            name="sex"
            label={translate(language, 'form.sex')}
            value={form.sex}
            error={errors.sex && translate(language, errors.sex)}
            options={sexes.map((sex) => ({ value: sex, label: translate(language, `form.sex.${sex}`) }))}
            onChange={(value) => change('sex', value)}
          />
        </div>
        {protocols.length === 0 ? (
          <p className="empty">{translate(language, 'today.no-protocol')}</p>
        ) : (
          <Choice
            name="protocol"
            label={translate(language, 'form.protocol')}
            value={form.protocol}
            error={errors.protocol && translate(language, errors.protocol)}
            options={protocols.map(({ id, title, steps }) => ({
              value: id,
              label: title[language],
              detail: [
                plural(language, 'form.protocol-steps', steps),
                ...(id === known?.last.protocol.id ? [translate(language, 'form.protocol-last-visit')] : []),
              ].join(' · '),
            }))}
            onChange={(value) => change('protocol', value)}
          />
        )}
        {description && <p className="fine">{description[language]}</p>}
      </div>
      {pauses && <p className="fine">{translate(language, 'form.pauses-other')}</p>}
      <button
        type="submit"
        className="button primary"
        disabled={protocols.length === 0 || !linked || disk.state === 'full'}
      >
        <span>{translate(language, 'form.start')}</span>
      </button>
    </form>
  );
}
