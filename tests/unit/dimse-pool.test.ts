import { describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Association } from '../../electron/stores/dimse/association.ts';
import { associationPool } from '../../electron/stores/dimse/pool.ts';

type Fake = Association & { released: boolean; end(reason?: CodedError): void };

function fake(): Fake {
  let end: (reason?: CodedError) => void = () => {};
  const ended = new Promise<CodedError | undefined>((resolve) => {
    end = resolve;
  });
  const association: Fake = {
    peer: { aet: 'PEER', host: '', port: 0, implementationClassUid: '', implementationVersion: '' },
    accepted: () => undefined,
    request: () => {
      throw new Error('not here');
    },
    async release() {
      association.released = true;
      end();
    },
    abort: () => end(new CodedError('aborted')),
    ended,
    released: false,
    end,
  };
  return association;
}

/** A peer that lets so many in; the others are refused, or kept waiting. */
function peerOf(most: number, others: 'refused' | 'waiting') {
  const opened: Fake[] = [];
  const aborted: boolean[] = [];
  let live = 0;
  const open = (signal: AbortSignal): Promise<Association> => {
    if (live >= most && others === 'refused') return Promise.reject(new CodedError('store-busy'));
    if (live >= most) {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true);
          reject(new CodedError('aborted'));
        });
      });
    }
    live += 1;
    const association = fake();
    void association.ended.then(() => {
      live -= 1;
    });
    opened.push(association);
    return Promise.resolve(association);
  };
  return { open, opened, aborted };
}

const calm = new AbortController().signal;
const settle = () => new Promise(setImmediate);
const lasting = { most: 3, lingerMs: 60_000 };
const always = () => true;
const never = () => false;

describe('associations that are shared', () => {
  it.each(['refused', 'waiting'] as const)(
    'serve everybody, where a peer takes two and the others are %s',
    async (others) => {
      const peer = peerOf(2, others);
      const pool = associationPool(peer.open, lasting);
      let under = 0;
      let most = 0;
      const work = async () => {
        under += 1;
        most = Math.max(most, under);
        await settle();
        under -= 1;
      };
      await Promise.all(Array.from({ length: 12 }, () => pool.use(new AbortController().signal, work, always)));
      expect(most).toBe(2);
      expect(peer.opened).toHaveLength(2);
      await pool.close();
      expect(peer.opened.every(({ released }) => released)).toBe(true);
    },
  );

  it('are never more than they may be, and one is enough for one after the other', async () => {
    const peer = peerOf(9, 'refused');
    const pool = associationPool(peer.open, lasting);
    for (let times = 0; times < 5; times += 1) await pool.use(calm, settle, always);
    expect(peer.opened).toHaveLength(1);
    await Promise.all(Array.from({ length: 12 }, () => pool.use(new AbortController().signal, settle, always)));
    expect(peer.opened.length).toBeLessThanOrEqual(3);
    await pool.close();
  });

  it('tell everybody who waits why there is none', async () => {
    const pool = associationPool(() => Promise.reject(new CodedError('store-unreachable')), lasting);
    const ends = await Promise.allSettled([1, 2, 3, 4].map(() => pool.use(calm, settle, always)));
    expect(ends).toEqual(Array(4).fill(expect.objectContaining({ reason: new CodedError('store-unreachable') })));
  });

  it('are opened anew where one broke that nobody used, and once only', async () => {
    const peer = peerOf(9, 'refused');
    const pool = associationPool(peer.open, lasting);
    await pool.use(calm, settle, always);
    const seen: Association[] = [];
    await pool.use(
      calm,
      async (association) => {
        seen.push(association);
        if (seen.length > 1) return;
        peer.opened[0]?.end(new CodedError('store-unreachable'));
        await settle();
        throw new CodedError('store-unreachable');
      },
      always,
    );
    expect(seen).toEqual(peer.opened);
    const fails = pool.use(
      calm,
      async () => {
        peer.opened.at(-1)?.end(new CodedError('store-unreachable'));
        await settle();
        throw new CodedError('store-unreachable');
      },
      always,
    );
    await expect(fails).rejects.toMatchObject({ code: 'store-unreachable' });
    expect(peer.opened).toHaveLength(3);
    await pool.close();
  });

  it('are not opened anew for what may not be begun anew', async () => {
    const peer = peerOf(9, 'refused');
    const pool = associationPool(peer.open, lasting);
    await pool.use(calm, settle, always);
    const broken = async (): Promise<void> => {
      peer.opened[0]?.end(new CodedError('store-unreachable'));
      await settle();
      throw new CodedError('store-unreachable');
    };
    await expect(pool.use(calm, broken, never)).rejects.toMatchObject({ code: 'store-unreachable' });
    expect(peer.opened).toHaveLength(1);
    await pool.close();
  });

  it('go back to the others after a failure that is not theirs', async () => {
    const peer = peerOf(9, 'refused');
    const pool = associationPool(peer.open, lasting);
    const refused = pool.use(calm, () => Promise.reject(new CodedError('store-refused')), always);
    await expect(refused).rejects.toMatchObject({ code: 'store-refused' });
    await pool.use(calm, settle, always);
    expect(peer.opened).toHaveLength(1);
    await pool.close();
  });

  it('are not waited for any more when told so, and nothing goes on being opened', async () => {
    const peer = peerOf(0, 'waiting');
    const pool = associationPool(peer.open, lasting);
    const stop = new AbortController();
    const waiting = pool.use(stop.signal, settle, always);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(peer.aborted).toEqual([true]);
  });

  it('that are in use at the close are released when they come back, and it can be used again', async () => {
    const peer = peerOf(9, 'refused');
    const pool = associationPool(peer.open, lasting);
    let finish = () => {};
    const working = pool.use(
      calm,
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
      always,
    );
    await settle();
    await pool.close();
    expect(peer.opened[0]?.released).toBe(false);
    finish();
    await working;
    expect(peer.opened[0]?.released).toBe(true);
    await pool.use(calm, settle, always);
    expect(peer.opened).toHaveLength(2);
    await pool.close();
  });
});
