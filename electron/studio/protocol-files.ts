import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { CodedError } from '../contract/errors.ts';
import { type Protocol, protocol } from '../contract/protocol.ts';

/** One thing that is wrong in a data file: where it stands and what to change. `path` is like `steps[3].id`. */
export type DataProblem = { file: string; path: string; message: string };

/** What a protocol may refer to. */
export type KnownData = { guides: ReadonlySet<string>; scenes: ReadonlySet<string> };

/**
 * Reads and checks one protocol file. Never throws for what is in the file: every problem is returned with its place.
 * Throws `file-unreadable` when there is nothing to read.
 */
async function readProtocol(
  file: string,
  known: KnownData,
): Promise<{ protocol: Protocol | null; problems: DataProblem[] }> {
  const text = await readText(file);
  const problem = (path: string, message: string): DataProblem => ({ file, path, message });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { protocol: null, problems: [problem('', `not JSON: ${error instanceof Error ? error.message : ''}`)] };
  }
  const parsed = protocol.safeParse(raw);
  if (!parsed.success) {
    return { protocol: null, problems: parsed.error.issues.flatMap((issue) => describeIssue(file, issue)) };
  }
  const problems = references(parsed.data, known).map(({ path, message }) => problem(path, message));
  return { protocol: problems.length === 0 ? parsed.data : null, problems };
}

/** Checks several files, and that no two of them claim the same protocol id. */
export async function checkProtocols(files: string[], known: KnownData): Promise<DataProblem[]> {
  return (await readAll(files, known)).problems;
}

/** Loads every protocol of a folder, by id. Throws `protocol-invalid` naming the first file and place that is wrong. */
export async function loadProtocols(folder: string, known: KnownData): Promise<Map<string, Protocol>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const { protocols, problems } = await readAll(
    names.map((name) => join(folder, name)),
    known,
  );
  const first = problems[0];
  if (first) throw new CodedError('protocol-invalid', { file: first.file, at: first.path, problem: first.message });
  return protocols;
}

async function readAll(
  files: string[],
  known: KnownData,
): Promise<{ protocols: Map<string, Protocol>; problems: DataProblem[] }> {
  const protocols = new Map<string, Protocol>();
  const owners = new Map<string, string>();
  const problems: DataProblem[] = [];
  for (const file of files) {
    const read = await readProtocol(file, known);
    problems.push(...read.problems);
    if (!read.protocol) continue;
    const owner = owners.get(read.protocol.id);
    if (owner !== undefined) {
      const message = `the protocol id "${read.protocol.id}" is already used by ${basename(owner)}`;
      problems.push({ file, path: 'id', message });
      continue;
    }
    owners.set(read.protocol.id, file);
    protocols.set(read.protocol.id, read.protocol);
  }
  return { protocols, problems };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CodedError('file-unreadable', { file, reason }, { cause: error });
  }
}

/** Unknown keys come as one issue for a whole object: each key is a problem of its own, at its own place. */
function describeIssue(file: string, issue: z.core.$ZodIssue): DataProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ file, path: formatPath(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ file, path: formatPath([...issue.path, key]), message: `unknown key "${key}"` }));
}

export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function references(value: Protocol, known: KnownData): { path: string; message: string }[] {
  const problems: { path: string; message: string }[] = [];
  const expect = (kind: 'guide' | 'scene', id: string | undefined, path: string): void => {
    if (id === undefined) return;
    const ids = kind === 'guide' ? known.guides : known.scenes;
    if (!ids.has(id)) problems.push({ path, message: `no ${kind} is called "${id}"` });
  };
  expect('guide', value.defaults.guide, 'defaults.guide');
  expect('scene', value.defaults.scene, 'defaults.scene');
  for (const list of ['steps', 'extras'] as const) {
    value[list].forEach((step, index) => {
      expect('guide', step.guide, `${list}[${index}].guide`);
      expect('scene', step.scene, `${list}[${index}].scene`);
    });
  }
  return problems;
}
