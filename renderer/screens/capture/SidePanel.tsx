import type { SessionView, StepView } from '../../../electron/contract/studio.ts';
import { lastShot, type Offer, type Offers } from '../../app/commands.ts';
import { obey } from '../../app/controller.ts';
import type { KeyAction } from '../../app/keys.ts';
import { usePreferences } from '../../app/prefer.ts';
import type { PageState } from '../../app/store.ts';
import { percent } from '../../i18n/format.ts';
import { type Params, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { LastShot } from './LastShot.tsx';
import { SkipForm } from './SkipForm.tsx';

type Props = { session: SessionView; step: StepView | null; offered: Offers; page: PageState };

/** The last picture with its findings, and what can be done now. */
export function SidePanel({ session, step, offered, page }: Props) {
  const { language } = usePreferences();
  const action = (name: KeyAction, offer: Offer, kind: 'primary' | 'plain') => {
    const params: Params = offer.share === undefined ? {} : { share: percent(offer.share, language) };
    return (
      <Button
        kind={kind}
        disabled={!offer.enabled}
        onPress={() => obey(name)}
        cap={
          <span className="caps">
            <Cap action={name} language={language} />
            {name === 'take' && offer.command === 'shot.retake' && <Cap action="retake" language={language} />}
          </span>
        }
        name={name}
      >
        {translate(language, offer.label, params)}
      </Button>
    );
  };
  if (page.skipping && step) {
    return (
      <aside className="side">
        <SkipForm session={session} step={step} language={language} />
      </aside>
    );
  }
  const again = offered.primary.command === 'shot.retake';
  return (
    <aside className="side">
      <LastShot session={session} shot={lastShot(session)} language={language} />
      <section className="actions" aria-label={translate(language, 'capture.actions')}>
        {action('take', offered.primary, 'primary')}
        {action('accept', offered.accept, 'plain')}
        {!again && action('retake', offered.retake, 'plain')}
        {action('skip', offered.skip, 'plain')}
      </section>
    </aside>
  );
}
