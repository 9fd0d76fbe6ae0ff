import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';

const shown = [
  ['guide', 'key.short.guide'],
  ['ghost', 'key.short.ghost'],
  ['zoom', 'key.short.zoom'],
  ['peaking', 'key.short.peaking'],
  ['zebra', 'key.short.zebra'],
  ['histogram', 'key.short.histogram'],
  ['nearer', 'key.short.focus'],
  ['autofocus', 'key.short.autofocus'],
  ['enlarge', 'key.short.enlarge'],
  ['series', 'key.short.series'],
  ['room', 'key.short.room'],
  ['pause', 'key.short.pause'],
] as const;

/** The keys that have no button of their own on this screen. */
export function KeyLegend({ language }: { language: Language }) {
  return shown.map(([action, says]) => (
    <span key={action}>
      <Cap action={action} language={language} /> {translate(language, says)}
    </span>
  ));
}
