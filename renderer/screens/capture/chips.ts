import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { SettingResult } from '../../../electron/contract/settings.ts';
import type { Language } from '../../../electron/contract/text.ts';
import type { FocusWord } from '../../app/store.ts';
import { exposure, millimetres, percent, seconds, times } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import type { Analyses } from '../../liveview/analysis/messages.ts';

type Shown = {
  step: StepView | null;
  /** As the last picture was taken. */
  settings: readonly SettingResult[];
  guide: Preferences['guide'];
  zoom: number;
  bodyZooms: boolean;
  analyses: Analyses;
  focusSays: FocusWord | null;
  selfTimerS: number;
  /** Looking for earlier pictures at the hospital's store. */
  priors: SessionView['priors'];
  language: Language;
};

const focusWords = {
  'near-stop': 'capture.focus-near-stop',
  'far-stop': 'capture.focus-far-stop',
  focusing: 'capture.focus-focusing',
  focused: 'capture.focus-focused',
} as const;

/** What is drawn over live view and how the camera stands, in a few words each. */
export function chips({
  step,
  settings,
  guide,
  zoom,
  bodyZooms,
  analyses,
  focusSays,
  selfTimerS,
  priors,
  language,
}: Shown): string[] {
  return [
    exposure(settings, language).join(' · '),
    step ? translate(language, 'capture.field', { width: millimetres(step.fieldWidthMm, language) }) : '',
    translate(language, `guide-level.${guide.level}`),
    guide.level !== 'off' && guide.opacity < 1
      ? translate(language, 'capture.guide-opacity', { opacity: percent(guide.opacity, language) })
      : '',
    step && step.mirror !== 'none' ? translate(language, 'capture.mirrored') : '',
    zoom > 1
      ? translate(language, bodyZooms ? 'capture.zoom-body' : 'capture.zoom-digital', { zoom: times(zoom, language) })
      : '',
    analyses.peaking ? translate(language, 'capture.peaking-on') : '',
    analyses.zebra ? translate(language, 'capture.zebra-on') : '',
    selfTimerS > 0 ? translate(language, 'told.timer', { time: seconds(selfTimerS * 1000, language) }) : '',
    priors && priors.state !== 'done' ? translate(language, `priors.${priors.state}`) : '',
    focusSays ? translate(language, focusWords[focusSays]) : '',
  ].filter((text) => text !== '');
}
