import type { Finding } from '../../electron/contract/findings.ts';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';
import { settingParams } from './setting-params.ts';

const order = { block: 0, advise: 1, good: 2 } as const;

/** What needs a decision first. */
export function sortedFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => order[a.level] - order[b.level]);
}

/** A finding's sentence; a setting is named in the operator's words. */
export function findingText({ code, params = {} }: Finding, language: Language): string {
  return translate(language, `finding.${code}`, settingParams(params, language));
}
