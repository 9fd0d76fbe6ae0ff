import { timestamp } from '../base/clock.ts';
import type { AuditWho } from '../contract/audit.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { PriorView, SessionView } from '../contract/session-view.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { PriorSource } from '../stores/priors.ts';
import type { CachedPrior } from '../vault/prior-cache.ts';
import type { Vault } from '../vault/vault.ts';
import { extrasFor, protocolOf } from './plan.ts';
import type { AuditPort } from './ports.ts';
import { instancesHere } from './prior-choice.ts';
import { chosen, type PriorTakingDeps, takeFrom, type Wanting } from './prior-taking.ts';
import { earlierPictures, type Priors } from './priors.ts';
import type { SessionState } from './session-state.ts';

export type PriorRetrievalDeps = PriorTakingDeps & {
  vault: { readonly priors: Pick<Vault['priors'], 'entries' | 'put' | 'read' | 'use' | 'forget'> };
  /** The archives as they are set now; each is asked anew. */
  priorSources(): readonly PriorSource[];
  outbox: Pick<Outbox, 'jobs'>;
  audit: Pick<AuditPort, 'owe'>;
  protocols: ReadonlyMap<string, Protocol>;
  sessions(): readonly SessionState[];
  who(): AuditWho;
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

const firstRetryMs = 15_000;
const longestRetryMs = 5 * 60_000;

/** One session on screen, and what is known for it. */
type Look = Wanting & {
  readonly key: string;
  readonly stop: AbortController;
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
      // Nothing of what the vault has changes while a session is on screen.
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
      const results = await Promise.all(sources.map((source) => this.#takeFrom(source, look)));
      const failed = results.find((result) => 'error' in result);
      if (failed) throw failed.error;
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

  async #takeFrom(source: PriorSource, look: Look): ReturnType<typeof takeFrom> {
    const { audit, who } = this.#deps;
    const taken = await takeFrom(source, look, this.#deps, look.stop.signal, () => this.#offer(look));
    const { session } = look.state.opened;
    const retrieved = { event: 'prior-retrieved', outcome: 'success', session, count: taken.count } as const;
    if (taken.count > 0) await audit.owe({ ...retrieved, store: source.address, ...who() });
    return taken;
  }

  /** Every picture that lies here and fits. Returns their instances. */
  async #offer(look: Look): Promise<string[]> {
    const here = (await this.#deps.vault.priors.entries()).filter(({ picture }) => picture);
    const fitting = chosen(look, here);
    look.priors = new Map([...fitting].map(([view, entries]) => [view, entries.flatMap(viewPrior)]));
    look.shown = new Set([...look.priors.values()].flat().map(({ shot }) => shot));
    this.#tell(look);
    return [...fitting.values()].flat().map(({ sopInstanceUid }) => sopInstanceUid);
  }

  #tell(look: Look): void {
    if (this.#look === look) this.#deps.onChange();
  }
}

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
