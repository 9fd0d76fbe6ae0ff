import { type Preferences, preferences } from '../contract/preferences.ts';
import type { PreferencesPort } from '../studio/ports.ts';

/** Preferences that last as long as the program. */
export function memoryPreferences(): PreferencesPort {
  const kept = new Map<string, Preferences>();
  return {
    of: (operator) => kept.get(operator) ?? preferences.parse({}),
    set: async (operator, chosen) => {
      kept.set(operator, chosen);
    },
  };
}
