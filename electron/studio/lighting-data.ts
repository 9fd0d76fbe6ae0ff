import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { CodedError } from '../contract/errors.ts';
import { type LightingProfile, type LightingScene, lightingProfile, lightingScene } from '../contract/lighting.ts';
import { formatPath } from './protocol-files.ts';

/** What `resources/lighting` holds, by id. */
export type LightingData = { profiles: Map<string, LightingProfile>; scenes: Map<string, LightingScene> };

/**
 * Reads `profiles/*.json` and `scenes/*.json` of a folder. Throws `data-broken` with the file, the place and the problem
 * for the first thing that is wrong: not JSON, an unknown key, an id that is used twice.
 */
export async function loadLighting(dir: string): Promise<LightingData> {
  return {
    profiles: await loadById(join(dir, 'profiles'), lightingProfile),
    scenes: await loadById(join(dir, 'scenes'), lightingScene),
  };
}

async function loadById<T extends { id: string }>(dir: string, schema: z.ZodType<T>): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  const owners = new Map<string, string>();
  for (const name of (await readdir(dir)).filter((entry) => entry.endsWith('.json')).sort()) {
    const file = join(dir, name);
    const entry = parse(file, await readFile(file, 'utf8'), schema);
    const owner = owners.get(entry.id);
    if (owner !== undefined) throw broken(file, 'id', `"${entry.id}" is already used by ${basename(owner)}`);
    owners.set(entry.id, file);
    found.set(entry.id, entry);
  }
  return found;
}

function parse<T>(file: string, text: string, schema: z.ZodType<T>): T {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw broken(file, '', `not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw broken(file, formatPath(issue?.path ?? []), issue?.message ?? 'not valid');
}

function broken(file: string, at: string, problem: string): CodedError {
  return new CodedError('data-broken', { file, at, problem });
}
