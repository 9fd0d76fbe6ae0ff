import type { AuditHead } from '../contract/audit.ts';
import type { ErrorCode, ErrorInfo } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { identityOf, type OutboxInstance } from './outbox-object.ts';
import { receiptOf, receiptSha256 } from './outbox-receipt.ts';
import type { Proof } from './store.ts';

/** What may happen to a job. `gave-up` is a failure of the job itself: its store could not even be opened. */
export type OutboxEvent =
  | { type: 'recovered' }
  | { type: 'retried' }
  | { type: 'started' }
  | { type: 'urgent'; on: boolean }
  /** An object that is no photograph has been made; from now on it is this one. */
  | { type: 'built'; instance: string; payload: NonNullable<OutboxInstance['payload']> }
  | { type: 'stored'; instance: string; patientId?: string | undefined; warning?: string | undefined }
  | { type: 'confirmed'; instance: string; proof: Proof }
  | { type: 'failed'; instance: string; error: ErrorInfo }
  | { type: 'ended'; maxAttempts: number; audit: AuditHead }
  /** `cutOff`: objects on their way were, and may have arrived. */
  | { type: 'interrupted'; cutOff: boolean }
  | { type: 'gave-up'; error: ErrorInfo };

/** Nothing more is done for it by itself. */
export function isOver({ state }: OutboxJob): boolean {
  return state !== 'queued' && state !== 'sending';
}

/** Failures that time may mend; with any other the job is parked at once, for a person to look at. */
const transient: readonly ErrorCode[] = [
  'store-unreachable',
  'store-timeout',
  'store-incomplete',
  'store-full',
  'store-busy',
  'store-unproven',
  'listener-unavailable',
];
/** Failures that the next picture would meet as well: an attempt stops there. */
const ofTheStore: readonly ErrorCode[] = [
  'store-unreachable',
  'store-timeout',
  'store-full',
  'store-busy',
  'store-unauthorised',
  'store-untrusted',
  'store-needs-test-flag',
];

export function stopsAttempt(code: ErrorCode): boolean {
  return ofTheStore.includes(code);
}

/** The job after an event. Pure; a job never loses an instance, an instance never loses its UID. */
export function jobAfter(job: OutboxJob, event: OutboxEvent, at: string): OutboxJob {
  const next = { ...job, updatedAt: at };
  switch (event.type) {
    case 'recovered':
      return job.state === 'sending' ? { ...next, state: 'queued', unsure: true } : job;
    case 'retried':
      return job.state === 'parked' || job.state === 'queued' ? { ...next, state: 'queued', attempts: 0 } : job;
    case 'started':
      // What held it up before says nothing of this attempt.
      return {
        ...next,
        state: 'sending',
        attempts: job.attempts + 1,
        begun: true,
        instances: job.instances.map((instance) => ({ ...instance, error: undefined })),
      };
    case 'urgent':
      return { ...next, urgent: event.on ? true : undefined };
    case 'built':
      return withInstance(next, event.instance, (instance) => ({ ...instance, payload: event.payload }));
    case 'stored':
      return withInstance(next, event.instance, (instance) => {
        const { warning, patientId = instance.patientId } = event;
        return { ...instance, state: 'stored', error: undefined, patientId, warning };
      });
    case 'confirmed':
      return withInstance(next, event.instance, (instance) => {
        return { ...instance, state: 'confirmed', error: undefined, confirmation: { at, ...event.proof } };
      });
    case 'failed':
      return withInstance(next, event.instance, (instance) => failed(instance, event.error));
    case 'ended':
      return ended(next, event.maxAttempts, { at, audit: event.audit });
    case 'interrupted':
      return {
        ...next,
        state: 'queued',
        attempts: Math.max(0, job.attempts - 1),
        ...(event.cutOff ? { unsure: true } : {}),
      };
    case 'gave-up':
      return { ...next, state: 'parked', lastError: event.error };
  }
}

/**
 * Whether the store may have the instance already, from an earlier attempt whose answer was lost: it is then looked for
 * before it is sent again, so that nothing is sent twice.
 */
export function mayBeThere(job: OutboxJob, instance: OutboxInstance): boolean {
  const wasMade = identityOf(job, instance) !== undefined;
  return wasMade && (instance.state !== 'unknown' || job.attempts > 1 || job.unsure === true);
}

/** How long the store has asked to be left alone, as of the last attempt, in milliseconds; never more than a day. */
export function restAskedMs({ instances }: OutboxJob): number {
  const asked = instances.map(({ error }) => (error?.code === 'store-busy' ? Number(error.params?.seconds) || 0 : 0));
  return Math.min(longestRestMs, Math.max(0, ...asked) * 1000);
}

const longestRestMs = 24 * 60 * 60_000;

/** Milliseconds to wait after the given attempt: doubling, and spread by a quarter so that studios do not march in step. */
export function waitAfter(attempts: number, firstWaitMs: number, random: number): number {
  return Math.round(firstWaitMs * 2 ** (attempts - 1) * (0.75 + random / 2));
}

function withInstance(job: OutboxJob, sopInstanceUid: string, change: (instance: OutboxInstance) => OutboxInstance) {
  const instances = job.instances.map((instance) =>
    instance.sopInstanceUid === sopInstanceUid ? change(instance) : instance,
  );
  return { ...job, instances };
}

/**
 * What the store once said it stored stays so: the next attempt looks for it instead of sending it. What it has proven stays
 * proven, also where that could not be saved at once: it is saved with whatever comes next.
 */
function failed(instance: OutboxInstance, error: ErrorInfo): OutboxInstance {
  if (instance.state === 'confirmed') return instance;
  return { ...instance, state: instance.state === 'stored' ? 'stored' : 'failed', error };
}

/** `lastError` also says how far the job came. */
function ended(job: OutboxJob, maxAttempts: number, receipt: NonNullable<OutboxJob['receipt']>): OutboxJob {
  const open = job.instances.filter((instance) => instance.state !== 'confirmed');
  if (open.length === 0) {
    const confirmed: OutboxJob = { ...job, state: 'confirmed', lastError: undefined, receipt };
    const said = receiptOf(confirmed);
    return said ? { ...confirmed, receipt: { ...receipt, sha256: receiptSha256(said) } } : confirmed;
  }
  const errors = open.flatMap((instance) => instance.error ?? []);
  const lasting = errors.find((error) => !transient.includes(error.code));
  const error = lasting ?? errors[0] ?? job.lastError;
  const progress = { confirmed: job.instances.length - open.length, of: job.instances.length };
  const lastError = error && { ...error, params: { ...error.params, ...progress } };
  const again = lasting === undefined && job.attempts < maxAttempts;
  return { ...job, state: again ? 'queued' : 'parked', lastError };
}
