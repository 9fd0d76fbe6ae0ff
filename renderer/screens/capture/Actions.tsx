import type { SessionView } from '../../../electron/contract/session-view.ts';
import type { Offer, Offers } from '../../app/commands.ts';
import { obey } from '../../app/controller.ts';
import type { KeyAction } from '../../app/keys.ts';
import { usePreferences } from '../../app/prefer.ts';
import { usePage } from '../../app/store.ts';
import { percent, seconds } from '../../i18n/format.ts';
import { type Params, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { ToldLine } from '../../ui/ToldLine.tsx';
import { undoText } from '../../ui/told.ts';

/** What can be done now, each with its key; above it what a key has just done, and what happens by itself. */
export function Actions({ session, offered }: { session: SessionView; offered: Offers }) {
  const { language } = usePreferences();
  const accepting = usePage((page) => page.accepting);
  const button = (
    name: KeyAction,
    offer: Pick<Offer, 'enabled'>,
    text: string,
    kind: 'primary' | 'plain' = 'plain',
  ) => (
    <Button
      kind={kind}
      name={name}
      disabled={!offer.enabled}
      onPress={() => obey(name)}
      cap={
        <span className="caps">
          <Cap action={name} language={language} />
          {name === 'take' && again && <Cap action="retake" language={language} />}
        </span>
      }
    >
      {text}
    </Button>
  );
  const words = ({ label, share }: Offer): string => {
    const params: Params = share === undefined ? {} : { share: percent(share, language) };
    return translate(language, label, params);
  };
  const again = offered.primary.command === 'shot.retake';
  const { undo } = session;
  return (
    <section className="actions" aria-label={translate(language, 'capture.actions')}>
      <ToldLine session={session} />
      {accepting && (
        <p className="accepting" aria-hidden="true">
          {translate(language, 'capture.accepting', { time: seconds(accepting.inS * 1000, language) })}
        </p>
      )}
      {button('take', offered.primary, words(offered.primary), 'primary')}
      <div className="actions-pair">
        {session.phase === 'review' && button('accept', offered.accept, words(offered.accept))}
        {!again && button('retake', offered.retake, words(offered.retake))}
      </div>
      {button('skip', offered.skip, words(offered.skip))}
      {undo &&
        button(
          'undo',
          { enabled: offered.settled },
          translate(language, 'capture.undo', { what: undoText(undo, session, language) }),
        )}
    </section>
  );
}
