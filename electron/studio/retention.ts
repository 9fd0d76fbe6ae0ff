import type { Department, RetentionReason, RetentionView } from '../contract/department.ts';
import type { OutboxJob, StoredFile } from '../contract/journal.ts';
import { acceptedShots } from './session-fold.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

/** What retention says of a session, and the names of the files that go when it goes. */
export type Retention = { view: RetentionView; files: readonly string[] };

const dayMs = 24 * 60 * 60_000;

/**
 * What stays of a session in the vault, and why. `own` are its deliveries, all of them. Pure: nothing is proven here, a job's
 * `confirmed` is. An original may go only where every accepted picture of its session was proven by every archive that got the
 * session, and no delivery of it waits for anything.
 */
export function retentionOf(
  state: SessionState,
  own: readonly OutboxJob[],
  department: Department,
  nowMs: number,
): Retention {
  const { session, seriesUid } = state.opened;
  const proven = new Set(own.flatMap(provenIn));
  const sent = new Set([...proven, ...acceptedPictures(state).map(({ of, file }) => keyOf(of, file))]);
  const there = filesIn(state).filter(({ file }) => !state.purged.includes(file.name));
  const leaving = there.filter((one) => isToGo(one, sent, department));
  const { why, dueAt } = reasonFor(
    state,
    own,
    { proven, there: there.length, leaving: leaving.length },
    department,
    nowMs,
  );
  return {
    view: {
      session,
      series: seriesUid,
      why,
      originals: leaving.length,
      bytes: leaving.reduce((sum, { file }) => sum + file.bytes, 0),
      unsent: there.length - leaving.length,
      ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
    },
    files: leaving.map(({ file }) => file.name),
  };
}

/** The same of all sessions, and all deliveries. */
export function retentionOfAll(
  states: readonly SessionState[],
  jobs: readonly OutboxJob[],
  department: Department,
  nowMs: number,
): Retention[] {
  const own = bySession(jobs);
  return states.map((state) => retentionOf(state, own.get(state.opened.session) ?? [], department, nowMs));
}

/** Each session's own deliveries. */
export function bySession(jobs: readonly OutboxJob[]): ReadonlyMap<string, readonly OutboxJob[]> {
  const own = new Map<string, OutboxJob[]>();
  for (const job of jobs) own.set(job.session, [...(own.get(job.session) ?? []), job]);
  return own;
}

/** By itself goes what is due; by hand also what nobody has set a delay for. */
export function mayGo({ why, originals }: RetentionView, how: 'by-itself' | 'by-hand'): boolean {
  return originals > 0 && (why === 'due' || (how === 'by-hand' && why === 'kept'));
}

function reasonFor(
  state: SessionState,
  own: readonly OutboxJob[],
  { proven, there, leaving }: { proven: ReadonlySet<string>; there: number; leaving: number },
  { originalsDays }: Department,
  nowMs: number,
): { why: RetentionReason; dueAt?: number } {
  if (state.held) return { why: 'held' };
  if (!state.closed) return { why: 'open' };
  if (there === 0) return { why: 'gone' };
  if (!isCovered(state, own)) return { why: 'not-sent' };
  const confirmedMs = receiptMs(state, own, proven);
  if (confirmedMs === undefined) return { why: 'not-confirmed' };
  if (leaving === 0) return { why: 'gone' };
  if (originalsDays === null) return { why: 'kept' };
  const dueAt = confirmedMs + originalsDays * dayMs;
  return { why: nowMs >= dueAt ? 'due' : 'waiting', dueAt };
}

/**
 * When the last receipt came of a closed session whose accepted pictures are all confirmed, and of which no delivery waits;
 * undefined for any other. `own` are its deliveries. On hold or purged makes no difference.
 */
export function confirmedMsOf(state: SessionState, own: readonly OutboxJob[]): number | undefined {
  if (!state.closed || !isCovered(state, own)) return undefined;
  return receiptMs(state, own, new Set(own.flatMap(provenIn)));
}

