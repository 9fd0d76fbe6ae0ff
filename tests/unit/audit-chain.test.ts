import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditHead } from '../../electron/contract/audit.ts';
import { type AuditCheck, checkTrail } from '../../electron/vault/audit/audit-check.ts';
import { beginning, headAt, lineOf } from '../../electron/vault/audit/audit-lines.ts';

type Said = Partial<AuditEntry>;

/** A trail that was honestly written. */
function chain(said: readonly Said[], from = beginning): AuditEntry[] {
  let head = from;
  return said.map((one) => {
    const entry: AuditEntry = {
      ...{
        n: head.n + 1,
        at: '2026-11-22T09:00:00.000Z',
        event: 'shot-taken',
        outcome: 'success',
        operator: 'station',
      },
      ...one,
      previous: head.hash,
    };
    head = headAt(entry);
    return entry;
  });
}

async function check(
  entries: readonly AuditEntry[],
  anchors: readonly AuditHead[] = [],
  { begun = true, broken = false } = {},
): Promise<AuditCheck> {
  async function* parts() {
    const middle = Math.ceil(entries.length / 2);
    yield { entries: entries.slice(0, middle), broken: false };
    yield { entries: entries.slice(middle), broken };
  }
  return await checkTrail(parts(), anchors, begun);
}

const said: readonly Said[] = [
  { event: 'patient-opened', session: 's-1' },
  { shot: 'a', count: 2 },
  { event: 'shot-accepted', shot: 'a' },
  { shot: 'b', outcome: 'failed', code: 'camera-gone' },
  { event: 'series-closed', session: 's-1' },
  { event: 'series-confirmed', count: 1, store: 'dicomweb:https://pacs/' },
];
const whole = chain(said);
const end = headAt(whole.at(-1) as AuditEntry);
const positions = whole.map((_, index) => index);

/** What somebody does who holds the keys: the chain behind the change is made anew. */
function rewritten(change: (so: Said[]) => Said[]): AuditEntry[] {
  return chain(change(said.map((one) => ({ ...one }))));
}

describe('a trail of audit', () => {
  it('that nobody touched is intact, to each of its anchors', async () => {
    expect(await check(whole)).toEqual({ entries: 6, intact: true });
    expect(await check(whole, whole.map(headAt))).toEqual({ entries: 6, intact: true });
    expect(await check([], [], { begun: false })).toEqual({ entries: 0, intact: true });
  });

  it('is recomputed from its lines with SHA-256 alone', () => {
    const lines = whole.map(lineOf);
    let previous = '0'.repeat(64);
    for (const line of lines) {
      expect(line).toContain(`"previous":"${previous}"`);
      previous = createHash('sha256').update(line).digest('hex');
    }
    expect(previous).toBe(end.hash);
    expect(lines[0]?.startsWith('{"n":1,"at":"2026-11-22T09:00:00.000Z","event":"patient-opened",')).toBe(true);
  });

  it('shows each change of an entry', async () => {
    for (const at of positions) {
      const changed = whole.with(at, { ...(whole[at] as AuditEntry), operator: 'somebody' });
      expect(await check(changed, [end])).toMatchObject({ intact: false, brokenAt: at + 1 });
    }
  });

  it('shows each removal, exchange and insertion', async () => {
    for (const at of positions) {
      expect(await check(whole.toSpliced(at, 1), [end])).toMatchObject({ intact: false });
      const twice = whole.toSpliced(at, 0, whole[at] as AuditEntry);
      expect(await check(twice, [end])).toMatchObject({ intact: false, brokenAt: at + 2 });
      for (const other of positions.slice(at + 1)) {
        const swapped = whole.with(at, whole[other] as AuditEntry).with(other, whole[at] as AuditEntry);
        expect(await check(swapped, [end])).toMatchObject({ intact: false });
      }
    }
  });

  it('shows that its end is missing, wherever it was cut, by what was anchored elsewhere', async () => {
    for (const at of positions) {
      const cut = whole.slice(0, at);
      expect(await check(cut, [end])).toEqual({ entries: at, intact: false, brokenAt: at === 0 ? 1 : at + 1 });
    }
    expect(await check([])).toMatchObject({ intact: false, brokenAt: 1 });
  });

  it('shows that it was made anew by somebody who holds the keys', async () => {
    for (const at of positions) {
      const changed = rewritten((so) => so.with(at, { ...so[at], operator: 'somebody' }));
      expect(await check(changed)).toMatchObject({ intact: true });
      expect(await check(changed, [end])).toEqual({ entries: 6, intact: false, brokenAt: 6 });
      expect(
        await check(
          rewritten((so) => so.toSpliced(at, 1)),
          [end],
        ),
      ).toMatchObject({ intact: false });
    }
  });

  it('shows what cannot be read', async () => {
    expect(await check(whole, [], { broken: true })).toEqual({ entries: 6, intact: false, brokenAt: 7 });
  });

  describe('that was pruned', () => {
    const old = chain(said);
    const gone = headAt(old[2] as AuditEntry);
    const pruned: Said = { event: 'audit-pruned', about: gone.hash, count: gone.n };
    const kept = [...old, ...chain([pruned, { shot: 'c' }], end)];

    it('is intact: before the files went, and after', async () => {
      const last = headAt(kept.at(-1) as AuditEntry);
      for (const from of [0, 1, 2, 3]) {
        const anchors = [headAt(old[0] as AuditEntry), gone, end, last];
        expect(await check(kept.slice(from), anchors)).toEqual({ entries: kept.length - from, intact: true });
      }
    });

    it('shows that more went than was said, or that it was said of something else', async () => {
      for (const from of [4, 5, 7]) expect(await check(kept.slice(from))).toMatchObject({ intact: false, brokenAt: 1 });
      expect(await check(old.slice(3))).toMatchObject({ intact: false, brokenAt: 1 });
      const lie = [...old, ...chain([{ ...pruned, about: '1'.repeat(64) }], end)];
      expect(await check(lie.slice(3))).toMatchObject({ intact: false, brokenAt: 1 });
      expect(await check([...old, ...chain([{ ...pruned, outcome: 'failed' }], end)].slice(3))).toMatchObject({
        intact: false,
      });
    });

    it('shows an anchor that is not where it stands', async () => {
      expect(await check(kept.slice(3), [{ n: 3, hash: '2'.repeat(64) }])).toMatchObject({ brokenAt: 3 });
    });
  });
});
