import { inTurn } from '../base/in-turn.ts';
import {
  type Connections,
  type ConnectionsChange,
  type ConnectionsView,
  connections,
} from '../contract/connections.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import type { KeptValues } from '../vault/kept-values.ts';

export type ConnectionSettingsDeps = {
  vault: { readonly kept: Pick<KeptValues, 'read' | 'write'> };
  unexpected(error: unknown, during: string): string;
};

type Tls = { ca?: string | undefined; certificate?: string | undefined; key?: string | undefined };

/** Whom the department's station talks to, kept in the vault with its passwords and keys. */
export class ConnectionSettings {
  readonly #deps: ConnectionSettingsDeps;
  readonly #inTurn = inTurn();
  #current: Connections = connections.parse({});

  constructor(deps: ConnectionSettingsDeps) {
    this.#deps = deps;
  }

  /** Call once. Settings that cannot be read stop no start: the station then talks to nobody until somebody sets them again. */
  async start(): Promise<void> {
    const { vault, unexpected } = this.#deps;
    try {
      this.#current = (await vault.kept.read('connections', connections)) ?? this.#current;
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      unexpected(error, 'connections');
    }
  }

  get current(): Connections {
    return this.#current;
  }

  /** Without any secret. */
  get view(): ConnectionsView {
    const { stores, worklist, mpps, listener, mapping } = this.#current;
    return {
      stores: stores.map(({ credentials, tls, ...shown }) => {
        return { ...shown, ...(credentials ? { credentials: credentials.kind } : {}), ...tlsOf(tls) };
      }),
      worklist: worklist && withoutKeys(worklist),
      mpps: mpps && withoutKeys(mpps),
      listener: withoutKeys(listener),
      mapping,
    };
  }

  /**
   * On return it is on the disk; on failure all is as before. Throws `bad-input` for two stores of one name or address, and for one
   * that is to have another address with the password that was given for the one before.
   */
  async set(change: ConnectionsChange): Promise<void> {
    await this.#inTurn(async () => {
      const { current } = this;
      const next = connections.parse({
        ...current,
        ...change,
        ...(change.stores
          ? { stores: change.stores.map((store) => storeAfter(store, storeNamed(current, store.id))) }
          : {}),
        ...(change.worklist ? { worklist: merged(change.worklist, current.worklist) } : {}),
        ...(change.mpps ? { mpps: merged(change.mpps, current.mpps) } : {}),
        ...(change.listener ? { listener: merged(change.listener, current.listener) } : {}),
      });
      demandUnique(next.stores.map(({ id }) => id));
      demandUnique(next.stores.map(({ address }) => address));
      await this.#deps.vault.kept.write('connections', next);
      this.#current = next;
    });
  }
}

/** What is left of it for whoever may not configure: which stores there are, for sending a series there. */
export function storesAlone({ stores }: ConnectionsView): ConnectionsView {
  const { listener } = connections.parse({});
  return {
    ...{ worklist: null, mpps: null, listener: withoutKeys(listener), mapping: [] },
    stores: stores.map(({ credentials: _, tls: _tls, queryAddress: _query, ...named }) => named),
  };
}

function storeNamed({ stores }: Connections, id: string): Connections['stores'][number] | undefined {
  return stores.find((store) => store.id === id);
}

type StoreChange = NonNullable<ConnectionsChange['stores']>[number];

/** A password belongs to the address that it was given for. */
function storeAfter(store: StoreChange, before: Connections['stores'][number] | undefined): Record<string, unknown> {
  if (before?.credentials && before.address !== store.address && !('credentials' in store))
    throw new CodedError('bad-input', { call: 'connections.set', at: 'credentials' });
  return merged(store, before);
}

function demandUnique(values: readonly string[]): void {
  if (new Set(values).size < values.length)
    throw new CodedError('bad-input', { call: 'connections.set', at: 'stores' });
}

type Secret = { credentials?: unknown; tls?: unknown };

/** What is not named stays, `null` is taken away. */
function merged<Change extends Secret>(change: Change, before: Secret | null | undefined): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...change };
  for (const name of ['credentials', 'tls'] as const) {
    const value = name in change ? change[name] : before?.[name];
    if (value === undefined || value === null) delete kept[name];
    else kept[name] = value;
  }
  return kept;
}

function withoutKeys<Kept extends { tls?: Tls | undefined }>({ tls, ...shown }: Kept) {
  return { ...shown, ...tlsOf(tls) };
}

function tlsOf(tls: Tls | undefined): { tls?: { ca: boolean; certificate: boolean } } {
  return tls ? { tls: { ca: tls.ca !== undefined, certificate: tls.certificate !== undefined } } : {};
}
