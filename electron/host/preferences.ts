import { z } from 'zod';
import { inTurn } from '../base/in-turn.ts';
import { type Preferences, preferences } from '../contract/preferences.ts';
import type { PreferencesPort } from '../studio/ports.ts';
import { readKept, writeKept } from './kept-file.ts';

const preferencesFile = z.strictObject({ operators: z.record(z.string(), preferences).default({}) });

/**
 * Each operator's preferences, kept in one file. What is set counts once it is on the disk. Throws `data-broken`, naming
 * the file; setting throws `file-unwritable`.
 */
export async function openPreferences(file: string): Promise<PreferencesPort> {
  const alone = inTurn();
  let kept = new Map(Object.entries((await readKept(file, preferencesFile)).operators));
  return {
    of: (operator) => kept.get(operator) ?? preferences.parse({}),
    set: (operator: string, chosen: Preferences) =>
      alone(async () => {
        const next = new Map(kept).set(operator, chosen);
        await writeKept(file, { operators: Object.fromEntries(next) });
        kept = next;
      }),
  };
}
