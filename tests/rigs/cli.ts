import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';
import type { Preferences } from '../../electron/contract/preferences.ts';
import { testIdentity, testRecoveryRecipient } from './vault-keys.ts';

const root = findRoot(import.meta.dirname);

export type CliResult = { status: number | null; stdout: string; stderr: string };
export type RunningCli = {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves when stderr or stdout contains `text`; rejects when the command ends without it. */
  says(text: string | RegExp): Promise<string>;
};

/**
 * Starts the built command line as a user would, in English, with a configuration of its own. `through` is a program that
 * becomes it, `typed` what it finds on stdin, which then stays open; without it there is nothing.
 */
export function startCli(
  args: string[],
  env: Record<string, string> = {},
  cwd = root,
  through: readonly string[] = [],
  typed?: string,
): RunningCli {
  const [program = '', ...rest] = [...through, process.execPath, join(root, 'out', 'main', 'cli.js'), ...args];
  const child = spawn(program, rest, {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Whoever wants nothing of stdin may have ended already.
  child.stdin.on('error', () => {});
  if (typed === undefined) child.stdin.end();
  else child.stdin.write(typed);
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const hear = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    hear();
  });
  const done = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  return {
    child,
    done,
    async says(text) {
      return await new Promise((resolve, reject) => {
        const look = (): void => {
          const all = stdout + stderr;
          if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return;
          listeners.delete(look);
          resolve(all);
        };
        listeners.add(look);
        look();
        done.then(
          ({ status }) => reject(new Error(`ended with ${status} before saying ${text}:\n${stderr}${stdout}`)),
          reject,
        );
      });
    },
  };
}

export async function cli(args: string[], env: Record<string, string> = {}, cwd = root): Promise<CliResult> {
  return await startCli(args, env, cwd).done;
}

export type Workplace = {
  folder: string;
  vault: string;
  patient: string;
  env: Record<string, string>;
  remove(): Promise<void>;
};

/** Preferences of whoever is at work in that workplace; before its studio is started. */
export async function prefer(folder: string, chosen: Partial<Preferences>): Promise<void> {
  await writeFile(join(folder, 'preferences.json'), JSON.stringify({ operators: { station: chosen } }));
}

/** A folder with a patient file and room for a vault; logs and data folders stay inside it. */
export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-cli-'));
  const patient = join(folder, 'patient.json');
  const text = { patientId: 'P-2041', name: 'ÆRØ^Zoë', birthDate: '2016-05-04', sex: 'F' };
  await writeFile(patient, JSON.stringify(text));
  const env = {
    ...{ XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'config') },
    INCIDENCE_LOG: join(folder, 'log.jsonl'),
    INCIDENCE_PREFERENCES_FILE: join(folder, 'preferences.json'),
    INCIDENCE_KEY_FILE: join(folder, 'station.key'),
    INCIDENCE_RECOVERY_RECIPIENT: testRecoveryRecipient,
  };
  await writeFile(env.INCIDENCE_KEY_FILE, `${testIdentity}\n`, { mode: 0o600 });
  // A review stays until the test decides.
  await prefer(folder, { acceptAfterS: 0 });
  return {
    folder,
    vault: join(folder, 'vault'),
    patient,
    env,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
