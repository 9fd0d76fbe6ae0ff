import type { Language } from '../../electron/contract/text.ts';
import { type KeyAction, type KeyBinding, keyBindings } from '../app/keys.ts';
import { translate } from '../i18n/translate.ts';

/** The name on the key that does an action. */
export function capOf(action: KeyAction, language: Language): string {
  return capText(keyBindings.find((binding) => binding.action === action)?.cap ?? '', language);
}

export function capText(cap: KeyBinding['cap'], language: Language): string {
  return typeof cap === 'string' ? cap : translate(language, cap.key);
}

export function Cap({ action, language }: { action: KeyAction; language: Language }) {
  return <kbd>{capOf(action, language)}</kbd>;
}
