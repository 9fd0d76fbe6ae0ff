import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigEntry } from '../../native/addon.ts';

/**
 * What real bodies list, by libgphoto2's keys: facts from its collection of dumps (camlibs/ptp2/cameras), each with the
 * value that stood then. The D90's and the D850's dumps hold bare numbers; their labels are those of 2.5.30's tables.
 */
export type RealBody = { make: 'nikon' | 'canon'; model: string; entries: ConfigEntry[] };

type Listed = { value: string | number; choices?: string; range?: [number, number, number]; readOnly?: true };

export function realBodies(): RealBody[] {
  const text = readFileSync(join(import.meta.dirname, 'real-bodies.json'), 'utf8');
  const bodies: { make: RealBody['make']; model: string; settings: Record<string, Listed> }[] = JSON.parse(text);
  return bodies.map(({ make, model, settings }) => ({
    make,
    model,
    entries: Object.entries(settings).map(([key, listed]) => entryOf(key, listed)),
  }));
}

function entryOf(key: string, { value, choices, range, readOnly }: Listed): ConfigEntry {
  const common = { key, label: key, readOnly: readOnly === true };
  if (range) return { ...common, type: 'range', value: Number(value), min: range[0], max: range[1], step: range[2] };
  if (choices === undefined) return { ...common, type: 'text', value: String(value) };
  return { ...common, type: 'choice', value: String(value), choices: choices.split('|') };
}
