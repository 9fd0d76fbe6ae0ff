import { type FormEvent, useState } from 'react';
import { pin as pinSchema } from '../../../electron/contract/operators.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { useBadge } from '../../app/badge-reader.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { LockedBy } from './LockedBy.tsx';
import { Refused, useSlowed } from './Refused.tsx';
import { SignIn } from './SignIn.tsx';

type Props = { access: Snapshot['access']; language: Language };

/** Who locked the station, and the two ways on: that operator's PIN or password, or somebody else's sign-in. */
export function LockScreen({ access, language }: Props) {
  const [other, setOther] = useState<{ badge: string | null } | null>(null);
  const change = (next: typeof other): void => {
    usePage.setState({ refused: null });
    setOther(next);
  };
  if (!other) return <Unlock access={access} language={language} onOther={(badge) => change({ badge })} />;
  return (
    <SignIn access={access} title={translate(language, 'access.take-over')} badge={other.badge} language={language}>
      <Button name="back" onPress={() => change(null)}>
        {translate(language, 'access.back')}
      </Button>
    </SignIn>
  );
}

function Unlock({ access, language, onOther }: Props & { onOther(badge: string | null): void }) {
  const { operator, pinUntil } = access;
  const refused = usePage((page) => page.refused);
  const [byPassword, setByPassword] = useState(false);
  const [typed, setTyped] = useState('');
  const busy = usePage(({ asking }) => asking.includes('operator.unlock'));
  const linked = usePage(({ link }) => link !== null);
  const slowedS = useSlowed();
  const hasPin = pinUntil !== undefined && Date.parse(pinUntil) > Date.now() && refused?.code !== 'password-needed';
  const asksPin = hasPin && !byPassword;
  useBadge(access.credentials.includes('badge') ? 'beside' : null, onOther);

  const unlock = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || slowedS > 0 || typed === '') return;
    if (asksPin && !pinSchema.safeParse(typed).success) usePage.setState({ refused: { code: 'sign-in-refused' } });
    else await ask('operator.unlock', asksPin ? { pin: typed } : { password: typed });
    setTyped('');
  };
  return (
    <form className="unlock" noValidate onSubmit={(event) => void unlock(event)} aria-labelledby="gate">
      <h1 id="gate">{translate(language, 'access.locked')}</h1>
      <LockedBy operator={operator} language={language} />
      <TextField
        key={String(asksPin)}
        name={asksPin ? 'pin' : 'password'}
        label={translate(language, asksPin ? 'access.pin' : 'access.password')}
        secret={asksPin ? 'pin' : 'password'}
        value={typed}
        first
        onChange={setTyped}
      />
      <Refused slowedS={slowedS} wrong={asksPin ? 'access.pin-wrong' : undefined} language={language} />
      <div className="gate-actions">
        <button
          type="submit"
          className="button primary"
          data-name="unlock"
          disabled={busy || !linked || slowedS > 0 || typed === ''}
        >
          <span>{translate(language, 'access.unlock')}</span>
        </button>
        {hasPin && (
          <Button
            name="other-way"
            onPress={() => {
              setTyped('');
              setByPassword(!byPassword);
            }}
          >
            {translate(language, asksPin ? 'access.by-password' : 'access.by-pin')}
          </Button>
        )}
        <Button name="other-operator" onPress={() => onOther(null)}>
          {translate(language, 'access.other-operator')}
        </Button>
      </div>
    </form>
  );
}
