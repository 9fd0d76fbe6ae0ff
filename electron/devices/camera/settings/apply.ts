import type { ConfigEntry } from '../../../../native/addon.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../../../contract/settings.ts';
import { type Approach, type Body, entryOf } from '../body.ts';
import { type Beside, carries, choose, labelOf, type Neutral, read, stands, tookEffect } from './matching.ts';
import { autoIsoKeys, leftByManual, settingKeys, turnedByHand, writingOrder } from './settings-map.ts';
import { readBack, write } from './writing.ts';

/**
 * Brings the body to `settings` and says what became of each one. Only what differs is written, and what is written is
 * read back. Never throws for a value that the body will not take; throws what libgphoto2 throws when the body is gone.
 */
export async function applySettings(body: Body, settings: NeutralSettings): Promise<SettingResult[]> {
  const results: SettingResult[] = [];
  for (const name of writingOrder) {
    const asked = settings[name];
    if (asked !== undefined) results.push(await applyOne(body, name, asked, settings));
  }
  return results;
}

type Located = { key: string; entry: ConfigEntry; value: Neutral | undefined };

/** The first key that exists and says something; undefined where the body has no such setting, or not in this mode. */
export async function locate(
  body: Approach & Pick<Body, 'keys' | 'make'>,
  name: SettingName,
): Promise<Located | undefined> {
  return find(body, name, 'now');
}

/** Whether the body has the setting, though perhaps not in its present mode. */
export async function offers(body: Parameters<typeof locate>[0], name: SettingName): Promise<boolean> {
  return (await find(body, name, 'now', 'later')) !== undefined;
}

async function find(
  body: Parameters<typeof locate>[0],
  name: SettingName,
  ...when: ReturnType<typeof carries>[]
): Promise<Located | undefined> {
  for (const key of settingKeys[body.make][name]) {
    const entry = await entryOf(body, key);
    if (entry && when.includes(carries(name, entry))) return { key, entry, value: read(name, entry) };
  }
  return undefined;
}

async function applyOne(
  body: Body,
  name: SettingName,
  asked: Neutral,
  settings: NeutralSettings,
): Promise<SettingResult> {
  if (name === 'kelvin' && !(await kelvinCounts(body))) return { setting: name, outcome: 'missing', asked };
  if (name === 'size' && (await sizeMeansNothing(body))) return { setting: name, outcome: 'missing', asked };
  if (name === 'iso' && !(await autoIsoIsOff(body))) return { setting: name, outcome: 'clamped', asked, got: 'auto' };
  const found = await locate(body, name);
  if (!found) return notNow(body, name, asked);
  if (asked === 'card' && !body.hasStorage) return result(name, 'clamped', asked, found.key, found.entry);
  const { key, entry } = found;
  const beside = besideIt(body, name, key, entry, settings);
  // A size that this format lacks is the size's refusal, not the format's.
  const writing = choose(name, entry, asked, beside) ?? (name === 'format' ? choose(name, entry, asked) : undefined);
  if (writing && stands(entry, writing)) return result(name, 'same', asked, key, entry);
  if (entry.readOnly) {
    const outcome = found.value === asked ? 'same' : 'read-only';
    return result(name, outcome, asked, key, entry);
  }
  if (!writing) return result(name, turnedByHand.has(name) ? 'read-only' : 'clamped', asked, key, entry);
  await write(body, key, writing);
  const after = await readBack(body, key, (now) => tookEffect(name, now, writing, asked));
  if (!after) return { setting: name, outcome: 'clamped', asked, key };
  if (tookEffect(name, after, writing, asked)) return result(name, 'set', asked, key, after);
  const untouched = labelOf(after) === labelOf(entry);
  const byHand = after.readOnly || (untouched && (turnedByHand.has(name) || (await isLeftToBody(body, name))));
  return result(name, byHand ? 'read-only' : 'clamped', asked, key, after);
}

/** A dial that chooses by itself leaves nothing to choose: that is for a hand on the body, not a lack of it. */
async function notNow(body: Body, name: SettingName, asked: Neutral): Promise<SettingResult> {
  const later = await find(body, name, 'later');
  if (!later) return { setting: name, outcome: 'missing', asked };
  return result(name, 'read-only', asked, later.key, later.entry);
}

/** No label means this: a format that cannot be read is not exchanged for another only to set a size. */
const unreadable = 'unreadable';

/** Whether the body's program is known to choose this by itself. */
async function isLeftToBody(body: Body, name: SettingName): Promise<boolean> {
  if (!leftByManual.has(name)) return false;
  const program = (await locate(body, 'program'))?.value;
  return program !== undefined && program !== 'manual';
}

/** A key that carries format and size keeps the one while it is told the other. */
function besideIt(
  body: Body,
  name: SettingName,
  key: string,
  entry: ConfigEntry,
  settings: NeutralSettings,
): Beside | undefined {
  const other = name === 'format' ? 'size' : name === 'size' ? 'format' : undefined;
  if (other === undefined || !settingKeys[body.make][other].includes(key)) return undefined;
  if (name === 'size') return { name: other, value: read('format', entry) ?? unreadable };
  return settings.size === undefined ? undefined : { name: other, value: settings.size };
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

/** Where one key says format and size, a format without a JPEG has no size. */
async function sizeMeansNothing(body: Body): Promise<boolean> {
  const format = await locate(body, 'format');
  return format?.value === 'raw' && settingKeys[body.make].size.includes(format.key);
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
