import type { SessionView } from '../../electron/contract/session-view.ts';
import type { Chosen } from '../app/preferences.ts';
import type { Told } from '../app/store.ts';
import { percent, seconds } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';
import { capOf } from './Cap.tsx';

type Undoable = NonNullable<SessionView['undo']>;

/** What would be, or was, taken back: the acceptance of a view, its skipping. */
export function undoText(
  { what, step }: Undoable,
  { steps }: Pick<SessionView, 'steps'>,
  language: Chosen['language'],
) {
  const name = steps.find(({ id }) => id === step)?.title[language] ?? '';
  return translate(language, `undo-what.${what}`, { step: name });
}

/** What a key has just done, in words. `voiced`: whether this machine has a voice of the interface's language. */
export function toldText(told: Told, session: Pick<SessionView, 'steps'>, chosen: Chosen, voiced: boolean): string {
  const { language, sounds, selfTimerS, acceptAfterS, textScale } = chosen;
  switch (told.kind) {
    case 'undone':
      return translate(language, 'capture.undone', { what: undoText(told, session, language) });
    case 'timer':
      return selfTimerS === 0
        ? translate(language, 'told.timer-off')
        : translate(language, 'told.timer', { time: seconds(selfTimerS * 1000, language) });
    case 'acceptance':
      return acceptAfterS === 0
        ? translate(language, 'told.acceptance-off')
        : translate(language, 'told.acceptance', { time: seconds(acceptAfterS * 1000, language) });
    case 'text':
      return translate(language, 'told.text', { size: percent(textScale, language) });
    case 'not-sent':
      return translate(language, 'told.not-sent', { key: capOf('accept', language) });
    case 'sounds':
      if (!sounds.beeps && !sounds.voice) return translate(language, 'told.sounds-off');
      if (!sounds.voice) return translate(language, 'told.sounds-beeps');
      return translate(language, voiced ? 'told.sounds-voice' : 'told.sounds-no-voice');
  }
}
