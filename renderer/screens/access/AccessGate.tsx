import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Gate } from '../../app/gate.ts';
import { usePreferences } from '../../app/prefer.ts';
import { translate } from '../../i18n/translate.ts';
import { CharterText } from './CharterText.tsx';
import { FirstStart } from './FirstStart.tsx';
import { GateFrame } from './GateFrame.tsx';
import { LockedBy } from './LockedBy.tsx';
import { LockScreen } from './LockScreen.tsx';
import { SignIn } from './SignIn.tsx';
import { TokenForm } from './TokenForm.tsx';

/** The gate that stands in place of every screen. */
export function AccessGate({ gate, snapshot }: { gate: Gate; snapshot: Snapshot }) {
  const { language } = usePreferences();
  const { access } = snapshot;
  return (
    <GateFrame name={gate} wide={gate !== 'locked'} language={language}>
      {shown()}
    </GateFrame>
  );

  function shown() {
    if (gate === 'first-start') return <FirstStart snapshot={snapshot} language={language} />;
    if (gate === 'charter') {
      return access.charter && <CharterText charter={access.charter} operator={access.operator} language={language} />;
    }
    const title = translate(language, gate === 'locked' ? 'access.locked' : 'access.title');
    if (!access.credentials.includes('password')) {
      return (
        <TokenForm title={title} language={language}>
          {gate === 'locked' && <LockedBy operator={access.operator} language={language} />}
        </TokenForm>
      );
    }
    if (gate === 'locked') return <LockScreen access={access} language={language} />;
    return <SignIn access={access} title={title} language={language} />;
  }
}
