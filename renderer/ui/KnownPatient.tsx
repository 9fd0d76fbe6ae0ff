import type { Language } from '../../electron/contract/text.ts';
import type { Known } from '../app/proposal.ts';
import { day, dayOf, personName } from '../i18n/format.ts';
import { plural, translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { Shape } from './Shape.tsx';

type Props = {
  known: Known;
  /** Whether the form holds that identity already, and whether it holds any. */
  same: boolean;
  begun: boolean;
  onTake(): void;
  language: Language;
};

/** Who was photographed under the number that is being typed: to be taken over, or to be seen as another person. */
export function KnownPatient({ known, same, begun, onTake, language }: Props) {
  const { patient, last, visits } = known;
  const says = plural(language, 'form.known', visits, {
    patient: personName(patient.name, language),
    birth: day(patient.birthDate),
    date: dayOf(last.openedAt),
  });
  return (
    <p className="known" role="status" data-same={same}>
      <Shape tone={same ? 'good' : begun ? 'advise' : 'off'} />
      <span>{says}</span>
      {!same && (
        <Button kind="quiet" onPress={onTake} name="take-identity">
          {translate(language, 'form.known-take')}
        </Button>
      )}
    </p>
  );
}
