import { useRef } from 'react';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { lastShot } from '../../app/commands.ts';
import { bodyZooms, viewing, zoomTo } from '../../app/live-controls.ts';
import type { Notice } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import type { SettingRefusal } from '../../app/setting-refusal.ts';
import { usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { frameView, shownAspect, shownPart } from '../../liveview/frame-view.ts';
import { GuideOverlay } from '../../liveview/GuideOverlay.tsx';
import { Agreement } from '../../liveview/ghost/Agreement.tsx';
import { Ghost } from '../../liveview/ghost/Ghost.tsx';
import { priorOf } from '../../liveview/ghost/ghost-of.ts';
import { asFound, layingOf, useGhost } from '../../liveview/ghost/ghost-state.ts';
import { ghostChips } from '../../liveview/ghost/words.ts';
import { LiveView } from '../../liveview/LiveView.tsx';
import { partOf } from '../../liveview/zoom.ts';
import { Notices } from '../../ui/Notices.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { chips } from './chips.ts';
import { Refusal } from './Refusal.tsx';

type Props = {
  snapshot: Snapshot;
  session: SessionView;
  step: StepView | null;
  aspect: number;
  onAspect(aspect: number): void;
  notices: readonly Notice[];
  refusal: SettingRefusal | null;
  up: boolean;
};

/** Live view as large as the window allows, the guide true to the field over it, and what must be said on top. */
export function Stage({ snapshot, session, step, aspect, onAspect, notices, refusal, up }: Props) {
  const { link, enlarged, looked, countdownS, magnified, focusSays } = usePage();
  const { language, guide, ghost, analyses, selfTimerS } = usePreferences();
  const laying = useGhost((state) => (step ? layingOf(state, session.id, step.id) : asFound));
  const watch = useRef<((frame: ImageBitmap) => void) | null>(null);
  const shot = session.shots.find(({ id }) => id === looked) ?? lastShot(session);
  const settled = session.phase === 'ready' || session.phase === 'review';
  const showsShot = enlarged && shot?.bytes !== undefined;
  const prior = step && ghost.mode !== 'off' && !showsShot ? priorOf(step, laying) : null;
  const view = frameView(step, snapshot.room.settings);
  const across = shownAspect(view, aspect);
  const seen = viewing(snapshot, magnified);
  const words = chips({
    step,
    settings: session.shots.findLast((taken) => taken.settings)?.settings ?? [],
    guide,
    zoom: seen.zoom,
    bodyZooms: bodyZooms(snapshot),
    analyses,
    focusSays,
    selfTimerS,
    priors: session.priors,
    language,
  });
  return (
    <div className="stage">
      <div
        className="viewfinder"
        style={{ '--aspect': across } as React.CSSProperties}
        data-up={up}
        data-zoom={seen.zoom}
      >
        <LiveView
          link={link}
          view={view}
          magnified={magnified}
          analyses={analyses}
          expected={up && settled && !showsShot}
          error={snapshot.live.error}
          language={language}
          onAspect={onAspect}
          onPoint={zoomTo}
          watch={watch}
        >
          {step && prior && (
            <Ghost
              key={prior.shot}
              prior={prior}
              step={step}
              nudge={laying.nudge}
              preference={ghost}
              view={view}
              aspect={across}
              part={partOf(seen)}
              zoom={seen.zoom}
              watch={watch}
              language={language}
            />
          )}
          {step && !showsShot && (
            <GuideOverlay
              guide={step.guide}
              fieldWidthMm={step.fieldWidthMm}
              aspect={across}
              part={shownPart(view, partOf(seen))}
              level={guide.level}
              opacity={guide.opacity}
              language={language}
            />
          )}
        </LiveView>
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
            {[...words, ...ghostChips(session, step, laying, ghost, language)].map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        {step && prior && <Agreement fieldWidthMm={step.fieldWidthMm} language={language} />}
        {countdownS !== null && (
          <p className="countdown" role="timer">
            <strong>{countdownS}</strong>
            <span>{translate(language, 'capture.countdown')}</span>
          </p>
        )}
        {refusal && <Refusal refusal={refusal} language={language} />}
        <Notices list={notices} language={language} />
      </div>
    </div>
  );
}
