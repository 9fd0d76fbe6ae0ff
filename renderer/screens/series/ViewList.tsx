import type { ShotView, StepView } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { findingText, sortedFindings } from '../../app/findings.ts';
import type { Tone } from '../../app/status.ts';
import { ask, goTo } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Shape } from '../../ui/Shape.tsx';
import type { SeriesView } from './series-view.ts';

const tones = { pending: 'advise', taken: 'advise', accepted: 'good', skipped: 'off', deferred: 'advise' } as const;

/** Each view with what became of it; while the series is open, one gesture takes it again. */
export function ViewList({ view, language }: { view: SeriesView; language: Language }) {
  if (view.steps.length === 0) return null;
  return (
    <ol className="views" aria-label={translate(language, 'series.views')}>
      {view.steps.map(({ step, shot }) => {
        const { tone, says } = remark(step, shot, language);
        return (
          <li key={step.id} data-step={step.id} data-state={step.state}>
            <Shape tone={tone} />
            <p>
              {step.title[language]}
              <small>{says}</small>
            </p>
            {view.open && (
              <button
                type="button"
                className="button quiet"
                aria-label={translate(language, 'series.back-to-step', { step: step.title[language] })}
                onClick={() => void backTo(step.id)}
              >
                {translate(language, 'capture.retake')}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

async function backTo(step: string): Promise<void> {
  if (await ask('step.select', { step })) goTo({ screen: 'capture' });
}

function remark(step: StepView, shot: ShotView | null, language: Language): { tone: Tone; says: string } {
  if (step.state === 'skipped' && step.reason) {
    return { tone: 'off', says: translate(language, 'series.skipped-because', { reason: step.reason }) };
  }
  if (step.state !== 'accepted')
    return { tone: tones[step.state], says: translate(language, `step-state.${step.state}`) };
  const worst = sortedFindings(shot?.findings ?? [])[0];
  if (!worst || worst.level === 'good') return { tone: 'good', says: translate(language, 'series.all-good') };
  return { tone: worst.level, says: findingText(worst, language) };
}
