import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever its own clock does. */
const tickMs = 10;

export type Usage = { cpuMs: number; rssBytes: number };

/** User and system time of a living process with all its threads, and its memory as it is now. */
export function usageOf(pid: number): Usage {
  // The name in brackets may hold spaces: what counts follows the last bracket.
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    rssBytes: Number(resident?.[1] ?? 0) * 1024,
  };
}
