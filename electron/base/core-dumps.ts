import { spawnSync } from 'node:child_process';

/**
 * Lets no core file be made of a process that crashes, nor of those that it starts afterwards: its memory holds pictures and
 * names. On Linux the limit is one byte and not none: at one the kernel hands nothing to a program that collects them
 * either. Elsewhere systems make none unless they are told to, and this does nothing. Returns whether it holds.
 */
export function forbidCoreDumps(pid = process.pid): boolean {
  if (process.platform !== 'linux') return true;
  return spawnSync('prlimit', ['--pid', String(pid), '--core=1:1'], { stdio: 'ignore' }).status === 0;
}
