import type { ShotView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { backTo, choose } from '../../app/decisions.ts';
import { findingText, sortedFindings } from '../../app/findings.ts';
import { toggleLarge } from '../../app/review.ts';
import { clock, dayOf } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { goneWord, Picture } from '../../ui/Picture.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { mayChoose, remark, type SeriesStep, type SeriesView } from './series-view.ts';

type Props = { view: SeriesView; cell: SeriesStep; language: Language };

/** The chosen step: what was found, every try of it with the one that is kept, and the two ways on. */
export function StepDetail({ view, cell, language }: Props) {
  const { step, shot, tries, earlier } = cell;
  const title = step.title[language];
  const findings = sortedFindings(shot?.findings ?? []);
  return (
    <section className="step-detail" aria-label={title} data-step={step.id}>
      <h2>{title}</h2>
      {findings.length === 0 || step.state !== 'accepted' ? (
        <Standing {...remark(cell, language)} />
      ) : (
        <ul className="step-findings">
          {findings.map((finding) => (
            <li key={finding.code + JSON.stringify(finding.params ?? {})}>
              <Shape tone={finding.level} />
              {findingText(finding, language)}
            </li>
          ))}
        </ul>
      )}
      {step.mirror !== 'none' && shot && <p className="fine">{translate(language, 'series.mirror')}</p>}
      {tries.length > 1 && (
        <ul className="tries" aria-label={translate(language, 'series.tries-of', { step: title })}>
          {tries.map((one, index) => (
            <Try key={one.id} view={view} one={one} number={index + 1} language={language} />
          ))}
        </ul>
      )}
      <div className="step-ways">
        {step.shot !== undefined && (
          <Button onPress={() => toggleLarge(view.summary.id)} cap={<Cap action="enlarge" language={language} />}>
            {earlier[0]
              ? translate(language, 'series.compare', { date: dayOf(earlier[0].takenAt) })
              : translate(language, 'series.enlarge')}
          </Button>
        )}
        {view.open && (
          <Button
            onPress={() => void backTo(step.id)}
            cap={<Cap action="retake" language={language} />}
            name="back-to-step"
          >
            {translate(language, step.shot === undefined ? 'capture.take' : 'capture.retake')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Standing({ tone, says }: ReturnType<typeof remark>) {
  return (
    <p className="step-standing">
      <Shape tone={tone} />
      {says}
    </p>
  );
}

type TryProps = { view: SeriesView; one: ShotView; number: number; language: Language };

/** One try, kept or not; a press keeps it instead of the one that was. */
function Try({ view, one, number, language }: TryProps) {
  const kept = one.state === 'accepted';
  const worst = sortedFindings(one.findings)[0];
  const state = kept ? 'kept' : one.state === 'rejected' ? 'rejected' : 'waiting';
  return (
    <li>
      <button
        type="button"
        className="try"
        aria-pressed={kept}
        disabled={!kept && !mayChoose(view, one)}
        data-try={number}
        data-state={state}
        onClick={() => {
          if (mayChoose(view, one)) void choose(one.id);
        }}
      >
        <Picture
          source={`/pictures/${one.id}?width=240`}
          says=""
          simulated={view.summary.simulated}
          language={language}
          small
          gone={goneWord(one)}
        />
        <span className="try-says">
          <strong>{translate(language, 'series.try', { number, time: clock(one.takenAt) })}</strong>
          <span className="try-state">
            <Shape tone={kept ? 'good' : 'off'} />
            {translate(language, `try.${state}`)}
          </span>
          {worst && worst.level !== 'good' && <small>{findingText(worst, language)}</small>}
        </span>
      </button>
    </li>
  );
}
