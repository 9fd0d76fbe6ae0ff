import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import type { Tone } from '../../app/status.ts';
import { clock, dayOf, localDay } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';

/** How the list stands, in words: as of when it is, and where the RIS does not answer, why, and that it holds all the same. */
export function listStanding(
  { state, at, error, broken, more }: Snapshot['worklist'],
  language: Language,
): { tone: Tone; says: string; detail?: string } {
  const age = at === undefined ? undefined : asOf(at, language);
  const missing = [
    ...(broken ? [plural(language, 'worklist.broken', broken)] : []),
    ...(more ? [translate(language, 'worklist.cut')] : []),
  ].join(' ');
  if (state === 'ready') {
    const says = age ?? translate(language, 'worklist.ready');
    return missing === '' ? { tone: 'good', says } : { tone: 'advise', says, detail: missing };
  }
  if (state !== 'failed') {
    const asking = translate(language, 'worklist.asking');
    return { tone: 'busy', says: age === undefined ? asking : `${asking} ${age}` };
  }
  const failed = translate(language, error?.code === 'worklist-refused' ? 'worklist.refused' : 'worklist.failed');
  const says = age === undefined ? failed : `${age} ${failed}`;
  return { tone: 'advise', says, ...(error ? { detail: problemText(error, language).says } : {}) };
}

/** By the hour where it is today's, else with its day. */
function asOf(at: string, language: Language): string {
  const today = localDay(new Date(at)) === localDay(new Date());
  const time = clock(at);
  return today
    ? translate(language, 'worklist.as-of', { time })
    : translate(language, 'worklist.as-of-day', { time, date: dayOf(at) });
}
