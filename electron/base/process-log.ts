import { createLog, type Log, stderrSink } from './log.ts';

/**
 * The log of a process that we start: on its stderr, which its parent keeps. An error that nobody caught ends the process
 * with its name and call sites in the log; Node's own last words would quote its message, which may name a patient.
 */
export function processLog(name: string): Log {
  const log = createLog({ process: name, sink: stderrSink });
  process.on('uncaughtException', (error) => {
    log.unexpected(error, 'uncaught');
    process.exit(1);
  });
  return log;
}
