import type { Command } from 'commander';
import { openAccess } from '../../host/vault-access.ts';
import { openRetention } from '../../host/vault-retention.ts';
import { mayGo } from '../../studio/retention.ts';
import type { Vault } from '../../vault/vault.ts';
import { type Context, outputOf } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import { megabytes } from '../output.ts';

type PurgeOptions = OperatorOptions & { dryRun?: boolean };

/** `vault purge`: as the page does it by hand, by a department head; a dry run only says what would go. */
export function addPurgeCommand(vault: Command, context: Context, openFor: (command: Command) => Promise<Vault>): void {
  addOperatorOptions(vault.command('purge'))
    .description('let originals go that are confirmed, due and not held; an operator with that right must ask')
    .option('--dry-run', 'only say what would go')
    .action(async ({ dryRun, ...operator }: PurgeOptions, command: Command) => {
      const output = outputOf(command);
      const opened = await openFor(command);
      try {
        const { access } = await openAccess(opened, context);
        await signInFor(access, operator, 'purge');
        // Nor has the station itself this right: letting go is decided by somebody with a name.
        access.demand('purge');
        const retention = await openRetention(opened, context);
        const going = retention.list().filter((view) => mayGo(view, 'by-hand'));
        for (const { session, originals, bytes } of going) {
          output.line(`${session}  ${originals} originals, ${megabytes(bytes)}`);
        }
        const purged = dryRun ? 0 : await retention.byHand(access.actor);
        output.line(dryRun ? `${going.length} sessions would go, nothing was changed` : `${purged} originals went`);
        output.document({ purged, sessions: going });
      } finally {
        await opened.close();
      }
    });
}
