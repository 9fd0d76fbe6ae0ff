import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import { lock, signOut } from '../app/at-work.ts';
import { goTo } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { Cap } from './Cap.tsx';

type Props = { snapshot: Pick<Snapshot, 'access' | 'station'>; language: Language };

/** Who is at work, and the two ways of not being it any more. On a station without operators, the station itself. */
export function AtWork({ snapshot: { access, station }, language }: Props) {
  const { operator, state } = access;
  const label = <span className="unseen">{translate(language, 'app.operator')} </span>;
  if (!operator || state !== 'signed-in') {
    return (
      <p className="operator">
        {label}
        {station.operator === 'station' ? translate(language, 'audit.station') : station.operator}
      </p>
    );
  }
  return (
    <div className="at-work">
      <button
        type="button"
        className="operator"
        title={translate(language, 'operators.own')}
        onClick={() => goTo({ screen: 'operators' })}
      >
        {label}
        <strong>{operator.name}</strong>
        <small>{translate(language, `role.${operator.role}`)}</small>
      </button>
      <Button kind="quiet" name="lock" onPress={lock} cap={<Cap action="lock" language={language} />}>
        {translate(language, 'access.lock')}
      </Button>
      <Button kind="quiet" name="sign-out" onPress={signOut}>
        {translate(language, 'access.sign-out')}
      </Button>
    </div>
  );
}
