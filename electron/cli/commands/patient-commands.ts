import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { openAccess } from '../../host/vault-access.ts';
import { openReconciliation } from '../../host/vault-reconciliation.ts';
import type { Correction } from '../../studio/reconciliation/generations.ts';
import { titles } from '../../studio/reconciliation/owed-jobs.ts';
import { openVault } from '../../vault/vault.ts';
import { type Context, outputOf, placeOf, sayRecoveryKey } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import { collect } from '../option-values.ts';
import { readOrderFile, readPatientFile } from '../patient-file.ts';

type CorrectOptions = OperatorOptions & {
  session: string[];
  patient: string;
  order?: string;
  reason: Correction['reason'];
};

/** `patient correct`: as the page does it, of sessions that no studio has on screen. */
export function addPatientCommands(program: Command, context: Context): void {
  const patient = program.command('patient').description('whose pictures these are');
  addOperatorOptions(patient.command('correct'))
    .description('correct whose pictures these are; what was sent already is sent anew and rejected as it was')
    .requiredOption('--session <id>', 'a session; may be repeated', collect)
    .requiredOption('--patient <file>', 'the right patient (JSON)')
    .option('--order <file>', 'the right order (JSON); absent, each session keeps its own')
    .addOption(new Option('--reason <reason>', 'why').choices(Object.keys(titles)).default('details'))
    .action(
      async ({ session, patient: file, order: orderFile, reason, ...operator }: CorrectOptions, command: Command) => {
        const output = outputOf(command);
        const right = await readPatientFile(resolve(file));
        const rightOrder = orderFile === undefined ? undefined : await readOrderFile(resolve(orderFile));
        const { vaultDir, ...place } = placeOf(command);
        const vault = await openVault(vaultDir, { clock: systemClock, log: context.log, ...place });
        sayRecoveryKey(vault);
        try {
          const { access } = await openAccess(vault, context);
          await signInFor(access, operator, 'shoot');
          const reconciliation = await openReconciliation(vault, { access, log: context.log });
          const resent = await reconciliation.correct(session, { patient: right, order: rightOrder, reason });
          const jobs = (await vault.jobs()).filter((job) => session.includes(job.session) && job.state === 'queued');
          output.line(
            `${session.length} corrected, ${resent} of them sent anew: ${jobs.length} uploads wait for \`outbox wait\``,
          );
          output.document({
            sessions: session,
            resent,
            jobs: jobs.map(({ id, store, seriesUid, rejects }) => ({
              id,
              store,
              series: seriesUid,
              rejects: rejects?.seriesUid,
            })),
          });
        } finally {
          await vault.close();
        }
      },
    );
}
