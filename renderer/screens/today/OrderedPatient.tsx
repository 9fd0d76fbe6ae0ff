import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { WorklistItem } from '../../../electron/contract/order.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { open } from '../../app/decisions.ts';
import { openingOf } from '../../app/opening.ts';
import { isoDay } from '../../app/patient-form.ts';
import { knownPatient, proposedProtocol } from '../../app/proposal.ts';
import { usePage } from '../../app/store.ts';
import { beginByHand } from '../../app/worklist.ts';
import { clock, day, dayOf, localDay, personName } from '../../i18n/format.ts';
import { orderWords } from '../../i18n/order-words.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { SexChoice } from '../../ui/SexChoice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ProtocolChoice } from './ProtocolChoice.tsx';

type Props = { item: WorklistItem; snapshot: Snapshot; language: Language };
type Errors = Partial<Record<'birthDate' | 'sex' | 'protocol', Key>>;

/** An expected patient of whom something has to be completed: what the RIS said stands, only the rest is asked. */
export function OrderedPatient({ item, snapshot, language }: Props) {
  const { protocols, sessions, session, disk } = snapshot;
  const { patient, order } = item;
  const known = knownPatient(sessions, patient.patientId);
  const [birthDate, setBirthDate] = useState('');
  const [sex, setSex] = useState<string>(patient.sex ?? known?.patient.sex ?? '');
  const [chosen, setChosen] = useState(item.protocol ?? '');
  const [errors, setErrors] = useState<Errors>({});
  const element = useRef<HTMLFormElement>(null);
  const linked = usePage(({ link }) => link !== null);
  useEffect(() => element.current?.querySelector('input')?.focus(), []);
  const protocol = protocols.find(({ id }) => id === chosen)?.id ?? proposedProtocol(protocols, sessions, known) ?? '';
  const whole = openingOf(item, protocols);
  const before = sessions.find(
    (one) => one.accessionNumber === order.accessionNumber && one.patient.patientId === patient.patientId,
  );
  const born = patient.birthDate ?? isoDay(birthDate);

  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const opening = openingOf(
      { ...item, patient: { ...patient, birthDate: born, sex: sexOf(sex) }, protocol },
      protocols,
    );
    const future = born > localDay(new Date());
    if (opening && !future) {
      await open(opening);
      return;
    }
    const wrong: Errors = {
      ...(birthDateWrong(born, birthDate) ?? (future ? { birthDate: 'form.birth-date-future' } : {})),
      ...(sex === '' ? { sex: 'form.sex-missing' } : {}),
      ...(protocol === '' ? { protocol: 'form.protocol-missing' } : {}),
    };
    setErrors(wrong);
    element.current?.querySelector<HTMLInputElement>(`[name="${Object.keys(wrong)[0]}"]`)?.focus();
  };
  const says = (field: keyof Errors): string | undefined => errors[field] && translate(language, errors[field]);

  return (
    <form
      ref={element}
      className="new-patient"
      noValidate
      onSubmit={(event) => void start(event)}
      aria-labelledby="ordered-patient"
    >
      <div className="new-patient-fields">
        <h2 id="ordered-patient">{personName(patient.name, language)}</h2>
        <ul className="ordered-facts">
          {patient.birthDate && <li>{translate(language, 'patient.born.O', { date: day(patient.birthDate) })}</li>}
          {patient.sex && <li>{translate(language, `form.sex.${patient.sex}`)}</li>}
          <li>{translate(language, 'patient.id', { id: patient.patientId })}</li>
        </ul>
        <p>{orderWords(order, language)}</p>
        {before && (
          <p className="known">
            {translate(language, 'worklist.again', { date: dayOf(before.openedAt), time: clock(before.openedAt) })}
          </p>
        )}
        {!whole && <p className="fine">{translate(language, 'worklist.complete')}</p>}
        {!patient.birthDate && (
          <TextField
            name="birthDate"
            label={translate(language, 'form.birth-date')}
            hint={translate(language, 'form.birth-date-pattern')}
            value={birthDate}
            error={says('birthDate')}
            onChange={(value) => {
              setBirthDate(value);
              setErrors({});
            }}
          />
        )}
        {!patient.sex && <SexChoice value={sex} error={says('sex')} language={language} onChange={setSex} />}
        {(before || !protocols.some(({ id }) => id === item.protocol)) && (
          <ProtocolChoice
            protocols={protocols}
            value={protocol}
            last={known?.last.protocol.id}
            error={says('protocol')}
            language={language}
            onChange={setChosen}
          />
        )}
      </div>
      {session && session.phase !== 'closed' && <p className="fine">{translate(language, 'form.pauses-other')}</p>}
      <button type="submit" className="button primary" disabled={!linked || disk.state === 'full'}>
        <span>{translate(language, 'form.start')}</span>
      </button>
      <Button name="by-hand" onPress={beginByHand} cap={<Cap action="new-patient" language={language} />}>
        {translate(language, 'worklist.by-hand')}
      </Button>
    </form>
  );
}

function sexOf(text: string): 'F' | 'M' | 'O' | undefined {
  return text === 'F' || text === 'M' || text === 'O' ? text : undefined;
}

function birthDateWrong(born: string, typed: string): Errors | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(born) && new Date(`${born}T00:00:00Z`).toJSON()?.startsWith(born);
  if (isDay) return null;
  return { birthDate: typed.trim() === '' ? 'form.birth-date-missing' : 'form.birth-date-invalid' };
}
