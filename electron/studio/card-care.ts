import type { Clock } from '../base/clock.ts';
import { inTurn } from '../base/in-turn.ts';
import type { CardCopy, CopyFate } from '../contract/devices.ts';
import { CodedError } from '../contract/errors.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Vault } from '../vault/vault.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import { bySession, confirmedMsOf } from './retention.ts';
import type { SessionState } from './session-state.ts';
import type { Shelf } from './shelf.ts';

export type CardCareDeps = {
  outbox: Pick<Outbox, 'jobs'>;
  cameras: Pick<CamerasPort, 'list' | 'settings'>;
  clock: Clock;
  vault: Pick<Vault, 'readOriginal'>;
  sessions: Pick<Shelf, 'sessions' | 'record'>;
  /** Nobody is being photographed. */
  isAtRest(): boolean;
  unexpected(error: unknown, during: string): string;
};

/** Copies of one session that are wanted no longer, and when its last receipt came. */
type Owed = { state: SessionState; confirmedMs: number; copies: readonly CardCopy[] };

const lookEveryMs = 60_000;
/** Until then a copy that is not on the card may lie on another one, which comes back; afterwards somebody has deleted it. */
const patienceMs = 30 * 24 * 60 * 60_000;
/** A camera that fails is left alone for so long, four times as long after each further failure, at most an hour. */
const firstWaitMs = 4000;
const longestWaitMs = 60 * 60_000;
/** The end of the program waits so long for a card: what it does not hear of any more, the next start finds absent. */
const graceMs = 5000;

/**
 * Takes second copies off the cards once the store has confirmed their session: when that happens, when the body comes back,
 * and at the next start. Never while somebody is photographed, never anything that no journal names for that very body, and
 * never what the vault cannot give: tries and RAW files are in no store.
 * A body that refuses one is asked again when a camera is next connected. Nothing waits for it and nothing fails by it.
 */
