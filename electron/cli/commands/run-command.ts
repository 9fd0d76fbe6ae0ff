import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { CodedError, type ErrorInfo } from '../../contract/errors.ts';
import type { OutboxJob } from '../../contract/journal.ts';
import type { Order } from '../../contract/order.ts';
import type { Patient } from '../../contract/patient.ts';
import type { Assembly } from '../../host/assemble.ts';
import { loadSentences, type Sentences } from '../../host/sentences.ts';
import { receiptOf, receiptSha256 } from '../../stores/outbox-receipt.ts';
import { acceptedShots } from '../../studio/session-fold.ts';
import type { FoldedShot, SessionState } from '../../studio/session-state.ts';
import { type Context, outputOf, placeOf } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { interruptible } from '../interruptible.ts';
import { type OperatorOptions, signInFor } from '../operator-option.ts';
import { collect, operatorId } from '../option-values.ts';
import { demandOneWho, orderOf } from '../ordered-patient.ts';
import type { Output } from '../output.ts';
import { megabytes } from '../output.ts';
import { readPatientFile } from '../patient-file.ts';
import { type Counts, objectsOf, picturesIn, picturesOf } from '../picture-counts.ts';
import { receiptSummary } from '../receipt-lines.ts';
import { addRisOptions, type RisOptions, risSettings } from '../ris-options.ts';
import { photographSeries } from '../session-series.ts';
import { type RoomOptions, withStation } from '../station.ts';
import { terminalLanguage } from '../terminal-language.ts';

type RunOptions = RoomOptions &
  OperatorOptions &
  RisOptions & {
    protocol: string;
    patient?: string;
    worklistItem?: string;
    worklist?: string;
    only?: string;
    unattended?: boolean;
  };

export function addRunCommand(program: Command, context: Context): void {
  const run = program.command('run');
  addRisOptions(run)
    .description('photograph a whole series, check it, close it, upload it, wait for confirmation')
    .requiredOption('--protocol <id>', 'the protocol')
    .option('--patient <file>', 'a patient file (JSON)')
    .option('--worklist-item <accession>', 'instead of a patient: the order that the worklist has under this number')
    .option('--worklist <address>', 'dicom:AET@HOST:PORT (default: the worklist that the department has set)')
    .requiredOption(
      '--camera <[role=]address>',
      'sim:nikon, sim:canon, ptpip:IP[:PORT[:EVENTPORT]] or usb:BUS,DEV; may be repeated with another role',
      collect,
    )
    .option('--trigger <address>', 'sim:trigger, serial:PATH?profile=ID or none (manual light)', 'none')
    .option(
      '--store <address>',
      'folder:PATH, dicomweb:URL or dicom:AET@HOST:PORT, beside the department’s archives; may be repeated (default: none; a simulated series goes to a folder of the station)',
      collect,
    )
    .option(
      '--operator <id>',
      'who photographs; where operators are defined, the password is a line of stdin',
      operatorId,
    )
    .option('--password-file <file>', 'that operator’s password, instead of stdin')
    .option('--only <steps>', 'only these steps, separated by commas')
    .option('--test-store', 'the store is one for tests: it may get simulated pictures')
    .option('--unattended', 'accept what no finding blocks, retake up to twice where one does')
    .action(async (options: RunOptions, command: Command) => {
      const output = outputOf(command);
      demandOneWho(options);
      const given = options.patient === undefined ? undefined : await readPatientFile(resolve(options.patient));
      const from = options.worklist === undefined ? undefined : await risSettings(options.worklist, options);
      await withStation(context, placeOf(command), options, async (assembly) => {
        await signInFor(assembly.studio.access, options, 'shoot');
        const sentences = loadSentences(context.root, terminalLanguage(process.env));
        const ordered = given ? { patient: given } : await orderOf(assembly.studio, options.worklistItem ?? '', from);
        const result = await runSeries({ assembly, output, sentences, ...ordered, options, signal: context.signal });
        output.document(result.document);
        context.status = result.status;
      });
    });
}

type Series = {
  assembly: Assembly;
  output: Output;
  sentences: Sentences;
  patient: Patient;
  order?: Order;
  options: Pick<RunOptions, 'protocol' | 'only' | 'unattended'>;
  signal: AbortSignal;
};

/** What `run --json` prints. `confirmed` counts pictures that every store has proven to hold. */
export type RunDocument = {
  session: string;
  studyUid: string;
  seriesUid: string;
  shots: {
    step: string;
    view: string;
    sopInstanceUid: string;
    sha256: string;
    bytes: number;
    findings: FoldedShot['findings'];
    state: FoldedShot['state'];
  }[];
  /** The first of `deliveries`; empty where it stays in the vault. */
  store: string;
  confirmed: number;
  of: number;
  simulated: boolean;
  /** One for each archive, the receipt as soon as all is confirmed; `outbox receipt` prints it whole. */
  deliveries: {
    job: string;
    store: string;
    state: OutboxJob['state'];
    confirmed: number;
    of: number;
    objects: Counts;
    receipt?: { at: string; sha256?: string | undefined };
  }[];
};

