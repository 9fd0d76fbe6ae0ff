import type { ErrorParams } from '../../electron/contract/errors.ts';
import { type SettingName, settingNames } from '../../electron/contract/settings.ts';
import type { Language } from '../../electron/contract/text.ts';
import { settingValue } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';

/** What completes a sentence about a setting: its name and values in the operator's words; others as they are. */
export function settingParams(params: ErrorParams, language: Language): ErrorParams {
  const name = settingNames.find((candidate): candidate is SettingName => candidate === params.setting);
  if (!name) return params;
  const values = Object.entries(params).map(([key, value]) => [key, settingValue(name, value, language)]);
  return { ...Object.fromEntries(values), setting: translate(language, `setting.${name}`) };
}
