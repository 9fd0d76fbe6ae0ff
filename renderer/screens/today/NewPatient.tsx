import { type FormEvent, useRef, useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { open } from '../../app/decisions.ts';
import { type Field, type FieldErrors, type Form, fields, formOf, isSame, readForm } from '../../app/patient-form.ts';
import { knownPatient, proposedProtocol } from '../../app/proposal.ts';
import { usePage } from '../../app/store.ts';
import { localDay } from '../../i18n/format.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { KnownPatient } from '../../ui/KnownPatient.tsx';
import { SexChoice } from '../../ui/SexChoice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { LookUp } from './LookUp.tsx';
import { ProtocolChoice } from './ProtocolChoice.tsx';
import { StayFields } from './StayFields.tsx';
import { emptyStay, encounterOf, type Stay } from './stay.ts';

const empty: Form = { patientId: '', family: '', given: '', birthDate: '', sex: '', protocol: '' };

/** A patient by hand: what the label says, the stay where there is one, which protocol, Enter. */
export function NewPatient({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { protocols, session, sessions, disk } = snapshot;
  const [typed, setTyped] = useState<Form>(empty);
  const [stay, setStay] = useState<Stay>(emptyStay);
  const [errors, setErrors] = useState<FieldErrors>({});
  const element = useRef<HTMLFormElement>(null);
  const linked = usePage(({ link }) => link !== null);
  const known = knownPatient(sessions, typed.patientId);
  const proposed = proposedProtocol(protocols, sessions, known);
  const form: Form = { ...typed, protocol: typed.protocol || proposed || '' };

  const change = (field: Field, value: string): void => {
    setTyped((before) => ({ ...before, [field]: value }));
    setErrors(({ [field]: _, ...others }) => others);
  };
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readForm(form, localDay(new Date()));
    const order = encounterOf(stay);
    if ('errors' in read || order === 'wrong') {
      const wrong = 'errors' in read ? read.errors : {};
      setErrors(wrong);
      const first = fields.find((field) => wrong[field]) ?? 'admissionId';
      element.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    if (!(await open({ ...read, ...(order ? { order } : {}) }))) return;
    setTyped(empty);
    setStay(emptyStay);
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
        {snapshot.worklist.state !== 'unset' && <LookUp patientId={typed.patientId.trim()} language={language} />}
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
          <SexChoice
            value={form.sex}
            error={errors.sex && translate(language, errors.sex)}
            language={language}
            onChange={(value) => change('sex', value)}
          />
        </div>
        <ProtocolChoice
          protocols={protocols}
          value={form.protocol}
          last={known?.last.protocol.id}
          error={errors.protocol && translate(language, errors.protocol)}
          language={language}
          onChange={(value) => change('protocol', value)}
        />
        <StayFields stay={stay} language={language} onChange={setStay} />
      </div>
      {session && session.phase !== 'closed' && <p className="fine">{translate(language, 'form.pauses-other')}</p>}
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
