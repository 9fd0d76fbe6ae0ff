import { type Finding, forbidsAccepting } from '../../../electron/contract/findings.ts';
import type { SessionView, ShotView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { findingText, sortedFindings } from '../../app/findings.ts';
import { problemText } from '../../app/problem.ts';
import { megabytes, seconds } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { goneWord, Picture } from '../../ui/Picture.tsx';
import { Shape } from '../../ui/Shape.tsx';

type Props = { session: SessionView; shot: ShotView | null; language: Language };

/** The last picture: whether it is saved, and what the checks say of it, worst first. */
export function LastShot({ session, shot, language }: Props) {
  if (!shot) {
    return (
      <section className="last">
        <div className="last-waiting">{translate(language, 'capture.last-none')}</div>
      </section>
    );
  }
  const title = session.steps.find(({ id }) => id === shot.step)?.title[language] ?? '';
  const newest = session.shots.at(-1)?.id === shot.id;
  const says = translate(language, newest ? 'capture.last' : 'capture.shown', { step: title });
  return (
    <section className="last" aria-live="polite" data-shot={shot.state} data-number={shot.number}>
      <h2>{says}</h2>
      {shot.bytes === undefined ? (
        <div className="last-waiting">{shot.state === 'failed' ? '' : translate(language, 'capture.not-saved')}</div>
      ) : (
        <Picture
          source={`/pictures/${shot.id}?width=640`}
          says={says}
          simulated={session.simulated}
          language={language}
          gone={goneWord(shot)}
        />
      )}
      <Saved shot={shot} language={language} />
      <ul className="findings">
        {sortedFindings(shot.findings).map((finding) => (
          <li
            key={finding.code + JSON.stringify(finding.params ?? {})}
            data-level={finding.level}
            data-finding={finding.code}
          >
            <Shape tone={finding.level} />
            <p>
              <span className="unseen">{translate(language, `finding-level.${finding.level}`)} : </span>
              {findingText(finding, language)}
              {finding.level !== 'good' && <small>{translate(language, `finding-says.${saying(finding)}`)}</small>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a finding asks for: what its level does, or somebody's word. */
function saying(finding: Finding): 'advise' | 'block' | 'confirm' {
  if (finding.level !== 'block') return 'advise';
  return forbidsAccepting(finding) ? 'block' : 'confirm';
}

/** Who pressed, where it was not the studio. */
const origins = { studio: null, body: 'capture.from-body', found: 'capture.from-card' } as const;

function Saved({ shot, language }: { shot: ShotView; language: Language }) {
  if (shot.state === 'failed') {
    const text = shot.error ? problemText(shot.error, language) : null;
    return (
      <p className="saved failed">
        <Shape tone="block" />
        <span>
          {text?.says ?? translate(language, 'capture.failed')}
          {text && <small>{text.code}</small>}
        </span>
      </p>
    );
  }
  if (shot.bytes === undefined) return null;
  const origin = origins[shot.origin ?? 'studio'];
  const facts = [
    translate(language, 'capture.saved'),
    megabytes(shot.bytes, language),
    ...(shot.ms === undefined ? [] : [seconds(shot.ms, language)]),
    ...(origin === null ? [] : [translate(language, origin)]),
  ];
  return (
    <>
      <p className="saved">
        <Shape tone="good" />
        <span>{facts.join(' · ')}</span>
      </p>
      {shot.complete === false && (
        <p className="saved incomplete">
          <Shape tone="advise" />
          {translate(language, 'capture.incomplete')}
        </p>
      )}
      {shot.state === 'rejected' && <p className="rejected">{translate(language, 'capture.rejected')}</p>}
    </>
  );
}
