import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CodedError } from '../../contract/errors.ts';
import type { SessionRecord } from '../../contract/journal.ts';
import { openAccess } from '../../host/vault-access.ts';
import { stateOfSeries } from '../../studio/reconciliation/generations.ts';
import type { Vault } from '../../vault/vault.ts';
import { type Context, outputOf } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import { writeSeries } from '../series-folder.ts';

type ExportOptions = OperatorOptions & { series: string; out: string };

/** `vault export`: a series out of the vault, as the camera made it. The trail says so before anything is written. */
export function addExportCommand(
  vault: Command,
  context: Context,
  openFor: (command: Command) => Promise<Vault>,
): void {
  addOperatorOptions(vault.command('export'))
    .description('write the originals of a series into a folder, decrypted, with what they are')
    .requiredOption('--series <uid>', 'its series instance UID')
    .requiredOption('--out <dir>', 'where to; it is made if it is not there')
    .action(async ({ series, out, ...operator }: ExportOptions, command: Command) => {
      const output = outputOf(command);
      const opened = await openFor(command);
      try {
        const { access } = await openAccess(opened, context);
        await signInFor(access, operator, 'export');
        const { session, records } = await sessionOf(opened, series);
        const folder = resolve(out);
        await opened.audit.record({ event: 'exported', outcome: 'success', ...access.actor, session, series });
        const { files, damaged, purged } = await writeSeries(folder, records, async ({ name, sha256 }) => {
          return await opened.readOriginal(session, name, sha256);
        });
        output.line(`${files.length} originals in ${folder}, ${damaged.length} damaged, ${purged} purged before`);
        output.document({ session, series, files, damaged, purged, description: join(folder, 'series.json') });
        if (damaged.length > 0) context.status = exitStatus.failed;
      } finally {
        await opened.close();
      }
    });
}

/** Also by a UID that the series had before it was corrected; what is written is the series as it is now. */
async function sessionOf(vault: Vault, series: string): Promise<{ session: string; records: SessionRecord[] }> {
  for (const session of vault.sessions()) {
    const records = await vault.read(session);
    if (stateOfSeries(records, series)) return { session, records };
  }
  throw new CodedError('series-unknown', { series });
}
