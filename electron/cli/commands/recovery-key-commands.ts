import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import { openAccess } from '../../host/vault-access.ts';
import { RecoveryCare } from '../../studio/recovery-care.ts';
import { typedIdentity } from '../../vault/recovery-key.ts';
import { openVault, type Vault } from '../../vault/vault.ts';
import { type Context, outputOf, placeOf, sayRecoveryKey } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import type { Output } from '../output.ts';
import { SecretInput } from '../secret-input.ts';
import { writeFor } from '../user-files.ts';

type InitOptions = { recoveryRecipient?: string; recoveryOut?: string };

/** As `age-keygen` writes them. */
const identityCharacters = 74;

/** `vault init` and `vault confirm-recovery`: the key for the day on which the station is gone. */
export function addRecoveryKeyCommands(vault: Command, context: Context): void {
  vault
    .command('init')
    .description(
      'make a vault, and the key that recovers it: shown once, unless it goes into a file or is the hospital’s',
    )
    .option('--recovery-recipient <age1…>', 'the public half of the hospital’s own recovery key')
    .option('--recovery-out <file>', 'write the recovery key into this file, and take it for kept')
    .action(async ({ recoveryRecipient, recoveryOut }: InitOptions, command: Command) => {
      const { vaultDir, ...place } = placeOf(command);
      const recipient = recoveryRecipient ?? place.recoveryRecipient;
      const given = { ...place, recoveryRecipient: recipient, renewRecovery: true };
      const opened = await openVault(vaultDir, { clock: systemClock, log: context.log, ...given });
      try {
        if (recoveryOut === undefined) sayRecoveryKey(opened);
        else await keepIn(resolve(recoveryOut), opened);
        print(opened, outputOf(command));
      } finally {
        await opened.close();
      }
    });

  addOperatorOptions(vault.command('confirm-recovery'))
    .description(
      'show that the recovery key is kept: type it, or give it on stdin, behind the password if there is one',
    )
    .action(async (operator: OperatorOptions, command: Command) => {
      const { vaultDir, ...place } = placeOf(command);
      const opened = await openVault(vaultDir, { clock: systemClock, log: context.log, ...place });
      const input = new SecretInput();
      try {
        const { access } = await openAccess(opened, context);
        await signInFor(access, operator, 'configure', input);
        const care = new RecoveryCare({ vault: opened, who: () => access.actor, onChange: () => undefined });
        await care.confirm(await typedKey(input));
        print(opened, outputOf(command));
      } finally {
        input.close();
        await opened.close();
      }
    });
}

/** Throws `not-now` where the key is known to nobody here any more: it was shown to be kept, or is the hospital's. */
async function keepIn(file: string, vault: Vault): Promise<void> {
  const { key, recipient } = vault.recoveryKey;
  if (key === null) throw new CodedError('not-now', { command: 'vault init', phase: 'recovery-key' });
  await writeFor(file, new TextEncoder().encode(`# recovery key: ${recipient}\n${key}\n`));
  await vault.confirmRecovery(key);
}

/** One line, or several as a sheet has them. */
async function typedKey(input: SecretInput): Promise<string> {
  let typed = '';
  for (let line = await input.next('recovery key'); line !== ''; line = await input.next('go on')) {
    typed += line;
    if (typedIdentity(typed).length >= identityCharacters) break;
  }
  return typed;
}

function print({ dir, keyStore, recoveryKey }: Vault, output: Output): void {
  const { recipient, kept } = recoveryKey;
  output.line(`${dir}: key in ${keyStore}, recovery key ${recipient}, ${kept ? 'kept' : 'not shown to be kept yet'}`);
  output.document({ vault: dir, keyStore, recovery: { recipient, kept } });
}
