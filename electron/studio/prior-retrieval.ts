import { type Clock, timestamp } from '../base/clock.ts';
import { fewAtOnce } from '../base/in-turn.ts';
import type { AuditWho } from '../contract/audit.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';
import type { PriorView, SessionView } from '../contract/studio.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { FoundPrior, PriorSource } from '../stores/priors.ts';
import type { CachedPrior } from '../vault/prior-cache.ts';
import type { Vault } from '../vault/vault.ts';
import { extrasFor, protocolOf } from './plan.ts';
import type { AuditPort, DiskPort, QualityPort } from './ports.ts';
import { chosenFor, instancesHere, turnOf, viewOf } from './prior-choice.ts';
import { earlierPictures, isSamePerson, type Priors } from './priors.ts';
import type { SessionState } from './session-state.ts';

export type PriorRetrievalDeps = {
  vault: { readonly priors: Pick<Vault['priors'], 'entries' | 'put' | 'read' | 'use' | 'forget'> };
  /** The archives as they are set now; each is asked anew. */
  priorSources(): readonly PriorSource[];
  quality: Pick<QualityPort, 'preview'>;
  outbox: Pick<Outbox, 'jobs'>;
  audit: Pick<AuditPort, 'owe'>;
  disk: Pick<DiskPort, 'state'>;
  protocols: ReadonlyMap<string, Protocol>;
  clock: Clock;
  sessions(): readonly SessionState[];
  who(): AuditWho;
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

/** As fine as a large screen shows it. */
const longSidePx = 2048;
/** One picture, and all that one looking takes over the line: a slow archive is not emptied for a ghost. */
const most = { pictureBytes: 64 * 1024 * 1024, bytes: 300 * 1024 * 1024 };
const limits = { findMs: 60_000, fetchMs: 90_000 };
const fetchedAtOnce = 2;
const firstRetryMs = 15_000;
const longestRetryMs = 5 * 60_000;

/** One session on screen, and what is known for it. */
type Look = {
  readonly key: string;
  readonly state: SessionState;
  readonly steps: readonly PlannedStep[];
  readonly stop: AbortController;
  /** What the vault has itself. Nothing of that changes while a session is on screen. */
  readonly own: Parameters<typeof chosenFor>[3];
  priors: Priors;
  /** By picture: what the cache has, so that showing one asks for nothing more. */
  shown: ReadonlySet<string>;
  progress: SessionView['priors'];
  failures: number;
};

/**
 * Earlier pictures of the patient on screen out of the hospital's archives, beside those that the vault has. All of it happens
 * behind the session: nothing waits for it, nothing fails by it, and while an archive is away what was fetched before is
 * offered out of the cache.
 */
export class PriorRetrieval {
  readonly #deps: PriorRetrievalDeps;
  readonly #running = new Set<Promise<void>>();
  #look: Look | undefined;
  #cancelRetry: () => void = () => {};
  #closed = false;

  constructor(deps: PriorRetrievalDeps) {
    this.#deps = deps;
  }

  /** The session that is on screen now, if there is one. Another one, or another patient in it, is looked up anew. */
  follow(state: SessionState | undefined): void {
    if (this.#closed) return;
    const key = state && keyOf(state);
    if (key === this.#look?.key) return;
    this.#leave();
    if (!state || key === undefined) return;
    const protocol = protocolOf(this.#deps.protocols, state.opened.protocol);
    const planned = state.steps.map(({ plan }) => plan);
    const states = this.#deps.sessions();
    const look: Look = {
      ...{ key, state, failures: 0, priors: new Map(), shown: new Set() },
      own: {
        pictures: earlierPictures(states, state),
        instances: instancesHere(states, this.#deps.outbox.jobs()),
      },
      steps: [...planned, ...(protocol ? extrasFor(protocol, planned) : [])],
      stop: new AbortController(),
      progress: this.#deps.priorSources().length > 0 ? { state: 'looking' } : undefined,
    };
    this.#look = look;
    this.#run(look);
  }

  /** How far the looking is; undefined where there is nobody to ask. */
  get progress(): SessionView['priors'] {
    return this.#look?.progress;
  }

  /** What is offered for the session on screen, by the view's code. */
  get offered(): Priors {
    return this.#look?.priors ?? new Map();
  }

  /** Whether a picture is one of those. */
  shows(id: string): boolean {
    return this.#look?.shown.has(id) ?? false;
  }

  /** A picture that is offered, as it is shown; null where it has gone. */
  async read(id: string): Promise<Uint8Array | null> {
    return await this.#deps.vault.priors.read(id);
  }

  /** Asks for nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#leave();
    await Promise.all(this.#running);
  }

  #leave(): void {
    this.#cancelRetry();
    this.#look?.stop.abort();
    this.#look = undefined;
  }

  #run(look: Look): void {
    const work = this.#lookUp(look).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Never throws: what comes of it is in `progress`. */
  async #lookUp(look: Look): Promise<void> {
    const sources = this.#deps.priorSources();
    try {
      const offered = await this.#offer(look);
      if (offered.length > 0) await this.#deps.vault.priors.use(offered, timestamp(this.#deps.clock));
      const results = await Promise.allSettled(sources.map((source) => this.#takeFrom(source, look)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      look.progress = sources.length > 0 ? { state: 'done' } : undefined;
    } catch (error) {
      if (look.stop.signal.aborted) return;
      look.progress = { state: 'failed', error: this.#unavailable(error) };
      const waitMs = Math.min(firstRetryMs * 2 ** look.failures, longestRetryMs);
      look.failures += 1;
      this.#cancelRetry = this.#deps.clock.setTimeout(() => this.#run(look), waitMs);
    }
    this.#tell(look);
  }

  #unavailable(error: unknown): ErrorInfo {
    if (!(error instanceof CodedError)) return { code: 'internal', reference: this.#deps.unexpected(error, 'priors') };
    return new CodedError('prior-unavailable', { reason: error.params.reason ?? error.code }).toInfo();
  }

  /** Asks one archive, and fetches what is missing here of what it offers, the newest of each view first. */
  async #takeFrom(source: PriorSource, look: Look): Promise<void> {
    const { signal } = look.stop;
    const { patient, session } = look.state.opened;
    const found = await within(limits.findMs, signal, (limit) => source.find(patient, limit));
    const cached = await this.#forgetWhatIsGone(source, look, found);
    await this.#offer(look);
    const budget = { bytes: most.bytes };
    let count = 0;
    try {
      const few = fewAtOnce(fetchedAtOnce);
      const wanted = this.#wanted(look, found, cached);
      const results = await Promise.allSettled(
        wanted.map((prior) =>
          few(async () => {
            if (signal.aborted || budget.bytes <= 0) return;
            this.#demandRoom();
            if (await this.#fetch(source, prior, look, budget)) count += 1;
          }),
        ),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      if (count > 0) {
        const retrieved = {
          event: 'prior-retrieved',
          outcome: 'success',
          session,
          count,
          store: source.address,
        } as const;
        await this.#deps.audit.owe({ ...retrieved, ...this.#deps.who() });
      }
    }
  }

  /** What an archive listed whole and named no more, it has rejected or lost. Returns what is known of the rest. */
  async #forgetWhatIsGone(source: PriorSource, { state }: Look, found: readonly FoundPrior[]): Promise<CachedPrior[]> {
    const { priors } = this.#deps.vault;
    const there = new Set(found.map(({ sopInstanceUid }) => sopInstanceUid));
    const known = (await priors.entries()).filter(({ store }) => store === source.address);
    const gone = known.filter(({ sopInstanceUid, facts }) => {
      return !there.has(sopInstanceUid) && isSamePerson(facts.patient, state.opened.patient);
    });
    if (gone.length > 0) await priors.forget(gone.map(({ sopInstanceUid }) => sopInstanceUid));
    return known.filter((entry) => !gone.includes(entry));
  }

  /** What has to be fetched: of what shows a view, what is not here; and what only says what it shows once it is here. */
  #wanted(look: Look, found: readonly FoundPrior[], cached: readonly CachedPrior[]): FoundPrior[] {
    const known = new Map(cached.map((entry) => [entry.sopInstanceUid, entry]));
    const told = found.flatMap((prior) => {
      const facts = prior.facts ?? known.get(prior.sopInstanceUid)?.facts;
      return facts ? [{ ...prior, facts }] : [];
    });
    // Series of this protocol go by its name: what they show is likelier to be wanted.
    const { title } = look.state.opened.protocol;
    const isAlike = ({ description }: FoundPrior): boolean => !!description && title.fr.startsWith(description);
    const untold = found
      .filter(({ sopInstanceUid, facts }) => !facts && !known.has(sopInstanceUid))
      .sort((a, b) => Number(isAlike(b)) - Number(isAlike(a)));
    const chosen = [...this.#chosen(look, told).values()];
    const deepest = Math.max(0, ...chosen.map((priors) => priors.length));
    const inTurn = Array.from({ length: deepest }, (_, rank) => chosen.flatMap((priors) => priors[rank] ?? [])).flat();
    return [...inTurn.filter(({ sopInstanceUid }) => !known.get(sopInstanceUid)?.picture), ...untold];
  }

  /** True if its picture lies here now. One that cannot be shown is passed over: the others may be. */
  async #fetch(source: PriorSource, prior: FoundPrior, look: Look, budget: { bytes: number }): Promise<boolean> {
    const { quality, vault, clock } = this.#deps;
    const { signal } = look.stop;
    const before = prior.facts && turnOf(prior.facts, this.#stepOf(look, prior.facts));
    const wish = { longSidePx, upright: before?.upright ?? false, mostBytes: most.pictureBytes };
    try {
      const fetched = await within(limits.fetchMs, signal, (limit) => source.fetch(prior, wish, limit));
      budget.bytes -= fetched.bytes;
      const { facts, jpeg } = fetched;
      const { studyUid, seriesUid, sopInstanceUid } = prior;
      const entry = { studyUid, seriesUid, sopInstanceUid, facts, store: source.address, usedAt: timestamp(clock) };
      const step = this.#stepOf(look, facts);
      const isChosen = this.#chosen(look, [{ sopInstanceUid, facts }]).size > 0;
      if (!isChosen) {
        await vault.priors.put(entry);
        return false;
      }
      const widthPx = step?.orientation === 'portrait' ? Math.round((longSidePx * 2) / 3) : longSidePx;
      await vault.priors.put(entry, await quality.preview(jpeg, widthPx, turnOf(facts, step).mirror));
      await this.#offer(look);
      return true;
    } catch (error) {
      const passed = error instanceof CodedError && passedOver.has(error.code);
      if (!passed) throw error;
      return false;
    }
  }

  #stepOf({ steps }: Look, facts: CachedPrior['facts']): PlannedStep | undefined {
    const view = viewOf(facts, steps);
    return steps.find((step) => step.view === view);
  }

  /** Every picture that lies here and fits. Returns their instances. */
  async #offer(look: Look): Promise<string[]> {
    const here = (await this.#deps.vault.priors.entries()).filter(({ picture }) => picture);
    const chosen = this.#chosen(look, here);
    look.priors = new Map([...chosen].map(([view, entries]) => [view, entries.flatMap(viewPrior)]));
    look.shown = new Set([...look.priors.values()].flat().map(({ shot }) => shot));
    this.#tell(look);
    return [...chosen.values()].flat().map(({ sopInstanceUid }) => sopInstanceUid);
  }

  #chosen<Prior extends { sopInstanceUid: string; facts: CachedPrior['facts'] }>(
    { state, steps, own }: Look,
    found: readonly Prior[],
  ): Map<string, Prior[]> {
    return chosenFor(state, steps, found, own);
  }

  /** The disk is for what is photographed now. */
  #demandRoom(): void {
    if (this.#deps.disk.state.state !== 'ok') throw new CodedError('disk-full');
  }

  #tell(look: Look): void {
    if (this.#look === look) this.#deps.onChange();
  }
}

/** What is wrong with one picture alone. */
const passedOver: ReadonlySet<string> = new Set(['file-invalid', 'store-incomplete', 'picture-unsupported']);

function keyOf({ opened }: SessionState): string {
  const { patientId, issuer, birthDate, name } = opened.patient;
  return JSON.stringify([opened.session, patientId, issuer, birthDate, name]);
}

function viewPrior({ picture, seriesUid, facts }: CachedPrior): PriorView[] {
  if (!picture) return [];
  const { takenAt, fieldWidthMm } = facts;
  const field = fieldWidthMm === undefined ? {} : { fieldWidthMm };
  return [{ shot: picture.id, session: seriesUid, takenAt, ...field, retrieved: true }];
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
