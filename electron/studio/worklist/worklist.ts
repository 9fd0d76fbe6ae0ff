import { type Clock, timestamp } from '../../base/clock.ts';
import type { AuditWho } from '../../contract/audit.ts';
import type { MappingRow } from '../../contract/connections.ts';
import { CodedError, type ErrorInfo, hasCode } from '../../contract/errors.ts';
import { mappedProtocol } from '../../contract/mapping.ts';
import type { WorklistItem } from '../../contract/order.ts';
import type { Protocol } from '../../contract/protocol.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Ris } from '../../stores/ris.ts';
import type { RisSettings } from '../../stores/ris-peer.ts';
import type { WorklistQuery } from '../../stores/worklist/worklist-query.ts';
import type { KeptValues } from '../../vault/kept-values.ts';
import type { ConnectionSettings } from '../connection-settings.ts';
import type { AuditPort } from '../ports.ts';
import { type KeptWorklist, keptWorklist, localDay, stillDue } from './kept-worklist.ts';

export type WorklistDeps = {
  vault: { readonly kept: Pick<KeptValues, 'read' | 'write'> };
  connections: Pick<ConnectionSettings, 'current'>;
  protocols: ReadonlyMap<string, Protocol>;
  ris: Pick<Ris, 'worklist'>;
  audit: Pick<AuditPort, 'owe'>;
  who(): AuditWho;
  clock: Clock;
  /** Somebody who sees patients is at work. */
  isWanted(): boolean;
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

type Settings = NonNullable<ConnectionSettings['current']['worklist']>;

const lookEveryMs = 60_000;
const askEveryMs = 5 * 60_000;
const mostOfPatient = 20;

/**
 * What is planned for today, as the RIS says: asked at the start, when somebody asks, and every few minutes while somebody is at
 * work. The last answer is kept in the vault and stays on screen, with its age, while the RIS is down: nobody waits for it.
 */
export class Worklist {
  readonly #deps: WorklistDeps;
  readonly #ending = new AbortController();
  #list: KeptWorklist | null = null;
  #asking: { asked: string; answer: Promise<void> } | null = null;
  #problem: ErrorInfo | undefined;
  #answered = false;
  #asked: string | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => {};
  #shown: { list: KeptWorklist | null; mapping: readonly MappingRow[]; items: WorklistItem[] } | undefined;

  constructor(deps: WorklistDeps) {
    this.#deps = deps;
  }

  /** Takes up what the vault has kept, and asks. Call once; it does not wait for the answer. */
  async start(): Promise<void> {
    const { vault, unexpected } = this.#deps;
    try {
      this.#list = await vault.kept.read('worklist', keptWorklist);
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      unexpected(error, 'worklist');
    }
    this.#askQuietly();
    this.#lookLater();
  }

  /** See `worklist.refresh`. */
  async refresh(): Promise<void> {
    const settings = this.#settings;
    if (!settings) throw new CodedError('worklist-unset');
    await this.#ask(settings);
    await this.#write('list', this.#problem, this.#current?.items.length);
  }

  /**
   * The item of one order, whenever it is scheduled: asked now (of another RIS, where one is given), or where the RIS is down, as
   * it was known. Throws `worklist-unset`, `worklist-item-unknown`, and what the RIS says where nothing was known.
   */
  async find(accessionNumber: string, from: RisSettings | null = this.#settings): Promise<WorklistItem> {
    if (!from) throw new CodedError('worklist-unset');
    const known = this.#current?.items.filter(({ order }) => order.accessionNumber === accessionNumber) ?? [];
    const items = await this.#lookedUp('order', from, { accessionNumber }).catch((error: unknown) => {
      if (known.length > 0 && hasCode(error, 'worklist-unreachable', 'worklist-refused')) return known;
      throw error;
    });
    const [item, ...more] = items;
    // One number for two patients names neither.
    if (!item || more.some(({ patient }) => patient.patientId !== item.patient.patientId)) {
      throw new CodedError('worklist-item-unknown', { item: accessionNumber });
    }
    return item;
  }

  /** See `worklist.find`. The newest first, as far as anybody wants to look. */
  async ofPatient(patient: string): Promise<WorklistItem[]> {
    const settings = this.#settings;
    if (!settings) throw new CodedError('worklist-unset');
    const items = await this.#lookedUp('patient', settings, { patient });
    return this.#mapped(items.toReversed().slice(0, mostOfPatient));
  }

  /** Whom it asks may have changed, or somebody has come who wants to see it. */
  look(): void {
    const settings = this.#settings;
    if (!settings || !this.#deps.isWanted()) return;
    const isOld = this.#deps.clock.elapsed() - this.#askedMs >= askEveryMs;
    if (isOld || this.#asked !== whatIsAsked(settings)) this.#askQuietly();
  }

  /** As it is shown; without items to whoever does not see patients. */
  view(seesPatients: boolean): Snapshot['worklist'] {
    const settings = this.#settings;
    if (!settings) return { state: 'unset', items: [] };
    const list = this.#current;
    return {
      state: this.#state(settings),
      items: seesPatients ? this.#items(list) : [],
      ...(list ? { at: list.at } : {}),
      ...(list && list.broken > 0 ? { broken: list.broken } : {}),
      ...(list?.more ? { more: true } : {}),
      ...(this.#problem ? { error: this.#problem } : {}),
    };
  }

  /** Asks no more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#cancel();
    this.#ending.abort(new CodedError('aborted', { call: 'worklist' }));
    await this.#asking?.answer.catch(() => undefined);
  }

  get #settings(): Settings | null {
    return this.#deps.connections.current.worklist;
  }

  /** What is known of what is asked now: another RIS's list is nobody's. */
  get #current(): KeptWorklist | null {
    const settings = this.#settings;
    if (!settings || this.#list?.asked !== whatIsAsked(settings)) return null;
    this.#list = stillDue(this.#list, this.#deps.clock.now());
    return this.#list;
  }

  #state(settings: Settings): Snapshot['worklist']['state'] {
    if (this.#asking?.asked === whatIsAsked(settings)) return 'asking';
    if (this.#asked !== whatIsAsked(settings)) return 'unknown';
    if (this.#problem) return 'failed';
    return this.#answered ? 'ready' : 'unknown';
  }

  /** With the protocol that the department's table gives each; the same objects as long as nothing changes. */
  #items(list: KeptWorklist | null): WorklistItem[] {
    const { mapping } = this.#deps.connections.current;
    if (this.#shown?.list === list && this.#shown.mapping === mapping) return this.#shown.items;
    const items = this.#mapped(list?.items ?? []);
    this.#shown = { list, mapping, items };
    return items;
  }

  #mapped(items: readonly WorklistItem[]): WorklistItem[] {
    const { connections, protocols } = this.#deps;
    const { mapping } = connections.current;
    return items.map((item) => {
      const protocol = mappedProtocol(mapping, item.order, (id) => protocols.has(id));
      return protocol === undefined ? item : { ...item, protocol };
    });
  }

  /** As somebody asks it, which the trail says, but not whom they asked about. */
  async #lookedUp(
    about: 'order' | 'patient',
    from: RisSettings,
    query: WorklistQuery,
  ): Promise<readonly WorklistItem[]> {
    try {
      const { items } = await this.#deps.ris.worklist(from, query, this.#ending.signal);
      await this.#write(about, undefined, items.length);
      return items;
    } catch (error) {
      await this.#write(about, error instanceof CodedError ? error : { code: 'internal' });
      throw error;
    }
  }

  async #write(about: 'list' | 'order' | 'patient', failure: Pick<ErrorInfo, 'code'> | undefined, count = 0) {
    const { audit, who } = this.#deps;
    const what = failure
      ? ({ outcome: 'failed', code: failure.code } as const)
      : ({ outcome: 'success', count } as const);
    await audit.owe({ ...who(), event: 'worklist-queried', about, ...what });
  }

  #lookLater(): void {
    this.#cancel = this.#deps.clock.setTimeout(() => {
      this.look();
      this.#lookLater();
    }, lookEveryMs);
  }

  /** What comes of it is the state. */
  #askQuietly(): void {
    const settings = this.#settings;
    if (settings && !this.#ending.signal.aborted) void this.#ask(settings);
  }

  /** Never throws. Whoever asks while it is being asked waits for the same answer. */
  async #ask(settings: Settings): Promise<void> {
    const asked = whatIsAsked(settings);
    if (this.#asking?.asked === asked) return await this.#asking.answer;
    const before = this.#asking?.answer;
    if (this.#asked !== asked) {
      this.#asked = asked;
      this.#answered = false;
      this.#problem = undefined;
    }
    const answer = (async () => {
      await before;
      await this.#fetch(settings, asked);
    })();
    this.#asking = { asked, answer };
    this.#deps.onChange();
    await answer;
    if (this.#asking?.answer === answer) this.#asking = null;
    this.#deps.onChange();
  }

  async #fetch(settings: Settings, asked: string): Promise<void> {
    const { ris, clock, unexpected, vault } = this.#deps;
    this.#askedMs = clock.elapsed();
    const today = localDay(clock.now());
    const { stationAet, modality } = settings;
    try {
      const query = { from: today, to: today, stationAet, modality };
      const { items, broken, complete } = await ris.worklist(settings, query, this.#ending.signal);
      const more = complete ? {} : { more: true as const };
      this.#list = { version: 1, asked, at: timestamp(clock), items: [...items], broken, ...more };
      this.#answered = true;
      this.#problem = undefined;
    } catch (error) {
      if (hasCode(error, 'aborted')) return;
      const known = error instanceof CodedError;
      this.#problem = known ? error.toInfo() : { code: 'internal', reference: unexpected(error, 'worklist') };
      return;
    }
    // A list that cannot be kept is a list all the same.
    await vault.kept.write('worklist', this.#list).catch((error: unknown) => unexpected(error, 'worklist'));
  }
}

function whatIsAsked({ address, callingAet, stationAet, modality }: Settings): string {
  return JSON.stringify([address, callingAet, stationAet ?? null, modality ?? null]);
}
