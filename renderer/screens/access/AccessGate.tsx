import type { Snapshot } from '../../../electron/contract/studio.ts';
import type { Gate } from '../../app/gate.ts';
import { usePreferences } from '../../app/prefer.ts';
import { translate } from '../../i18n/translate.ts';
import { CharterText } from './CharterText.tsx';
import { FirstStart } from './FirstStart.tsx';
import { GateFrame } from './GateFrame.tsx';
import { LockScreen } from './LockScreen.tsx';
import { SignIn } from './SignIn.tsx';

/** The gate that stands in place of every screen. */
export function AccessGate({ gate, snapshot }: { gate: Gate; snapshot: Snapshot }) {
  const { language } = usePreferences();
  const { access } = snapshot;
  return (
    <GateFrame name={gate} wide={gate !== 'locked'} language={language}>
      {gate === 'sign-in' && <SignIn access={access} title={translate(language, 'access.title')} language={language} />}
      {gate === 'locked' && <LockScreen access={access} language={language} />}
      {gate === 'charter' && access.charter && (
        <CharterText charter={access.charter} operator={access.operator} language={language} />
      )}
      {gate === 'first-start' && <FirstStart snapshot={snapshot} language={language} />}
    </GateFrame>
  );
}