/** Photographs, closes and delivers one series. Used by `run` and `demo`. */
export async function runSeries(
  series: Series,
): Promise<{ status: number; document: RunDocument; state: SessionState }> {
  const { assembly, output, sentences, patient, order, options, signal } = series;
  const { studio } = assembly;
  const steps = options.only?.split(',').map((step) => step.trim());
  studio.planSession(options.protocol, steps);
  const person = options.unattended ? undefined : askOnTerminal(sentences, signal);
  try {
    const state = await interruptible(signal, assembly.abort, photograph);
    const job = await studio.closeSession();
    const delivered = job === null ? [] : await waitFor(assembly, state.opened.session, output, signal);
    const document = documentOf(studio.runner.state, delivered);
    for (const { confirmed, of, store } of document.deliveries) output.line(`${confirmed}/${of} confirmed · ${store}`);
    if (document.deliveries.length === 0) output.line(`0/${document.of} confirmed · kept in the vault`);
    for (const { state: ended, lastError } of delivered) {
      if (lastError && ended === 'parked') output.progress(describeError(lastError, sentences));
    }
    for (const line of delivered.flatMap(receiptWords)) output.line(line);
    const parked = delivered.some(({ state: ended }) => ended !== 'confirmed');
    return { status: parked ? exitStatus.parked : exitStatus.done, document, state };
  } finally {
    person?.close();
  }

  async function photograph(): Promise<SessionState> {
    await assembly.openDevices();
    return await photographSeries({
      studio,
      cameraReady: assembly.cameraReady,
      patient,
      order,
      protocol: options.protocol,
      steps,
      unattended: options.unattended === true,
      decide: person?.decide,
      onStep: (title, index, of) => output.progress(`[${index + 1}/${of}] ${title[sentences.language]}`),
      onShot: (shot) => output.progress(describeShot(shot, sentences)),
      onRecovery: (error) => {
        if (!signal.aborted) output.progress(describeError(error.toInfo(), sentences));
      },
    });
  }

  function receiptWords(job: OutboxJob): string[] {
    const receipt = receiptOf(job);
    return receipt ? receiptSummary(receipt, receiptSha256(receipt)) : [];
  }

  function documentOf(state: SessionState, delivered: readonly OutboxJob[]): RunDocument {
    const deliveries = delivered.map((job) => {
      const { id, store, state: now, receipt } = job;
      const said = receipt ? { receipt: { at: receipt.at, sha256: receipt.sha256 } } : {};
      return { job: id, store, state: now, ...picturesOf(job), objects: objectsOf(job), ...said };
    });
    const views = new Map(state.steps.map(({ plan }) => [plan.id, plan.view]));
    const { session, studyUid, seriesUid, simulated } = state.opened;
    return {
      session,
      studyUid,
      seriesUid,
      shots: state.shots
        .filter(({ files }) => files.length > 0)
        .map((shot) => ({
          step: shot.step,
          view: views.get(shot.step) ?? '',
          sopInstanceUid: shot.sopInstanceUid,
          sha256: shot.sha256 ?? '',
          bytes: shot.bytes ?? 0,
          findings: shot.findings,
          state: shot.state,
        })),
      store: deliveries[0]?.store ?? '',
      ...(delivered.length > 0 ? picturesIn(delivered) : { confirmed: 0, of: acceptedShots(state).length }),
      simulated,
      deliveries,
    };
  }

  async function waitFor(held: Assembly, session: string, to: Output, until: AbortSignal): Promise<OutboxJob[]> {
    let told = -1;
    const failures = new Map<string, ErrorInfo | undefined>();
    const own = (): OutboxJob[] => held.outbox.jobs().filter((job) => job.session === session && !job.copy);
    const tell = (): void => {
      const jobs = own();
      const { confirmed, of } = picturesIn(jobs);
      if (confirmed !== told) to.advance(confirmed, of, 'confirmed');
      told = confirmed;
      for (const { id, state, lastError, attempts } of jobs) {
        // Between two tries: whoever waits must know for what.
        if (state === 'queued' && lastError && lastError !== failures.get(id)) {
          to.progress(`${describeError(lastError, sentences)} (${attempts})`);
        }
        failures.set(id, lastError);
      }
    };
    const stop = held.studio.watch(tell);
    try {
      await held.outbox.wait(until);
    } finally {
      stop();
    }
    return own();
  }
}

function describeError(info: ErrorInfo, sentences: Sentences): string {
  return `${info.code}: ${sentences.error(info)}`;
}

function describeShot(shot: FoldedShot, sentences: Sentences): string {
  const findings = shot.findings.map((finding) => sentences.finding(finding)).join(' · ');
  return `      ${megabytes(shot.bytes ?? 0)} in ${((shot.ms ?? 0) / 1000).toFixed(2)} s · ${findings}`;
}

/** With somebody at the terminal each picture is looked at; without, nobody can answer. */
function askOnTerminal(
  sentences: Sentences,
  signal: AbortSignal,
): { decide(shot: FoldedShot): Promise<'accept' | 'retake'>; close(): void } | undefined {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal in line mode keeps Ctrl-C to itself, and after Ctrl-D no answer will come.
  const left = new AbortController();
  terminal.once('SIGINT', () => terminal.close());
  terminal.once('close', () => left.abort(new CodedError('aborted')));
  const ended = AbortSignal.any([signal, left.signal]);
  const question = { fr: 'Entrée : accepter · r : refaire ', en: 'Enter: accept · r: retake ' }[sentences.language];
  return {
    async decide(shot) {
      const blocked = shot.findings.some(({ level }) => level === 'block');
      for (;;) {
        const answer = (await ask()).trim().toLowerCase();
        if (answer === 'r') return 'retake';
        if (answer === '' && !blocked) return 'accept';
        if (answer === 'q') throw new CodedError('aborted', { call: 'run' });
      }
    },
    close: () => terminal.close(),
  };

  async function ask(): Promise<string> {
    try {
      return await terminal.question(question, { signal: ended });
    } catch (error) {
      ended.throwIfAborted();
      throw error;
    }
  }
}
