import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { inTurn } from '../base/in-turn.ts';
import type { Log } from '../base/log.ts';
import { hasCode } from '../contract/errors.ts';
import { type Preferences, preferences } from '../contract/preferences.ts';
import type { PreferencesPort } from '../studio/ports.ts';
import { readKept, writeKept } from './kept-file.ts';

const preferencesFile = z.strictObject({ operators: z.record(z.string(), preferences).default({}) });

/**
 * Each operator's preferences, kept in one file. What is set counts once it is on the disk; setting throws `file-unwritable`.
 * A file that cannot be read stops nobody from photographing: it is set aside beside its place, and everybody's preferences are
 * as on a new station.
 */
export async function openPreferences(file: string, log: Pick<Log, 'error'>): Promise<PreferencesPort> {
  const alone = inTurn();
  const { found, setAside } = await readOrSetAside(file, log);
  let kept = new Map(Object.entries(found));
  return {
    setAside,
    of: (operator) => kept.get(operator) ?? preferences.parse({}),
    set: (operator: string, chosen: Preferences) =>
      alone(async () => {
        const next = new Map(kept).set(operator, chosen);
        await writeKept(file, { operators: Object.fromEntries(next) });
        kept = next;
      }),
  };
}

async function readOrSetAside(
  file: string,
  log: Pick<Log, 'error'>,
): Promise<{ found: Record<string, Preferences>; setAside?: string }> {
  try {
    return { found: (await readKept(file, preferencesFile)).operators };
  } catch (error) {
    if (!hasCode(error, 'data-broken')) throw error;
    log.error('preferences-set-aside', error);
    const aside = `${file}.broken`;
    // Where it cannot be moved either, setting preferences will say so.
    await rename(file, aside).catch((failure: unknown) => log.error('preferences-not-moved', failure));
    return { found: {}, setAside: basename(aside) };
  }
}
