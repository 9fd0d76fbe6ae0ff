import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';

const owner = z.object({ host: z.string(), pid: z.number().int().positive(), started: z.string() });
type Owner = z.infer<typeof owner>;

/** A lock file is written in one go; one that is empty for longer was left by a crash in that very moment. */
const halfWrittenMs = 500;

/**
 * One process at a time. The file names its owner by host, pid and the moment at which that process began, so that a
 * lock left by a crash is recognised even if its pid runs again as something else. Throws `vault-locked` with the pid.
 * Returns how to give it back.
 */
export async function lockVault(path: string): Promise<() => Promise<void>> {
  const self: Owner = { host: hostname(), pid: process.pid, started: await startOf(process.pid) };
  const content = JSON.stringify(self);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await create(path, content)) {
      return async () => {
        if ((await readOrEmpty(path)) === content) await rm(path, { force: true });
      };
    }
    const found = await readSettled(path);
    const holder = parse(found);
    if (holder && (await isHeld(holder))) throw new CodedError('vault-locked', { pid: holder.pid, host: holder.host });
    // Another process may have taken the stale lock over in the meantime: remove only what was judged.
    if ((await readOrEmpty(path)) === found) await rm(path, { force: true });
  }
  throw new CodedError('vault-locked', { pid: 0, host: self.host });
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new CodedError(
      'vault-write-failed',
      { file: 'lock', reason: errorCode(error) ?? 'unknown' },
      { cause: error },
    );
  }
}

async function readSettled(path: string): Promise<string> {
  const deadline = performance.now() + halfWrittenMs;
  let text = await readOrEmpty(path);
  while (!parse(text) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    text = await readOrEmpty(path);
  }
  return text;
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function parse(text: string): Owner | undefined {
  try {
    return owner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** In doubt it is held: on another host, or where the system does not say when a process began. */
async function isHeld(holder: Owner): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM' && (await startOf(holder.pid)) === holder.started;
  }
  return (await startOf(holder.pid)) === holder.started;
}

/** When a process began, as its system tells it; empty where it does not, or where there is no such process. */
async function startOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      const [boot, stat] = await Promise.all([
        readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
        readFile(`/proc/${pid}/stat`, 'utf8'),
      ]);
      // The command's name, in brackets, may contain anything. Behind it: the state first, the start in clock ticks 20th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isDead = fields[0] === 'Z' || fields[0] === 'X';
      return isDead ? '' : `${boot.trim()}/${fields[19]}`;
    }
    if (process.platform === 'darwin') {
      const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
        env: { LC_ALL: 'C', TZ: 'UTC' },
      });
      return stdout.trim();
    }
    return '';
  } catch {
    return '';
  }
}
