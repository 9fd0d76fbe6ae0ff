import type { ConnectionCheck } from '../contract/connections.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import type { Store } from '../stores/store.ts';

const limitMs = 10_000;

/** Asks a store whether it is there, and lets go of it. Never throws: what it says, or does not, is the answer. */
export async function checkedStore(
  store: Store,
  unexpected: (error: unknown, during: string) => string,
): Promise<ConnectionCheck> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { ok: true, takes: [...(await store.check(limit))] };
  } catch (error) {
    const late = limit.aborted && hasCode(error, 'aborted');
    const why = late ? new CodedError('store-timeout', { store: store.address, seconds: limitMs / 1000 }) : error;
    const info =
      why instanceof CodedError ? why.toInfo() : { code: 'internal' as const, reference: unexpected(why, 'store') };
    return { ok: false, takes: [], error: info };
  } finally {
    await store.close().catch((error: unknown) => void unexpected(error, 'store'));
  }
}
