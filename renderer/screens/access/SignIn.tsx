import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { badge as badgeSchema, operatorId } from '../../../electron/contract/operators.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { useBadge } from '../../app/badge-reader.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Refused, useSlowed } from './Refused.tsx';

type Props = {
  access: Pick<Snapshot['access'], 'operators' | 'credentials'>;
  title: string;
  /** A badge that was read before this came on screen. */
  badge?: string | null;
  language: Language;
  /** What stands beside the button. */
  children?: ReactNode;
};

type Who = { chosen: string; typed: string; badge: string | null };

/** Who begins: from the list, typed, or by a badge that is read wherever the focus lies; then the password. */
export function SignIn({ access: { operators, credentials }, title, badge = null, language, children }: Props) {
  const present = operators.filter(({ disabled }) => !disabled);
  const [who, setWho] = useState<Who>({ chosen: '', typed: '', badge });
  const [password, setPassword] = useState('');
  const element = useRef<HTMLFormElement>(null);
  const busy = usePage(({ asking }) => asking.includes('operator.sign-in'));
  const linked = usePage(({ link }) => link !== null);
  const slowedS = useSlowed();
  const focus = (name: string): void => element.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();
  const be = (next: Partial<Who>): void => {
    setWho({ chosen: '', typed: '', badge: null, ...next });
    usePage.setState({ refused: null });
  };
  useBadge(credentials.includes('badge') ? 'beside' : null, (code) => {
    be({ badge: code });
    setPassword('');
    focus('password');
  });
  const typed = who.typed.trim();
  const named = who.badge ?? (typed === '' ? who.chosen : asId(typed));
  const gone = operators.find(({ id, disabled }) => disabled && id === named);

  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || slowedS > 0 || gone) return;
    if (named === '') return focus('who');
    if (password === '') return focus('password');
    if (!badgeSchema.safeParse(named).success && !operatorId.safeParse(named).success) {
      usePage.setState({ refused: { code: 'sign-in-refused' } });
    } else await ask('operator.sign-in', { who: named, password });
    setPassword('');
    focus('password');
  };

  return (
    <form ref={element} className="sign-in" noValidate onSubmit={(event) => void begin(event)} aria-labelledby="gate">
      <h1 id="gate">{title}</h1>
      {present.length > 0 && (
        <Choice
          name="operator"
          label={translate(language, 'access.who')}
          value={who.chosen}
          error={undefined}
          options={present.map(({ id, name, role }) => ({
            value: id,
            label: name,
            detail: translate(language, `role.${role}`),
          }))}
          onChange={(chosen) => be({ chosen })}
        />
      )}
      <div className="sign-in-fields">
        <TextField
          name="who"
          label={translate(language, 'access.or-typed')}
          value={who.typed}
          onChange={(value) => be({ typed: value })}
        />
        {who.badge !== null && (
          <p className="badge-read" role="status">
            <Shape tone="good" />
            {translate(language, 'access.badge-read')}
          </p>
        )}
        <TextField
          name="password"
          label={translate(language, 'access.password')}
          secret="password"
          value={password}
          first={badge !== null}
          onChange={setPassword}
        />
        {gone ? (
          <p className="gate-problem" role="alert">
            <Shape tone="block" />
            {translate(language, 'access.disabled')}
          </p>
        ) : (
          <Refused slowedS={slowedS} language={language} />
        )}
        <div className="gate-actions">
          <button
            type="submit"
            className="button primary"
            data-name="sign-in"
            disabled={busy || !linked || slowedS > 0 || gone !== undefined}
          >
            <span>{translate(language, 'access.sign-in')}</span>
          </button>
          {children}
        </div>
        {credentials.includes('badge') && <p className="fine">{translate(language, 'access.badge-says')}</p>}
      </div>
    </form>
  );
}

/** Identifiers are small letters, however they are typed; what a badge holds stays as it is. */
function asId(typed: string): string {
  const small = typed.toLowerCase();
  return operatorId.safeParse(small).success ? small : typed;
}
