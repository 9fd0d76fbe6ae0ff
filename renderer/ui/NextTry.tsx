import type { Language } from '../../electron/contract/text.ts';
import { plural, translate } from '../i18n/translate.ts';
import { useNow } from './use-now.ts';

/** Longer waits are told in minutes. */
const minuteS = 60;

/** When an upload is tried again by itself: nobody has to do anything. */
export function NextTry({ at, language }: { at: string; language: Language }) {
  const leftS = Math.max(0, Math.ceil((Date.parse(at) - useNow(true)) / 1000));
  const says =
    leftS === 0
      ? translate(language, 'delivery.next-now')
      : leftS < 2 * minuteS
        ? plural(language, 'delivery.next-seconds', leftS)
        : plural(language, 'delivery.next-minutes', Math.ceil(leftS / minuteS));
  return <p className="fine next-try">{says}</p>;
}
