import type { ErrorInfo } from '../../electron/contract/errors.ts';
import { type SettingName, settingNames } from '../../electron/contract/settings.ts';
import type { Language } from '../../electron/contract/text.ts';
import { settingValue } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';
import { problemText } from './problem.ts';

/** A setting that the protocol demands and the body does not take, in the operator's words. */
export type SettingRefusal = { setting: string; asked: string; got: string; turn: string; code: string };

/** What a refused picture needs to be turned on the body; null for any other problem, or a setting without a name. */
export function settingRefusal(problem: ErrorInfo | null | undefined, language: Language): SettingRefusal | null {
  if (problem?.code !== 'camera-setting-refused') return null;
  const { setting, asked = '', got = '', outcome } = problem.params ?? {};
  const name = settingNames.find((candidate): candidate is SettingName => candidate === setting);
  if (!name) return null;
  const wanted = settingValue(name, asked, language);
  const known = outcome !== 'missing' && got !== '' && got !== '–';
  return {
    setting: translate(language, `setting.${name}`),
    asked: translate(language, 'refusal.asked', { value: wanted }),
    got: known
      ? translate(language, 'refusal.got', { value: settingValue(name, got, language) })
      : translate(language, outcome === 'missing' ? 'refusal.missing' : 'refusal.unknown'),
    turn: translate(language, outcome === 'missing' ? 'refusal.turn-missing' : `turn.${name}`, { value: wanted }),
    code: problemText(problem, language).code,
  };
}
