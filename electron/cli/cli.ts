#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { forbidCoreDumps } from '../base/core-dumps.ts';
import { findRoot } from '../base/places.ts';
import { CodedError } from '../contract/errors.ts';
import { loadSentences } from '../host/sentences.ts';
import { addAuditCommands } from './commands/audit-commands.ts';
import { addCameraCommands } from './commands/camera-commands.ts';
import { addDemoCommand } from './commands/demo-command.ts';
import { addDiagnoseCommand } from './commands/diagnose-command.ts';
import { addOperatorCommands } from './commands/operator-commands.ts';
import { addOutboxCommands } from './commands/outbox-commands.ts';
import { addPatientCommands } from './commands/patient-commands.ts';
import { addProtocolCommands } from './commands/protocol-commands.ts';
import { addRunCommand } from './commands/run-command.ts';
import { addServeCommand } from './commands/serve-command.ts';
import { addVaultCommands } from './commands/vault-commands.ts';
import { addWorklistCommand } from './commands/worklist-command.ts';
import { createContext } from './context.ts';
import { exitStatus, statusOf } from './exit-status.ts';
import { terminalLanguage } from './terminal-language.ts';

/** Runs one command and answers its exit status. stderr says `code: sentence` for every failure. */
async function main(argv: string[]): Promise<number> {
  const root = findRoot(import.meta.dirname);
  const context = createContext(root);
  if (!forbidCoreDumps()) context.log.warn('core-dumps-possible');
  const program = new Command('incidence')
    .description('The clinical photo studio, without a window.')
    .option('--json', 'print one JSON document on stdout and nothing else there')
    .option('--vault <dir>', "the vault (default: the user's data folder)")
    .option('--key-file <file>', "the vault's key (default: in the user's configuration folder)")
    .option(
      '--passphrase-file <file>',
      'the passphrase that the key beside it is kept under, in the first line of a file',
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  addCameraCommands(program, context);
  addDiagnoseCommand(program, context);
  addProtocolCommands(program, context);
  addWorklistCommand(program, context);
  addRunCommand(program, context);
  addOutboxCommands(program, context);
  addOperatorCommands(program, context);
  addPatientCommands(program, context);
  addVaultCommands(program, context);
  addAuditCommands(program, context);
  addServeCommand(program, context);
  addDemoCommand(program, context);
  for (const command of program.commands) inheritExit(command);
  // Node's own last words would quote the error's message, which may name a patient.
  process.on('uncaughtException', (error) => {
    tell(error);
    process.exit(exitStatus.failed);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return context.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    tell(error);
    return statusOf(error);
  }

  function tell(error: unknown): void {
    const info = error instanceof CodedError ? error.toInfo() : unexpected(error);
    const sentences = loadSentences(root, terminalLanguage(process.env));
    const reference = info.reference === undefined ? '' : ` (${info.reference})`;
    process.stderr.write(`${info.code}: ${sentences.error(info)}${reference}\n`);
  }

  function unexpected(error: unknown): { code: 'internal'; reference: string } {
    return { code: 'internal', reference: context.log.unexpected(error, 'command') };
  }
}

/** Commander exits the process by itself unless each level is told not to. */
function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
}

process.exitCode = await main(process.argv.slice(2));
