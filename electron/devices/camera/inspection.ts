import type { ConfigEntry } from '../../../native/addon.ts';
import type { ConfigKey } from '../../contract/devices.ts';
import { type Body, entryOf } from './body.ts';

/** What the body lists, one after the other; what it cannot read in its present mode is left out. */
export async function inspect(body: Body): Promise<ConfigKey[]> {
  const keys: ConfigKey[] = [];
  for (const key of body.keys) {
    const entry = await entryOf(body, key);
    if (entry) keys.push(toldOf(key, entry));
  }
  return keys;
}

function toldOf(key: string, entry: ConfigEntry): ConfigKey {
  const { label, readOnly, type: kind } = entry;
  const told = { key, label, kind, readOnly };
  if (entry.type === 'choice') return { ...told, value: entry.value, choices: entry.choices };
  return entry.type === 'range' || entry.type === 'toggle' ? { ...told, value: entry.value } : told;
}
