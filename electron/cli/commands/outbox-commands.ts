import type { Command } from 'commander';
import { parseStoreAddress } from '../../contract/addresses.ts';
import { CodedError } from '../../contract/errors.ts';
import type { OutboxJob } from '../../contract/journal.ts';
import { openDeliveries } from '../../host/deliveries.ts';
import { checkReceipt } from '../../host/receipts.ts';
import { stateOfSeries } from '../../studio/reconciliation/generations.ts';
import { type Context, outputOf, placeOf, sayRecoveryKey } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { addOperatorOptions, demandRight, type OperatorOptions } from '../operator-option.ts';
import { positive } from '../option-values.ts';
import type { Output } from '../output.ts';
import { objectsOf, picturesOf } from '../picture-counts.ts';
import { receiptObjects, receiptSummary } from '../receipt-lines.ts';

const unnamedWords = {
  'older-version': 'not checked: the studio that had it confirmed wrote no receipts yet. The trail is whole.',
  pruned: 'not checked: the entry that named this receipt was pruned with its month. The rest of the trail is whole.',
} as const;
const defaultWaitS = 300;
/** Node's timers hold no more than 31 bits of milliseconds, 24 days: longer ones would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export function addOutboxCommands(program: Command, context: Context): void {
  const outbox = program.command('outbox').description('the uploads: saved before they run, never deleted on failure');

  addOperatorOptions(outbox.command('list'))
    .description('list every upload and its state')
    .action(async (_options, command: Command) => {
      await withDeliveries(command, async ({ vault }, output) => print(await vault.jobs(), output));
    });

  addOperatorOptions(outbox.command('retry [job]'))
    .description('try parked uploads again (all, or one), and wait for them')
    .action(async (job: string | undefined, _options, command: Command) => {
      await withDeliveries(command, async (deliveries, output) => {
        await deliveries.outbox.start();
        await deliveries.outbox.retry(job);
        await settle(deliveries, output, defaultWaitS, job);
      });
    });

  addOperatorOptions(outbox.command('wait'))
    .description('run what is queued until everything is confirmed or parked')
    .option('--seconds <s>', 'at most this long', positive, defaultWaitS)
    .action(async ({ seconds }: { seconds: number }, command: Command) => {
      await withDeliveries(command, async (deliveries, output) => {
        await deliveries.outbox.start();
        await settle(deliveries, output, seconds);
      });
    });

  addOperatorOptions(outbox.command('receipt <job>'))
    .description('print the receipt of a confirmed upload, and check that the audit trail names it')
    .action(async (id: string, _options, command: Command) => {
      await withDeliveries(command, async ({ vault }, output) => {
        const job = (await vault.jobs()).find((one) => one.id === id);
        if (!job) throw new CodedError('job-unknown', { job: id });
        const checked = await checkReceipt(vault.audit, job);
        output.document({ job: id, state: job.state, ...(checked ?? { receipt: null, verified: false }) });
        if (!checked) {
          output.line(`${id}  ${job.state}: there is no receipt before every object is proven.`);
          context.status = exitStatus.parked;
          return;
        }
        const { receipt, sha256, auditEntry, verified, unnamed } = checked;
        for (const line of [...receiptSummary(receipt, sha256), ...receiptObjects(receipt)]) output.line(line);
        if (unnamed) return output.line(`Audit:         ${unnamedWords[unnamed]}`);
        if (!verified) throw new CodedError('audit-broken', { n: auditEntry ?? receipt.audit?.n ?? 0 });
        output.line(`Audit:         entry ${auditEntry} names this receipt; the trail is whole.`);
      });
    });

  addOperatorOptions(program.command('verify'))
    .description('read a series back from a store and compare its bytes with the vault')
    .requiredOption('--store <address>', 'folder:PATH, dicomweb:URL or dicom:AET@HOST:PORT')
    .requiredOption('--series <uid>', 'the Series Instance UID')
    .action(async ({ store, series }: { store: string; series: string }, command: Command) => {
      parseStoreAddress(store);
      await withDeliveries(command, async ({ vault, stores }, output) => {
        const ours = new Map<string, string>();
        let studyUid: string | undefined;
        for (const id of vault.sessions()) {
          const state = stateOfSeries(await vault.read(id), series);
          if (!state) continue;
          studyUid = state.opened.studyUid;
          for (const shot of state.shots) {
            if (shot.state === 'accepted' && shot.sha256) ours.set(shot.sopInstanceUid, shot.sha256);
          }
        }
        if (studyUid === undefined) throw new CodedError('series-unknown', { series });
        // What was made for the series and sent with it: pictures set upright, documents.
        for (const { instances } of await vault.jobs()) {
          for (const { sopInstanceUid, payload, state } of instances) {
            const sent = payload && state !== 'unknown' && payload.seriesUid === series;
            if (sent) ours.set(sopInstanceUid, payload.sha256);
          }
        }
        const opened = stores.open(store, { testStore: true });
        const theirs = await opened.retrieveSeries(studyUid, series, context.signal);
        const there = new Set(theirs.map(({ sopInstanceUid }) => sopInstanceUid));
        const identical = theirs.filter(({ sopInstanceUid, sha256 }) => ours.get(sopInstanceUid) === sha256).length;
        const result = {
          instances: theirs.length,
          identical,
          missing: [...ours.keys()].filter((uid) => !there.has(uid)).length,
          // What we never sent is different too: a series at the store holds our pictures and no others.
          different: theirs.length - identical,
        };
        output.line(`${result.identical} identical, ${result.missing} missing, ${result.different} different`);
        output.document(result);
        if (result.missing + result.different > 0) context.status = exitStatus.failed;
      });
    });

  type Deliveries = Awaited<ReturnType<typeof openDeliveries>>;

  async function withDeliveries(command: Command, work: (deliveries: Deliveries, output: Output) => Promise<void>) {
    const deliveries = await openDeliveries({ ...placeOf(command), log: context.log, version: context.version });
    try {
      sayRecoveryKey(deliveries.vault);
      await demandRight(context, deliveries.vault, command.opts<OperatorOptions>(), 'send');
      await work(deliveries, outputOf(command));
    } finally {
      await deliveries.close();
    }
  }

  /** With `only` the exit status speaks of that job; others may still be parked. */
  async function settle(deliveries: Deliveries, output: Output, seconds: number, only?: string): Promise<void> {
    const limit = AbortSignal.any([context.signal, AbortSignal.timeout(Math.min(seconds * 1000, longestTimerMs))]);
    await deliveries.outbox.wait(limit);
    print(deliveries.outbox.jobs(), output);
    const asked = deliveries.outbox.jobs().filter(({ id }) => only === undefined || id === only);
    // What a correction has withdrawn waits for nothing: another job took its place.
    const isOpen = ({ state }: OutboxJob): boolean => state !== 'confirmed' && state !== 'withdrawn';
    if (asked.some(isOpen)) context.status = exitStatus.parked;
  }

  function print(jobs: readonly OutboxJob[], output: Output): void {
    for (const job of jobs) {
      const { id, state, store, urgent, lastError, receipt } = job;
      const { confirmed, of } = picturesOf(job);
      const words = [
        ...(urgent ? ['urgent'] : []),
        ...(lastError ? [lastError.code] : []),
        ...(receipt?.sha256 ? [`receipt ${receipt.sha256.slice(0, 12)} of ${receipt.at}`] : []),
      ];
      output.line([id, state, `${confirmed}/${of}`, store, ...words].join('  '));
    }
    if (jobs.length === 0) output.line('No uploads.');
    output.document({
      jobs: jobs.map((job) => {
        const { id, seriesUid: series, state, attempts, store, copy, urgent, lastError, receipt } = job;
        return {
          ...{ id, series, state, attempts, ...picturesOf(job), store, objects: objectsOf(job) },
          ...{ purpose: copy ? 'copy' : 'archive', urgent: urgent === true },
          ...(receipt ? { receipt: { at: receipt.at, sha256: receipt.sha256 } } : {}),
          ...(lastError ? { lastError } : {}),
        };
      }),
    });
  }
}
