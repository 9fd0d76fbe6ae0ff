import type { ConfigEntry } from '../../../../native/addon.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../../../contract/settings.ts';
import { type Body, entryOf } from '../body.ts';
import { choose, isReadable, labelOf, type Neutral, read, stands, tookEffect } from './matching.ts';
import { autoIsoKeys, settingKeys, writingOrder } from './settings-map.ts';
import { readBack, write } from './writing.ts';

/**
 * Brings the body to `settings` and says what became of each one. Only what differs is written, and what is written is
 * read back. Never throws for a value that the body will not take; throws what libgphoto2 throws when the body is gone.
 */
export async function applySettings(body: Body, settings: NeutralSettings): Promise<SettingResult[]> {
  const results: SettingResult[] = [];
  for (const name of writingOrder) {
    const asked = settings[name];
    if (asked !== undefined) results.push(await applyOne(body, name, asked));
  }
  return results;
}

/** The first key that exists and says something; undefined where the body has no such setting. */
export async function locate(
  body: Body,
  name: SettingName,
): Promise<{ key: string; entry: ConfigEntry; value: Neutral | undefined } | undefined> {
  for (const key of settingKeys[body.make][name]) {
    const entry = await entryOf(body, key);
    if (entry && isReadable(name, entry)) return { key, entry, value: read(name, entry) };
  }
  return undefined;
}

async function applyOne(body: Body, name: SettingName, asked: Neutral): Promise<SettingResult> {
  if (name === 'kelvin' && !(await kelvinCounts(body))) return { setting: name, outcome: 'missing', asked };
  if (name === 'iso' && !(await autoIsoIsOff(body))) return { setting: name, outcome: 'clamped', asked, got: 'auto' };
  const found = await locate(body, name);
  if (!found) return { setting: name, outcome: 'missing', asked };
  if (asked === 'card' && !body.hasStorage) return result(name, 'clamped', asked, found.key, found.entry);
  const { key, entry } = found;
  const writing = choose(name, entry, asked);
  if (writing && stands(entry, writing)) return result(name, 'same', asked, key, entry);
  if (entry.readOnly) {
    const outcome = found.value === asked ? 'same' : 'read-only';
    return result(name, outcome, asked, key, entry);
  }
  if (!writing) return result(name, 'clamped', asked, key, entry);
  await write(body, key, writing);
  const after = await readBack(body, key, (now) => tookEffect(name, now, writing, asked));
  if (!after) return { setting: name, outcome: 'clamped', asked, key };
  return result(name, tookEffect(name, after, writing, asked) ? 'set' : 'clamped', asked, key, after);
}

function result(
  setting: SettingName,
  outcome: SettingResult['outcome'],
  asked: Neutral,
  key: string,
  entry: ConfigEntry,
): SettingResult {
  const got = read(setting, entry);
  return { setting, outcome, asked, ...(got === undefined ? {} : { got }), key, label: labelOf(entry) };
}

/** A colour temperature means nothing under any other white balance. */
async function kelvinCounts(body: Body): Promise<boolean> {
  const found = await locate(body, 'whiteBalance');
  return !found || found.value === 'kelvin';
}

/** Switches automatic ISO off where there is such a switch. False when the body keeps it on. */
async function autoIsoIsOff(body: Body): Promise<boolean> {
  for (const key of autoIsoKeys) {
    const entry = await entryOf(body, key);
    if (entry?.type === 'choice') {
      const index = entry.choices.findIndex((label) => /^off$/i.test(label));
      const label = entry.choices[index];
      if (label === undefined || entry.value === label) continue;
      if (!entry.readOnly) await write(body, key, { index, label });
      const after = await readBack(body, key, (now) => labelOf(now) === label);
      if (after && labelOf(after) !== label) return false;
    }
  }
  return true;
}