export class CardCare {
  readonly #deps: CardCareDeps;
  readonly #inTurn = inTurn();
  /** Sources that were asked for in this connection, or that the vault cannot do without, and stay. */
  readonly #tried = new Set<string>();
  /** Sources of pictures that this run has read from the vault. */
  readonly #proven = new Set<string>();
  readonly #ended: Promise<'ended'>;
  #end: () => void = () => {};
  #cancel: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #closed = false;
  #over = false;
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(deps: CardCareDeps) {
    this.#deps = deps;
    this.#ended = new Promise((resolve) => {
      this.#end = () => {
        this.#over = true;
        resolve('ended');
      };
    });
  }

  /** From now on it looks by itself as well: what had to wait for a session is done soon after it. */
  start(): void {
    this.look();
    this.#cancel = this.#deps.clock.setTimeout(() => this.start(), lookEveryMs);
  }

  /** A camera has come or come back. */
  noteReady(): void {
    this.#tried.clear();
    this.look();
  }

  /** Deletes what may be deleted now. Never throws. */
  look(): void {
    if (this.#closed) return;
    const { unexpected } = this.#deps;
    void this.#inTurn(() => this.#clearAll()).catch((error: unknown) => void unexpected(error, 'card'));
  }

  /** Begins nothing more, and waits a little for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    this.#cancelRetry();
    const stop = this.#deps.clock.setTimeout(this.#end, graceMs);
    await this.#inTurn(async () => {});
    stop();
  }

  async #clearAll(): Promise<void> {
    const { cameras, isAtRest } = this.#deps;
    for (const { camera } of cameras.list()) {
      if (this.#over || cameras.settings.cardPictures === 'keep' || !isAtRest()) return;
      if (this.#deps.clock.elapsed() < this.#notBeforeMs) return;
      if (camera.state !== 'ready') continue;
      const owed = this.#owedBy(camera);
      if (owed.length > 0) await this.#clear(camera, owed);
    }
  }

  async #clear(camera: CameraPort, owed: readonly Owed[]): Promise<void> {
    const copies: CardCopy[] = [];
    for (const { state, copies: own } of owed) {
      for (const copy of own) {
        if (this.#over || !this.#deps.isAtRest()) return;
        if (await this.#isKept(state, copy)) copies.push(copy);
      }
    }
    if (copies.length === 0) return;
    const answer = await Promise.race([fatesOn(camera, copies), this.#ended]);
    if (answer === 'ended') return;
    if (answer === 'failed') {
      this.#lookAfter(Math.min(firstWaitMs * 4 ** this.#failures, longestWaitMs));
      this.#failures += 1;
      return;
    }
    this.#failures = 0;
    const fates = new Map(answer.map(({ source, fate }) => [source, fate]));
    // The body was at work, or came to be: what it has not been asked about it is asked soon.
    if (copies.some(({ source }) => !fates.has(source))) this.#lookAfter(firstWaitMs);
    for (const one of owed) await this.#note(one, fates);
  }

  /** Whether the vault gives the picture, or gave it away as the department wished. */
  async #isKept({ opened, shots, purged }: SessionState, { source, sha256 }: CardCopy): Promise<boolean> {
    if (this.#proven.has(source)) return true;
    const file = shots.flatMap(({ captured }) => captured?.files ?? []).find((one) => one.sha256 === sha256);
    try {
      // Not in this record at all: nobody could say where else it is.
      if (!file) throw new CodedError('vault-damaged', { problem: 'copy without a picture' });
      if (!purged.includes(file.name)) await this.#deps.vault.readOriginal(opened.session, file.name, sha256);
      this.#proven.add(source);
      return true;
    } catch (error) {
      this.#tried.add(source);
      this.#deps.unexpected(error, 'card');
      return false;
    }
  }

  #lookAfter(waitMs: number): void {
    const { clock } = this.#deps;
    this.#notBeforeMs = clock.elapsed() + waitMs;
    this.#cancelRetry();
    this.#cancelRetry = clock.setTimeout(() => {
      this.#notBeforeMs = Number.NEGATIVE_INFINITY;
      this.look();
    }, waitMs);
  }

  async #note({ state, confirmedMs, copies }: Owed, fates: ReadonlyMap<string, CopyFate['fate']>): Promise<void> {
    const { clock, sessions } = this.#deps;
    const isLongAgo = clock.now() - confirmedMs > patienceMs;
    const sources: string[] = [];
    let missed = 0;
    for (const { source } of copies) {
      const fate = fates.get(source);
      const isMissed = isLongAgo && (fate === 'absent' || fate === 'other');
      if (fate === 'deleted' || isMissed) sources.push(source);
      else if (fate !== undefined) this.#tried.add(source);
      if (isMissed) missed += 1;
    }
    if (sources.length > 0)
      await sessions.record(state.opened.session, { type: 'card-cleared', sources, missed }, nobody);
  }

  #owedBy(camera: CameraPort): Owed[] {
    const { sessions, outbox } = this.#deps;
    const jobs = bySession(outbox.jobs());
    return sessions.sessions.all().flatMap((state) => {
      const copies = this.#copiesOn(camera, state);
      const own = jobs.get(state.opened.session);
      const confirmedMs = own && copies.length > 0 ? confirmedMsOf(state, own) : undefined;
      return confirmedMs === undefined ? [] : [{ state, confirmedMs, copies }];
    });
  }

  #copiesOn({ identity }: CameraPort, { shots, cleared }: SessionState): CardCopy[] {
    if (!identity?.serial) return [];
    const copies = shots.flatMap(({ captured }) => {
      const isOwn = captured?.camera.model === identity.model && captured.camera.serial === identity.serial;
      return isOwn ? (captured.copies ?? []) : [];
    });
    return copies.filter(({ source }) => !this.#tried.has(source) && !cleared.includes(source));
  }
}

const nobody = { operator: '' };

async function fatesOn(camera: CameraPort, copies: readonly CardCopy[]): Promise<readonly CopyFate[] | 'failed'> {
  try {
    return await camera.clear(copies);
  } catch {
    return 'failed';
  }
}
