import type { ConfigEntry } from '../../../../native/addon.ts';
import { CodedError } from '../../../contract/errors.ts';
import { type Body, entryOf } from '../body.ts';
import { parseQuantity } from './labels.ts';
import { labelOf, stands, type Writing } from './matching.ts';
import { readBack, write } from './writing.ts';

/** What is said to be there when the body has no such key. */
const nothing = '–';
/** Labels are roundings; within two per cent two of them say the same. */
const sameQuantity = 0.02;

/**
 * Sets one of libgphoto2's own keys and reads it back. A choice is taken by its exact label, else as a number. Throws
 * `camera-setting-refused` with the key, what was asked and what the body has.
 */
export async function configure(body: Body, key: string, asked: string): Promise<void> {
  const entry = await entryOf(body, key);
  if (!entry) throw refused(key, asked, nothing);
  const writing = writingFor(entry, asked);
  if (writing && stands(entry, writing)) return;
  if (!writing || entry.readOnly) throw refused(key, asked, labelOf(entry));
  await write(body, key, writing);
  const after = await readBack(body, key, (now) => stands(now, writing));
  if (!after || !stands(after, writing)) throw refused(key, asked, after ? labelOf(after) : nothing);
}

export function writingFor(entry: ConfigEntry, asked: string): Writing | undefined {
  const quantity = parseQuantity(asked);
  if (entry.type === 'text') return { value: asked, label: asked };
  if (entry.type === 'choice') return choiceFor(entry.choices, asked, quantity);
  if (entry.type === 'toggle' && /^(?:on|off)$/i.test(asked)) {
    const value = asked.toLowerCase() === 'on' ? 1 : 0;
    return { value, label: String(value) };
  }
  if (quantity === undefined) return undefined;
  if (entry.type === 'range' && (quantity < entry.min || quantity > entry.max)) return undefined;
  return { value: quantity, label: String(quantity) };
}

function choiceFor(choices: string[], asked: string, quantity: number | undefined): Writing | undefined {
  const exact = choices.indexOf(asked);
  if (exact >= 0) return { index: exact, label: asked };
  if (quantity === undefined) return undefined;
  let best: { index: number; label: string; far: number } | undefined;
  for (const [index, label] of choices.entries()) {
    const value = parseQuantity(label);
    if (value === undefined) continue;
    const far = Math.abs(value - quantity) / Math.max(Math.abs(quantity), 1e-9);
    if (far <= sameQuantity && (!best || far < best.far)) best = { index, label, far };
  }
  return best && { index: best.index, label: best.label };
}

function refused(key: string, asked: string, got: string): CodedError {
  return new CodedError('camera-setting-refused', { setting: key, asked, got });
}
