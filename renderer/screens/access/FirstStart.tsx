import { useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { may, signOut } from '../../app/at-work.ts';
import { isRehearsal } from '../../app/gate.ts';
import { ask, usePage } from '../../app/store.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { KeyGroups } from './KeyGroups.tsx';
import { RecoverySheet } from './RecoverySheet.tsx';
import { Refused } from './Refused.tsx';
import { keyGroups, keyPrefix } from './recovery-key.ts';
import { TypeBack } from './TypeBack.tsx';

type Props = { snapshot: Snapshot; language: Language };

/** Where the first start stands. The key is in this one place, and only while it is on screen. */
type Step =
  | { at: 'why' }
  | { at: 'shown'; key: string; recipient: string }
  /** `again`: this run can still show it. */
  | { at: 'typing'; again: boolean };

/** The hospital's recovery key: why, what it is, a sheet for the safe, and proof that it was kept. */
export function FirstStart({ snapshot, language }: Props) {
  const [step, setStep] = useState<Step>({ at: 'why' });
  const busy = usePage(({ asking }) => asking.includes('recovery.show'));
  const { access } = snapshot;
  const entitled = access.state === 'station' || may(snapshot, 'configure');
  const show = async (): Promise<void> => {
    const answer = await ask('recovery.show', {});
    if (!answer) return;
    const { key, recipient } = answer;
    setStep(key === null ? { at: 'typing', again: false } : { at: 'shown', key, recipient });
  };
  const putOff = isRehearsal(snapshot) && (
    <Button name="put-off" onPress={() => usePage.setState({ recoveryPutOff: true, refused: null })}>
      {translate(language, 'first-start.later')}
    </Button>
  );
  const leave = access.operator && (
    <Button name="sign-out" onPress={signOut}>
      {translate(language, 'access.sign-out')}
    </Button>
  );

  if (!entitled) {
    return (
      <section className="first-start" aria-labelledby="gate">
        <h1 id="gate">{translate(language, 'first-start.title')}</h1>
        <Paragraphs keys={['first-start.not-kept', 'first-start.ask-head']} language={language} />
        <div className="gate-actions">
          {leave}
          {putOff}
        </div>
        {putOff && <p className="fine">{translate(language, 'first-start.later-says')}</p>}
      </section>
    );
  }
  if (step.at === 'typing') {
    return (
      <TypeBack again={step.again} language={language} onAgain={() => void show()}>
        {putOff}
      </TypeBack>
    );
  }
  if (step.at === 'shown') {
    return (
      <section className="first-start" aria-labelledby="gate">
        <p className="steps">{translate(language, 'first-start.step', { step: 2, of: 3 })}</p>
        <h1 id="gate">{translate(language, 'first-start.key')}</h1>
        <p>{translate(language, 'first-start.copy')}</p>
        <p className="prefix">{keyPrefix}</p>
        <KeyGroups groups={keyGroups(step.key)} label={translate(language, 'first-start.key')} />
        <p className="fine">{translate(language, 'sheet-recovery.alphabet')}</p>
        <div className="gate-actions">
          <Button name="print" kind="primary" onPress={() => window.print()}>
            {translate(language, 'first-start.print')}
          </Button>
          <Button name="kept" onPress={() => setStep({ at: 'typing', again: true })}>
            {translate(language, 'first-start.is-kept')}
          </Button>
        </div>
        <RecoverySheet recoveryKey={step.key} recipient={step.recipient} language={language} />
      </section>
    );
  }
  return (
    <section className="first-start" aria-labelledby="gate">
      <p className="steps">{translate(language, 'first-start.step', { step: 1, of: 3 })}</p>
      <h1 id="gate">{translate(language, 'first-start.title')}</h1>
      <Paragraphs keys={['first-start.why', 'first-start.what', 'first-start.where']} language={language} />
      <Refused slowedS={0} language={language} />
      <div className="gate-actions">
        <Button name="show" kind="primary" disabled={busy} onPress={() => void show()}>
          {translate(language, 'first-start.show')}
        </Button>
        {leave}
        {putOff}
      </div>
      {putOff && <p className="fine">{translate(language, 'first-start.later-says')}</p>}
    </section>
  );
}

function Paragraphs({ keys, language }: { keys: readonly Key[]; language: Language }) {
  return keys.map((key) => <p key={key}>{translate(language, key)}</p>);
}
