import { type Clock, timestamp } from '../base/clock.ts';
import { fewAtOnce } from '../base/in-turn.ts';
import { CodedError } from '../contract/errors.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { FoundPrior, PriorSource } from '../stores/priors.ts';
import type { CachedPrior } from '../vault/prior-cache.ts';
import type { Vault } from '../vault/vault.ts';
import type { DiskPort, QualityPort } from './ports.ts';
import { chosenFor, turnOf, viewOf } from './prior-choice.ts';
import { isSamePerson } from './priors.ts';
import type { SessionState } from './session-state.ts';

export type PriorTakingDeps = {
  vault: { readonly priors: Pick<Vault['priors'], 'entries' | 'put' | 'forget'> };
  quality: Pick<QualityPort, 'preview'>;
  disk: Pick<DiskPort, 'state'>;
  clock: Clock;
};

/** For which session earlier pictures are wanted, and what the vault has itself. */
export type Wanting = {
  readonly state: SessionState;
  readonly steps: readonly PlannedStep[];
  readonly own: Parameters<typeof chosenFor>[3];
};

/** As fine as a large screen shows it. */
const longSidePx = 2048;
/** One picture, and all that one looking takes over the line: a slow archive is not emptied for a ghost. */
const most = { pictureBytes: 64 * 1024 * 1024, bytes: 300 * 1024 * 1024 };
const limits = { findMs: 60_000, fetchMs: 90_000 };
const fetchedAtOnce = 2;

/** What is wrong with one picture alone: it is passed over, the others may be shown. */
const passedOver: ReadonlySet<string> = new Set(['file-invalid', 'store-incomplete', 'picture-unsupported']);

/**
 * Asks one archive and puts into the cache what is missing there of what it offers, the newest of each view first. `came` hears
 * when that has changed. Returns how many pictures came, with the error that kept the others away, if one did.
 */
export async function takeFrom(
  source: PriorSource,
  wanting: Wanting,
  deps: PriorTakingDeps,
  signal: AbortSignal,
  came: () => Promise<unknown>,
): Promise<{ count: number; error?: unknown }> {
  const { patient, seriesUid } = wanting.state.opened;
  let count = 0;
  try {
    const listed = await within(limits.findMs, signal, (limit) => source.find(patient, limit));
    const found = listed.filter((prior) => prior.seriesUid !== seriesUid);
    await forgetWhatIsGone(source, wanting, deps, found);
    await came();
    const few = fewAtOnce(fetchedAtOnce);
    const budget = { bytes: most.bytes };
    const missing = missingOf(wanting, found, await deps.vault.priors.entries());
    const fetches = missing.map((prior) =>
      few(async () => {
        if (signal.aborted || budget.bytes <= 0) return;
        // The disk is for what is photographed now.
        if (deps.disk.state.state !== 'ok') throw new CodedError('disk-full');
        if (!(await fetchOne(source, prior, wanting, deps, signal, budget))) return;
        count += 1;
        await came();
      }),
    );
    const failed = (await Promise.allSettled(fetches)).find((result) => result.status === 'rejected');
    return failed ? { count, error: failed.reason } : { count };
  } catch (error) {
    return { count, error };
  }
}

/** What fits out of what is known, by the view's code. */
export function chosen<Prior extends Pick<CachedPrior, 'sopInstanceUid' | 'facts'>>(
  { state, steps, own }: Wanting,
  found: readonly Prior[],
): Map<string, Prior[]> {
  return chosenFor(state, steps, found, own);
}

/** What an archive listed whole and named no more, it has rejected or lost. */
async function forgetWhatIsGone(
  { address }: PriorSource,
  { state }: Wanting,
  { vault }: PriorTakingDeps,
  found: readonly FoundPrior[],
): Promise<void> {
  const there = new Set(found.map(({ sopInstanceUid }) => sopInstanceUid));
  const gone = (await vault.priors.entries()).filter(({ sopInstanceUid, facts, store }) => {
    return store === address && !there.has(sopInstanceUid) && isSamePerson(facts.patient, state.opened.patient);
  });
  if (gone.length > 0) await vault.priors.forget(gone.map(({ sopInstanceUid }) => sopInstanceUid));
}

/** What has to be fetched: of what shows a view, what is not here; and what only says what it shows once it is here. */
function missingOf(wanting: Wanting, found: readonly FoundPrior[], cached: readonly CachedPrior[]): FoundPrior[] {
  const known = new Map(cached.map((entry) => [entry.sopInstanceUid, entry]));
  const told = found.flatMap((prior) => {
    const facts = prior.facts ?? known.get(prior.sopInstanceUid)?.facts;
    return facts ? [{ ...prior, facts }] : [];
  });
  // Series of this protocol go by its name: what they show is likelier to be wanted.
  const { title } = wanting.state.opened.protocol;
  const isAlike = ({ description }: FoundPrior): boolean => !!description && title.fr.startsWith(description);
  const untold = found
    .filter(({ sopInstanceUid, facts }) => !facts && !known.has(sopInstanceUid))
    .sort((a, b) => Number(isAlike(b)) - Number(isAlike(a)));
  const fitting = [...chosen(wanting, told).values()];
  const deepest = Math.max(0, ...fitting.map((priors) => priors.length));
  const inTurn = Array.from({ length: deepest }, (_, rank) => fitting.flatMap((priors) => priors[rank] ?? [])).flat();
  return [...inTurn.filter(({ sopInstanceUid }) => !known.get(sopInstanceUid)?.picture), ...untold];
}

/** True if its picture lies in the cache now. */
async function fetchOne(
  source: PriorSource,
  prior: FoundPrior,
  wanting: Wanting,
  { quality, vault, clock }: PriorTakingDeps,
  signal: AbortSignal,
  budget: { bytes: number },
): Promise<boolean> {
  const stepOf = (facts: CachedPrior['facts']): PlannedStep | undefined => {
    const view = viewOf(facts, wanting.steps);
    return wanting.steps.find((step) => step.view === view);
  };
  const upright = prior.facts ? turnOf(prior.facts, stepOf(prior.facts)).upright : false;
  const wish = { longSidePx, upright, mostBytes: most.pictureBytes };
  try {
    const { facts, jpeg, bytes } = await within(limits.fetchMs, signal, (limit) => source.fetch(prior, wish, limit));
    budget.bytes -= bytes;
    const { studyUid, seriesUid, sopInstanceUid } = prior;
    const entry = { studyUid, seriesUid, sopInstanceUid, facts, store: source.address, usedAt: timestamp(clock) };
    if (chosen(wanting, [entry]).size === 0) {
      await vault.priors.put(entry);
      return false;
    }
    const step = stepOf(facts);
    const widthPx = step?.orientation === 'portrait' ? Math.round((longSidePx * 2) / 3) : longSidePx;
    await vault.priors.put(entry, await quality.preview(jpeg, widthPx, turnOf(facts, step).mirror));
    return true;
  } catch (error) {
    if (error instanceof CodedError && passedOver.has(error.code)) return false;
    throw error;
  }
}

/** Throws `store-timeout` where it takes longer, `aborted` where it is wanted no more. */
async function within<T>(ms: number, signal: AbortSignal, work: (limit: AbortSignal) => Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(ms);
  try {
    return await work(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (limit.aborted && !signal.aborted) throw new CodedError('store-timeout', { reason: `${ms / 1000} s` });
    throw error;
  }
}
