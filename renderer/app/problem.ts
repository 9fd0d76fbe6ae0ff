import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';
import { settingParams } from './setting-params.ts';

/** An error as people read it: the sentence, a claimed camera's with its holder, and the code in small print for support. */
export function problemText(error: ErrorInfo, language: Language): { says: string; code: string } {
  const { code, params, reference } = error;
  const holder = code === 'camera-claimed' ? params?.holder : undefined;
  return {
    says:
      holder === undefined
        ? translate(language, `error.${code}`, settingParams(params ?? {}, language))
        : translate(language, 'capture.claimed-by', { holder }),
    code:
      reference === undefined
        ? translate(language, 'problem.code', { code })
        : translate(language, 'problem.code-reference', { code, reference }),
  };
}
