import type { Language } from '../../../electron/contract/text.ts';
import { actionsOf, keyBindings } from '../../app/keys.ts';
import { type Key, translate } from '../../i18n/translate.ts';

const named: Readonly<Record<string, Key>> = {
  Space: 'key.name.space',
  Enter: 'key.name.enter',
  Escape: 'key.name.escape',
  PageUp: 'key.name.page-up',
  PageDown: 'key.name.page-down',
};
const arrows: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** A `KeyboardEvent.code` as it is printed on keys: the place on the keyboard, whatever the language makes of it. */
export function codeName(code: string, language: Language): string {
  const key = named[code];
  if (key) return translate(language, key);
  return arrows[code] ?? code.replace(/^(Key|Digit)(?=.$)/, '');
}

/** What the studio itself does with this key while nobody has given it to a pedal; null for a key that is free. */
export function ownUse(key: string): Key | null {
  const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  const [action] = actionsOf({ key, repeat: false, ...plain, focus: 'page' });
  const at = keyBindings.findIndex((binding) => binding.action === action);
  return keyBindings.slice(0, at + 1).findLast(({ says }) => says !== undefined)?.says ?? null;
}
