import type { Command } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { retentionReasons } from '../../contract/department.ts';
import { openRetention } from '../../host/vault-retention.ts';
import { openVault, type Vault } from '../../vault/vault.ts';
import { type Context, outputOf, placeOf, sayRecoveryKey } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { megabytes } from '../output.ts';
import { addExportCommand } from './export-command.ts';
import { addPurgeCommand } from './purge-command.ts';
import { addRecoverCommand } from './recover-command.ts';
import { addRecoveryKeyCommands } from './recovery-key-commands.ts';

export function addVaultCommands(program: Command, context: Context): void {
  const vault = program.command('vault').description('size and health of the vault');

  async function openFor(command: Command): Promise<Vault> {
    const { vaultDir, ...place } = placeOf(command);
    const opened = await openVault(vaultDir, { clock: systemClock, log: context.log, ...place });
    sayRecoveryKey(opened);
    return opened;
  }

  vault
    .command('status')
    .description('count what the vault holds, and say what of it would go and why')
    .action(async (_options, command: Command) => {
      const output = outputOf(command);
      const opened = await openFor(command);
      try {
        const { keyStore, recoveryKey } = opened;
        const status = await opened.status();
        output.line(`key in ${keyStore}, recovery key ${recoveryKey.kept ? 'kept' : 'not confirmed'}`);
        output.line(`${status.sessions} sessions, ${status.originals} originals, ${megabytes(status.bytes)}`);
        for (const [state, count] of Object.entries(status.jobs)) output.line(`deliveries ${state}: ${count}`);
        if (status.damaged > 0) output.line(`${status.damaged} damaged: \`vault check\` names them`);
        if (status.quarantined > 0) output.line(`${status.quarantined} in quarantine`);
        const { priors } = status;
        if (priors.pictures > 0) output.line(`${priors.pictures} earlier pictures cached, ${megabytes(priors.bytes)}`);
        output.line(`${megabytes(status.freeBytes)} free`);
        const retention = (await openRetention(opened, context)).list();
        for (const why of retentionReasons) {
          const alike = retention.filter((view) => view.why === why);
          const bytes = alike.reduce((sum, view) => sum + view.bytes, 0);
          if (alike.length > 0) output.line(`${why}: ${alike.length} sessions, ${megabytes(bytes)}`);
        }
        output.document({ ...status, keyStore, recoveryKeyKept: recoveryKey.kept, retention });
      } finally {
        await opened.close();
      }
    });

  vault
    .command('check')
    .description('read every original again and compare it with its journal')
    .action(async (_options, command: Command) => {
      const output = outputOf(command);
      const opened = await openFor(command);
      try {
        const result = await opened.check();
        output.line(`${result.checked} checked, ${result.damaged.length} damaged`);
        output.document(result);
        if (result.damaged.length > 0) context.status = exitStatus.failed;
      } finally {
        await opened.close();
      }
    });

  addPurgeCommand(vault, context, openFor);
  addExportCommand(vault, context, openFor);
  addRecoveryKeyCommands(vault, context);
  addRecoverCommand(vault, context);
}
