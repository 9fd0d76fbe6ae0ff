import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { Right } from '../contract/operators.ts';
import { openAccess } from '../host/vault-access.ts';
import type { Access } from '../studio/access/access.ts';
import type { Vault } from '../vault/vault.ts';
import type { Context } from './context.ts';
import { SecretInput } from './secret-input.ts';

export type OperatorOptions = { operator?: string; passwordFile?: string };

/** What every command takes that touches patients, the vault's rules or its trail. */
export function addOperatorOptions(command: Command): Command {
  return command
    .option('--operator <id>', 'who asks, where operators are defined; the password is a line of stdin')
    .option('--password-file <file>', 'that operator’s password, instead of stdin');
}

/** Whose password is asked for, and tried. Throws `sign-in-needed`, `sign-in-refused`, `file-unreadable`. */
export async function signIn(
  access: Access,
  { operator, passwordFile }: OperatorOptions,
  input: SecretInput,
): Promise<void> {
  if (operator === undefined) throw new CodedError('sign-in-needed');
  const password = passwordFile ? await secretIn(passwordFile) : await input.next(operator);
  if (password === '') throw new CodedError('sign-in-needed');
  await access.signIn({ who: operator, password });
}

/**
 * Where operators are defined, signs one in who has that right; elsewhere everything is as the station's own. Throws
 * `sign-in-needed`, `sign-in-refused`, `charter-unsigned`, `right-missing`, `file-unreadable`.
 */
export async function signInFor(
  access: Access,
  options: OperatorOptions,
  right: Right,
  given?: SecretInput,
): Promise<void> {
  if (access.state === 'station') return;
  const input = given ?? new SecretInput();
  try {
    await signIn(access, options, input);
    await access.admit('command', right);
  } finally {
    if (!given) input.close();
  }
}

/** As `signInFor`, with a vault that no studio has opened. */
export async function demandRight(
  { root, log }: Pick<Context, 'root' | 'log'>,
  vault: Vault,
  options: OperatorOptions,
  right: Right,
): Promise<void> {
  const { access } = await openAccess(vault, { root, log });
  await signInFor(access, options, right);
}

/** The first line of a file. Throws `file-unreadable`. */
export async function secretIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/)[0] ?? '';
  } catch (error) {
    throw new CodedError('file-unreadable', { file, reason: errorCode(error) ?? 'unknown' });
  }
}
