import type { Order } from '../../electron/contract/order.ts';
import type { Patient } from '../../electron/contract/patient.ts';
import type { Language } from '../../electron/contract/text.ts';
import { age, day, localDay, personName } from '../i18n/format.ts';
import { orderWords } from '../i18n/order-words.ts';
import { translate } from '../i18n/translate.ts';

type Props = { patient: Patient; order?: Order | undefined; language: Language };

/** Who is being photographed, and for which order: always on screen while a session is. */
export function PatientBanner({ patient, order, language }: Props) {
  const facts = [
    translate(language, `patient.born.${patient.sex}`, { date: day(patient.birthDate) }),
    age(patient.birthDate, localDay(new Date()), language),
    translate(language, `patient.sex.${patient.sex}`),
    translate(language, 'patient.id', { id: patient.patientId }),
  ];
  return (
    <section className="patient" aria-label={translate(language, 'patient.banner')}>
      <strong className="patient-name">{personName(patient.name, language)}</strong>
      <span className="patient-facts">
        {facts.join(' · ')}
        {order && <small>{orderWords(order, language)}</small>}
      </span>
    </section>
  );
}
