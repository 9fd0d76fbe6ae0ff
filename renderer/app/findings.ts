import type { Finding } from '../../electron/contract/findings.ts';
import { type SettingName, settingNames } from '../../electron/contract/settings.ts';
import type { Language } from '../../electron/contract/text.ts';
import { settingValue } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';

const order = { block: 0, advise: 1, good: 2 } as const;

/** What needs a decision first. */
export function sortedFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => order[a.level] - order[b.level]);
}

/** A finding's sentence; a setting is named in the operator's words. */
export function findingText({ code, params = {} }: Finding, language: Language): string {
  const name = settingNames.find((candidate): candidate is SettingName => candidate === params.setting);
  if (!name) return translate(language, `finding.${code}`, params);
  const values = Object.entries(params).map(([key, value]) => [key, settingValue(name, value, language)]);
  return translate(language, `finding.${code}`, {
    ...Object.fromEntries(values),
    setting: translate(language, `setting.${name}`),
  });
}
