import type { Key } from '../i18n/translate.ts';

export type KeyAction =
  | 'take'
  | 'accept'
  | 'retake'
  | 'skip'
  | 'guide'
  | 'enlarge'
  | 'series'
  | 'pause'
  | 'help'
  | 'language'
  | 'theme';

/** The same keys everywhere. `shown` is a locale key where the cap's name is translated, else the cap itself. */
export const keyBindings: readonly { action: KeyAction; key: string; cap: string | { key: Key }; says: Key }[] = [
  { action: 'take', key: ' ', cap: { key: 'key.name.space' }, says: 'key.take' },
  { action: 'accept', key: 'enter', cap: { key: 'key.name.enter' }, says: 'key.accept' },
  { action: 'retake', key: 'r', cap: 'R', says: 'key.retake' },
  { action: 'skip', key: 's', cap: 'S', says: 'key.skip' },
  { action: 'guide', key: 'g', cap: 'G', says: 'key.guide' },
  { action: 'enlarge', key: 'z', cap: 'Z', says: 'key.enlarge' },
  { action: 'series', key: 'v', cap: 'V', says: 'key.series' },
  { action: 'pause', key: 'escape', cap: { key: 'key.name.escape' }, says: 'key.pause' },
  { action: 'help', key: '?', cap: '?', says: 'key.help' },
  { action: 'language', key: 'l', cap: 'L', says: 'key.language' },
  { action: 'theme', key: 't', cap: 'T', says: 'key.theme' },
];

export type KeyPress = {
  key: string;
  repeat: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** What has the focus: text takes every key but Escape, a control takes Space and Enter for itself. */
  focus: 'text' | 'control' | 'page';
};

/** What a key asks for. Holding a key asks once: a pedal kept down must not become a second picture. */
export function actionOf(press: KeyPress): KeyAction | null {
  if (press.repeat || press.ctrlKey || press.altKey || press.metaKey) return null;
  const key = press.key.toLowerCase();
  if (press.focus === 'text' && key !== 'escape') return null;
  if (press.focus === 'control' && (key === ' ' || key === 'enter')) return null;
  return keyBindings.find((binding) => binding.key === key)?.action ?? null;
}
