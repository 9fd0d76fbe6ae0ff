import type { SessionView, StepView } from '../../../electron/contract/studio.ts';
import { lastShot } from '../../app/commands.ts';
import type { Notice } from '../../app/notices.ts';
import { usePage } from '../../app/store.ts';
import { exposure, millimetres, percent } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { GuideOverlay } from '../../liveview/GuideOverlay.tsx';
import { LiveView } from '../../liveview/LiveView.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { Picture } from '../../ui/Picture.tsx';

type Props = {
  session: SessionView;
  step: StepView | null;
  aspect: number;
  onAspect(aspect: number): void;
  notices: readonly Notice[];
  up: boolean;
};

/** Live view as large as the window allows, the guide true to the field over it, and what must be said on top. */
export function Stage({ session, step, aspect, onAspect, notices, up }: Props) {
  const { link, language, guide, enlarged } = usePage();
  const shot = lastShot(session);
  const settled = session.phase === 'ready' || session.phase === 'review';
  const showsShot = enlarged && shot?.bytes !== undefined;
  const settings = session.shots.findLast((taken) => taken.settings)?.settings ?? [];
  const chips = [
    exposure(settings, language).join(' · '),
    step ? translate(language, 'capture.field', { width: millimetres(step.fieldWidthMm, language) }) : '',
    guide === 0
      ? translate(language, 'capture.guide-off')
      : translate(language, 'capture.guide-on', { opacity: percent(guide / 100, language) }),
    step?.mirror ? translate(language, 'capture.mirrored') : '',
  ].filter((text) => text !== '');
  return (
    <div className="stage">
      <div className="viewfinder" style={{ '--aspect': aspect } as React.CSSProperties} data-up={up}>
        <LiveView
          link={link}
          mirror={step?.mirror ?? false}
          expected={up && settled && !showsShot}
          language={language}
          onAspect={onAspect}
        />
        {step && !showsShot && (
          <GuideOverlay
            guide={step.guide}
            fieldWidthMm={step.fieldWidthMm}
            aspect={aspect}
            opacity={guide / 100}
            language={language}
          />
        )}
        {showsShot && shot && (
          <figure className="enlarged">
            <Picture
              source={`/pictures/${shot.id}?width=1600`}
              says={translate(language, 'capture.enlarged')}
              simulated={session.simulated}
              language={language}
            />
            <figcaption>{translate(language, 'capture.enlarged')}</figcaption>
          </figure>
        )}
        {session.simulated && !showsShot && (
          <span className="simulated stage-simulated">{translate(language, 'app.simulation')}</span>
        )}
        {!showsShot && (
          <ul className="chips">
            {chips.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        <Notices list={notices} language={language} />
      </div>
    </div>
  );
}
