import type { AccessView } from '../../../electron/contract/operators.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { signOut } from '../../app/at-work.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Refused } from './Refused.tsx';

type Props = { charter: NonNullable<AccessView['charter']>; operator: AccessView['operator']; language: Language };

/** What each operator signs once for each version: read, then signed or left. */
export function CharterText({ charter, operator, language }: Props) {
  const { version, title, text } = charter;
  const busy = usePage(({ asking }) => asking.includes('operator.sign-charter'));
  return (
    <div className="charter">
      <h1 id="gate">{title[language]}</h1>
      <p className="fine">{translate(language, 'access.charter-says', { version, name: operator?.name ?? '' })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and does so by keyboard only with the focus */}
      <section className="charter-text" tabIndex={0} aria-label={title[language]}>
        {text[language].split(/\n+/).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </section>
      <Refused slowedS={0} language={language} />
      <div className="gate-actions">
        <Button
          kind="primary"
          name="sign-charter"
          disabled={busy}
          onPress={() => void ask('operator.sign-charter', { version })}
        >
          {translate(language, 'access.charter-sign')}
        </Button>
        <Button name="sign-out" onPress={signOut}>
          {translate(language, 'access.charter-leave')}
        </Button>
      </div>
    </div>
  );
}
