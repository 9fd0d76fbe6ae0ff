import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { unfinished } from '../base/durable-file.ts';
import { errorCode } from '../base/file-system.ts';
import { CodedError, type ErrorCode } from '../contract/errors.ts';

const owner = z.object({ host: z.string(), pid: z.number().int().positive(), started: z.string() });
type Owner = z.infer<typeof owner>;

/** What stands in a lock of ours: its owner, and a name that no other lock ever has. */
type Mark = { content: string; id: string };

/** A takeover is a few file operations; another process's is waited for, this often and so long. */
const looks = 50;
const lookMs = 20;

/**
 * One process at a time. The file names its owner by host, pid and the moment at which that process began, so that a
 * lock left by a crash is recognised even if its pid runs again as something else. Of many processes that find one,
 * exactly one takes it over. Throws `vault-locked` with the holder's pid and host, `vault-read-only`, `vault-full`,
 * `vault-write-failed`. Returns how to give it back.
 */
export async function lockVault(path: string): Promise<() => Promise<void>> {
  const self: Owner = { host: hostname(), pid: process.pid, started: await startOf(process.pid) };
  const id = randomUUID();
  const mark: Mark = { content: JSON.stringify({ ...self, id }), id };
  let holder: Owner | undefined;
  for (let look = 0; look < looks; look += 1) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, lookMs));
    const found = await readOrNull(path);
    if (found === null ? await putNew(path, mark) : await takeOver(path, found, mark)) {
      return async () => {
        if ((await readOrNull(path)) === mark.content) await rm(path, { force: true });
      };
    }
    const current = parse((await readOrNull(path)) ?? '');
    holder = current ?? holder;
    if (current && (await isHeld(current))) break;
  }
  throw new CodedError('vault-locked', { pid: holder?.pid ?? 0, host: holder?.host ?? self.host });
}

/**
 * Puts our mark in the place of a lock whose owner is gone; false if it is held, or is not what was `found` any more. The
 * right to succeed this very lock is a file of its own, named after it, that only one process can make: what stands at
 * `path` changes only in that one's hands. Whoever dies with the right in hand has left a lock as well, and is succeeded
 * in the same way. Opening the vault removes such leftovers: nobody needs the right to succeed a lock that is gone.
 */
async function takeOver(path: string, found: string, mark: Mark): Promise<boolean> {
  const holder = parse(found);
  if (holder && (await isHeld(holder))) return false;
  const right = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}${unfinished}`;
  const claimed = await readOrNull(right);
  if (!(claimed === null ? await putNew(right, mark) : await takeOver(right, claimed, mark))) return false;
  try {
    return (await readOrNull(path)) === found && (await put(path, mark, rename));
  } finally {
    await rm(right, { force: true });
  }
}

const codes: Readonly<Record<string, ErrorCode>> = {
  EROFS: 'vault-read-only',
  EACCES: 'vault-read-only',
  ENOSPC: 'vault-full',
  EDQUOT: 'vault-full',
};

async function putNew(path: string, mark: Mark): Promise<boolean> {
  return await put(path, mark, link);
}

/** Whole or not at all. False where somebody was faster: the name is taken, or who has the vault open has tidied up. */
async function put(path: string, { content, id }: Mark, move: typeof link | typeof rename): Promise<boolean> {
  const whole = `${path}.${id}${unfinished}`;
  try {
    await writeFile(whole, content, { flag: 'wx', mode: 0o600 });
    await move(whole, path);
    return true;
  } catch (error) {
    const reason = errorCode(error) ?? 'unknown';
    if (reason === 'EEXIST' || reason === 'ENOENT') return false;
    throw new CodedError(codes[reason] ?? 'vault-write-failed', { file: 'lock', reason }, { cause: error });
  } finally {
    await rm(whole, { force: true }).catch(() => undefined);
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
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
