import { type FormEvent, useRef, useState } from 'react';
import type { Order } from '../../../electron/contract/order.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { type FieldErrors, fields, formOf, isSame, readIdentity } from '../../app/patient-form.ts';
import { knownPatient } from '../../app/proposal.ts';
import { ask, showPanel, usePage } from '../../app/store.ts';
import { localDay } from '../../i18n/format.ts';
import { type Key, plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { KnownPatient } from '../../ui/KnownPatient.tsx';
import { SexChoice } from '../../ui/SexChoice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CorrectedOrder } from './CorrectedOrder.tsx';
import {
  correctedPatient,
  correctionReasons,
  gone,
  type OrderChoice,
  orderOf,
  ordersFor,
  othersOf,
  type Reason,
  sameNumber,
  standingChoice,
  takesOthers,
} from './correction.ts';
import { OtherSessions } from './OtherSessions.tsx';
import type { SeriesView } from './series-view.ts';

type Props = {
  snapshot: Snapshot;
  view: SeriesView;
  /** Of the session on screen; of an older one nothing but its number is told. */
  order: Order | undefined;
  language: Language;
  onDone(says: string): void;
};

/** Whose pictures these are, corrected: why, which other series go with it, and what then happens to what has been sent. */
export function CorrectForm({ snapshot, view, order, language, onDone }: Props) {
  const { id, patient } = view.summary;
  const { sessions, deliveries, worklist } = snapshot;
  const [form, setForm] = useState(() => formOf(patient));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [reason, setReason] = useState<Reason>('details');
  const [chosenOrder, setOrder] = useState<OrderChoice | null>(null);
  const [chosenOthers, setOthers] = useState<readonly string[] | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const busy = usePage(({ asking }) => asking.includes('patient.correct'));
  const others = othersOf(sessions, id, patient.patientId);
  const going = chosenOthers ?? (takesOthers(reason) ? others.map((other) => other.id) : []);
  const concerned = [id, ...going];
  const sent = gone(deliveries, concerned);
  const known = form.patientId.trim() === patient.patientId ? null : knownPatient(sessions, form.patientId);
  const offered = ordersFor(worklist.items, form.patientId.trim());
  const changedOrder = standingChoice(chosenOrder, reason, offered);

  const correct = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const read = readIdentity(form, localDay(new Date()));
    const wrong = 'errors' in read ? read.errors : sameNumber(reason, patient, read.patient);
    if ('errors' in read || wrong) {
      setErrors(wrong ?? {});
      const first = fields.find((field) => wrong?.[field]);
      element.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    const identity = known && isSame(form, known.patient) ? known.patient : correctedPatient(patient, read.patient);
    const done = await ask('patient.correct', {
      ...{ sessions: concerned, patient: identity, reason },
      ...orderOf(changedOrder, offered),
    });
    if (!done) return;
    onDone(
      done.resent > 0 ? plural(language, 'correct.resent', done.resent) : translate(language, 'correct.done-here'),
    );
    showPanel(null);
  };
  const text = (field: 'patientId' | 'family' | 'given' | 'birthDate', label: Key, first = false) => (
    <TextField
      name={field}
      label={translate(language, label)}
      value={form[field]}
      error={errors[field] && translate(language, errors[field])}
      first={first}
      onChange={(value) => {
        setForm((before) => ({ ...before, [field]: value }));
        setErrors({});
      }}
    />
  );
  return (
    <form
      ref={element}
      className="correct"
      noValidate
      onSubmit={(event) => void correct(event)}
      aria-labelledby="correct"
    >
      <h2 id="correct">{translate(language, 'correct.title')}</h2>
      <Choice
        name="reason"
        label={translate(language, 'correct.reason')}
        value={reason}
        error={undefined}
        options={correctionReasons.map((value) => ({
          value,
          label: translate(language, `correct-reason.${value}`),
          detail: translate(language, `correct-reason-says.${value}`),
        }))}
        onChange={(value) => {
          setReason(correctionReasons.find((one) => one === value) ?? reason);
          setOthers(null);
          setOrder(null);
        }}
      />
      {text('patientId', 'form.patient-id', true)}
      {known && (
        <KnownPatient
          known={known}
          same={isSame(form, known.patient)}
          begun
          onTake={() => setForm(formOf(known.patient))}
          language={language}
        />
      )}
      {text('family', 'form.family')}
      {text('given', 'form.given')}
      {text('birthDate', 'form.birth-date')}
      <SexChoice
        value={form.sex}
        error={errors.sex && translate(language, errors.sex)}
        language={language}
        onChange={(sex) => setForm((before) => ({ ...before, sex }))}
      />
      <CorrectedOrder own={order} offered={offered} choice={changedOrder} language={language} onChange={setOrder} />
      <OtherSessions others={others} going={going} language={language} onChange={setOthers} />
      <p className="correct-says" role="status">
        {sent > 0 ? plural(language, 'correct.sent', sent) : translate(language, 'correct.not-sent')}
      </p>
      <button type="submit" className="button primary" data-name="correct" disabled={busy}>
        <span>{translate(language, sent > 0 ? 'correct.confirm-resend' : 'correct.confirm')}</span>
      </button>
      <Button name="correct-not" onPress={() => showPanel(null)}>
        {translate(language, 'skip.cancel')}
      </Button>
    </form>
  );
}
