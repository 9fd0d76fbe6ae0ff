import type { Finding } from './judge.ts';
import { pointOf } from './points.ts';
import type { Tried } from './pool.ts';
import { scenes } from './scenes.ts';

const kinds: Record<string, string> = {
  kill: 'a process killed with SIGKILL at a file operation',
  cut: 'the power cut at a file operation, on a model of a disk',
  fail: 'a file operation failing, on the same model',
  real: 'a file operation failing, on a real disk',
  full: 'a real file system that is full',
  harm: 'a bit or an end of a stored file lost',
};

/** How much was tried and what it came to, as it is printed. */
export function report(tried: readonly Tried[]): string[] {
  const lines: string[] = [];
  const all = tried.filter((one) => !isMissed(one));
  for (const [kind, title] of Object.entries(kinds)) {
    const own = all.filter(({ name }) => name.startsWith(`${kind}/`));
    const counts = new Map<string, number>();
    for (const { name } of own) counts.set(partOf(name), (counts.get(partOf(name)) ?? 0) + 1);
    const parts = [...counts].map(([part, count]) => `${part} ${count}`).join(', ');
    lines.push(`${String(own.length).padStart(5)}  ${title}${parts ? `: ${parts}` : ''}`);
  }
  const missed = tried.length - all.length;
  if (missed > 0) lines.push(`${String(missed).padStart(5)}  not reached this time, and not counted`);
  const names = new Set(all.map(({ name }) => name));
  lines.push(`${String(names.size).padStart(5)}  points in all`);
  const count = (kind: Finding['kind']): number =>
    tried.flatMap(({ findings }) => findings.filter((one) => one.kind === kind)).length;
  lines.push(
    `lost = ${count('lost')}, duplicated = ${count('duplicated')}, undetected = ${count('undetected')}, wrong = ${count('wrong')}`,
  );
  return lines;
}

export function isMissed({ findings }: Tried): boolean {
  return findings.some(({ kind }) => kind === 'missed');
}

/** Whether anything was found that must never be. */
export function hasFailed({ findings }: Tried): boolean {
  return findings.some(({ kind }) => kind !== 'missed');
}

/** Which part of the work a point is about; for a harmed file, what is in it. */
function partOf(name: string): string {
  const point = pointOf(name);
  if (point.kind !== 'harm') return scenes[point.scene].kind;
  const { file } = point.harm;
  return file.includes('originals') ? 'originals' : (/journal|audit|kept|keys|outbox|vault/.exec(file)?.[0] ?? file);
}
