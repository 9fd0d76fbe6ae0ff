import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { createLog, fileSink, type Log, lossy } from '../base/log.ts';
import { defaultKeyFile, defaultVaultDir } from '../base/places.ts';
import { forkSpawnTo, type Spawn } from '../base/supervised-child.ts';
import { CodedError } from '../contract/errors.ts';
import type { VaultPlace } from '../host/deliveries.ts';
import { keyFile } from '../host/keys/key-file.ts';
import { passphraseKeys, underPassphrase } from '../host/keys/passphrase.ts';
import type { Vault } from '../vault/vault.ts';
import { Output } from './output.ts';
import { passphraseFrom } from './passphrase-file.ts';

/** What every command needs. `status` is what the process will exit with when nothing was thrown. */
export type Context = {
  readonly root: string;
  readonly version: string;
  readonly log: Log;
  /** Starts processes whose words go to the log: stderr belongs to the command. */
  readonly spawn: Spawn;
  status: number;
  /** Aborts on Ctrl-C: commands stop at the next safe point. A second Ctrl-C ends the process as it is. */
  readonly signal: AbortSignal;
};

export type CommonOptions = { json?: boolean; vault?: string; keyFile?: string; passphraseFile?: string };

export function createContext(root: string): Context {
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const logFile = process.env.INCIDENCE_LOG ?? join(dirname(defaultVaultDir()), 'log', 'incidence.jsonl');
  const openLog = once(() => {
    mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
    return openSync(logFile, 'a', 0o600);
  });
  const sink = once(() => {
    openLog();
    return fileSink(logFile);
  });
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort(new CodedError('aborted', { call: 'command' }));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    root,
    version: manifest.version,
    log: createLog({ process: 'cli', sink: lossy((line) => sink()(line)) }),
    spawn: forkSpawnTo(once(() => logOrNothing(openLog))),
    status: 0,
    signal: interrupt.signal,
  };
}

/** A log that cannot be written stops no device. */
function logOrNothing(openLog: () => number): number {
  try {
    return openLog();
  } catch {
    return openSync(devNull, 'a');
  }
}

/** The log is made when it is first needed: a command that has nothing to log leaves nothing behind. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function outputOf(command: Command): Output {
  return new Output({ json: command.optsWithGlobals<CommonOptions>().json === true });
}

/** The vault that a command is about, and where its key is. */
export function placeOf(command: Command): VaultPlace {
  const given = command.optsWithGlobals<CommonOptions>();
  const { vault = defaultVaultDir(), keyFile: file = defaultKeyFile(), passphraseFile } = given;
  const keys =
    passphraseFile === undefined
      ? keyFile(resolve(file), sayKeyFile)
      : passphraseKeys(underPassphrase(resolve(file)), passphraseFrom(resolve(passphraseFile)));
  const recoveryRecipient = process.env.INCIDENCE_RECOVERY_RECIPIENT || undefined;
  return { vaultDir: resolve(vault), keys, recoveryRecipient };
}

/** Shows the recovery key that this run has made: once, and in no file. */
export function sayRecoveryKey({ recoveryKey }: Vault): void {
  const { key, kept } = recoveryKey;
  if (key !== null) {
    process.stderr.write(
      `The vault's recovery key: ${key}\nWithout it the vault is lost with this station. Keep it on paper elsewhere, then ` +
        'type it once: `vault confirm-recovery`; until then, and as long as there are no photographs, the next `vault init`, ' +
        '`run` or start of the studio makes another.\n',
    );
  } else if (!kept) {
    process.stderr.write('Nobody has shown yet that the recovery key is kept: `vault confirm-recovery` asks for it.\n');
  }
}

function sayKeyFile(path: string): void {
  process.stderr.write(
    `The vault's key was made in ${path}, which only its user can read. It protects the vault's folder, its backups and its ` +
      `disk where they are apart from that file; it does not protect against whoever can read both.\n`,
  );
}
