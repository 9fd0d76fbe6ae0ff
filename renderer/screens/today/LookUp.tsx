import { useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../../electron/contract/errors.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { lookUp } from '../../app/worklist.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';

/** Asks the RIS for the patient with this number, whom nobody expects today; what it knows fills the form in. */
export function LookUp({ patientId, language }: { patientId: string; language: Language }) {
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ of: string; what: 'nobody' | ErrorInfo }>();
  const typed = useRef<string | null>(null);
  useEffect(() => {
    typed.current = patientId;
    return () => {
      typed.current = null;
    };
  }, [patientId]);
  const press = async (): Promise<void> => {
    setAsking(true);
    const what = await lookUp(patientId, () => typed.current === patientId);
    setAsking(false);
    if (what !== 'found') setSaid({ of: patientId, what });
  };
  const shown = said?.of === patientId ? said.what : undefined;
  return (
    <div className="look-up">
      <Button kind="quiet" name="look-up" disabled={asking || patientId === ''} onPress={() => void press()}>
        {translate(language, 'form.look-up')}
      </Button>
      <p className="fine" role="status">
        {shown && (shown === 'nobody' ? translate(language, 'form.look-up-nobody') : problemText(shown, language).says)}
      </p>
    </div>
  );
}
