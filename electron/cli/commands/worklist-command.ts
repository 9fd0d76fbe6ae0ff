import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../base/clock.ts';
import type { WorklistItem } from '../../contract/order.ts';
import { openAccess } from '../../host/vault-access.ts';
import { ris } from '../../stores/ris.ts';
import { openVault } from '../../vault/vault.ts';
import { vaultFileName } from '../../vault/vault-file.ts';
import { type Context, outputOf, placeOf } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import { addRisOptions, aeTitle, type RisOptions, risSettings } from '../ris-options.ts';

type WorklistOptions = OperatorOptions &
  RisOptions & {
    from: string;
    date?: { from: string; to: string };
    patient?: string;
    accession?: string;
    stationAet?: string;
    modality?: string;
  };

/** `worklist`: what a RIS has, whatever the station's own settings are. */
export function addWorklistCommand(program: Command, context: Context): void {
  const worklist = program.command('worklist').description('query the modality worklist');
  addRisOptions(addOperatorOptions(worklist))
    .requiredOption('--from <address>', 'dicom:AET@HOST:PORT')
    .option('--date <day>', 'YYYY-MM-DD, or the first and the last day as YYYY-MM-DD..YYYY-MM-DD', days)
    .option('--patient <text>', 'a part of the name (with * and ?, the whole), or the patient’s number')
    .option('--accession <number>', 'the accession number')
    .option('--station-aet <aet>', 'only what is scheduled for this station', aeTitle)
    .option('--modality <modality>', 'only this modality')
    .action(async (options: WorklistOptions, command: Command) => {
      const output = outputOf(command);
      const settings = await risSettings(options.from, options);
      await demandOperator(command, options);
      const { date, patient, accession: accessionNumber, stationAet, modality } = options;
      const query = { ...date, patient, accessionNumber, stationAet, modality };
      const { items, broken, complete } = await ris.worklist(settings, query, context.signal);
      if (broken > 0) output.progress(`${broken} lines of the worklist could not be understood, and are missing.`);
      if (!complete) output.progress('The worklist is longer than what was read: ask for less.');
      const lines = items.map(lineOf);
      for (const line of lines) {
        const { scheduledAt, patientId, name, accessionNumber: number, procedure } = line;
        output.line([scheduledAt, number, patientId, name, procedure].join('  '));
      }
      if (lines.length === 0) output.line('Nobody is expected.');
      output.document({ items: lines });
    });

  /** A worklist names patients: where operators are defined, one has to ask, and the trail says who. Without a vault there are none. */
  async function demandOperator(command: Command, options: OperatorOptions): Promise<void> {
    const { vaultDir, ...place } = placeOf(command);
    if (!existsSync(join(vaultDir, vaultFileName))) return;
    const vault = await openVault(vaultDir, { clock: systemClock, log: context.log, ...place });
    try {
      const { access } = await openAccess(vault, context);
      await signInFor(access, options, 'shoot');
      await vault.audit.record({ event: 'worklist-queried', outcome: 'success', ...access.actor, about: 'command' });
    } finally {
      await vault.close();
    }
  }
}

/** One line of the worklist as `--json` prints it: empty where the RIS said nothing. */
function lineOf({ patient, order, scheduledAt }: WorklistItem): Record<string, string> {
  return {
    patientId: patient.patientId,
    name: patient.name,
    birthDate: patient.birthDate ?? '',
    sex: patient.sex ?? '',
    accessionNumber: order.accessionNumber ?? '',
    studyUid: order.studyUid ?? '',
    procedure: order.requestedProcedure ?? order.scheduledStep ?? order.requestedProcedureCode?.meaning ?? '',
    scheduledAt,
  };
}

function days(text: string): { from: string; to: string } {
  const [from = '', to = from, ...more] = text
    .split('..')
    .map((day) => day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  if (more.length > 0 || ![from, to].every(isDay) || from > to) {
    throw new InvalidArgumentError('A day is expected, YYYY-MM-DD, or two as FIRST..LAST.');
  }
  return { from, to };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