function receiptMs(state: SessionState, own: readonly OutboxJob[], proven: ReadonlySet<string>): number | undefined {
  const counting = own.filter(isWaitedFor);
  const receipts = counting.flatMap(({ state: is, receipt }) => (is === 'confirmed' && receipt ? [receipt] : []));
  if (receipts.length < counting.length || !isProven(state, proven)) return undefined;
  return Math.max(...receipts.map(({ at }) => Date.parse(at)));
}

/**
 * What a correction has withdrawn waits for nothing any more. A copy that is to be sent still needs its originals; once it is parked, or
 * done, nobody waits for it: only archives count.
 */
function isWaitedFor({ copy, state }: OutboxJob): boolean {
  if (state === 'withdrawn') return false;
  return !copy || state === 'queued' || state === 'sending';
}

/** A delivery to an archive has each accepted picture. Where nothing was accepted, nothing was sent, and nothing is proven by anybody. */
function isCovered(state: SessionState, own: readonly OutboxJob[]): boolean {
  const covered = new Set(own.flatMap(({ copy, instances }) => (copy ? [] : instances.flatMap(keysOf))));
  const accepted = acceptedShots(state);
  return accepted.length > 0 && accepted.every((shot) => isIn(covered, shot));
}

function isProven(state: SessionState, proven: ReadonlySet<string>): boolean {
  return acceptedShots(state).every((shot) => isIn(proven, shot));
}

/** An accepted picture without a JPEG cannot be sent: it is in no delivery, and never leaves. */
function isIn(keys: ReadonlySet<string>, shot: FoldedShot): boolean {
  const picture = pictureOf(shot.files);
  return picture !== undefined && keys.has(keyOf(shot, picture));
}

/** What a store for tests or for copies has may be wiped any day: of somebody's pictures it proves nothing. */
function provenIn(job: OutboxJob): string[] {
  if (job.copy || (job.testStore && !job.simulated)) return [];
  return job.instances.filter(({ state }) => state === 'confirmed').flatMap(keysOf);
}

/** Only what carries a file of the vault has one; what is made from a picture proves nothing of it. */
function keysOf({ sopInstanceUid, file }: OutboxJob['instances'][number]): string[] {
  return file ? [keyOf({ sopInstanceUid }, file)] : [];
}

/** A file and what it belongs to: a shot, or the document that it is. */
type OriginalOf = { of: FoldedShot | Attached; file: StoredFile };
type Attached = SessionState['documents'][number];

function filesIn(state: SessionState): OriginalOf[] {
  const documents = state.documents.map((of) => ({ of, file: of.file }));
  return [...state.shots.flatMap((of) => of.files.map((file) => ({ of, file }))), ...documents];
}

function acceptedPictures(state: SessionState): OriginalOf[] {
  return acceptedShots(state).flatMap((shot) => {
    const file = pictureOf(shot.files);
    return file ? [{ of: shot, file }] : [];
  });
}

/** What is in no store goes only where the department says so: other tries, and what is no JPEG. */
function isToGo({ of, file }: OriginalOf, sent: ReadonlySet<string>, { purgeRejected, purgeRaw }: Department): boolean {
  if (!('files' in of)) return sent.has(keyOf(of, file));
  const picture = pictureOf(of.files);
  const wasSent = picture !== undefined && sent.has(keyOf(of, picture));
  if (file === picture) return wasSent || purgeRejected;
  return purgeRaw && (wasSent || purgeRejected);
}

/** What is sent of a shot. */
function pictureOf(files: readonly StoredFile[]): StoredFile | undefined {
  return files.find(({ kind }) => kind === 'jpeg');
}

/** What a store has under a UID that a correction has replaced is rejected there: it proves nothing any more. */
function keyOf({ sopInstanceUid }: Pick<FoldedShot, 'sopInstanceUid'>, { sha256 }: Pick<StoredFile, 'sha256'>): string {
  return `${sopInstanceUid} ${sha256}`;
}
