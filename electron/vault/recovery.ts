import { unfinished } from '../base/durable-file.ts';
import { fewAtOnce } from '../base/in-turn.ts';
import type { Log } from '../base/log.ts';
import { type Damage, damageOf, type Recovery } from './damage.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';
import { SessionFolder } from './session-folder.ts';
import { journalFile, journalOf } from './session-journal.ts';

/** So many sessions are opened at a time: the disk and the processor both have something to do. */
const openedAtOnce = 8;

const isSessionId = /^[0-9a-f-]{36}$/;

export type Recovered = { sessions: Map<string, SessionFolder>; damaged: Damage[]; recovery: Recovery };

/**
 * Puts in order what a crash may have left: half-written files are removed, torn last lines cut off, pictures that no
 * journal names moved to `quarantine/`. A journal that is broken in the middle is left as it is and reported. Called
 * once, under the lock.
 */
export async function recover(files: SealedFiles, log: Log): Promise<Recovered> {
  const { storage } = files;
  const sessions = new Map<string, SessionFolder>();
  const damaged: Damage[] = [];
  const recovery: Recovery = { removed: 0, cut: 0, quarantined: [] };

  /** Returns the names of what stays. */
  async function removeUnfinished(folder: string): Promise<string[]> {
    const names = await storage.list(files.path(folder));
    for (const name of names.filter(isUnfinished)) {
      await storage.remove(files.path(`${folder}/${name}`));
      recovery.removed += 1;
    }
    return names.filter((name) => !isUnfinished(name));
  }

  async function keepTorn(id: string, torn: Uint8Array): Promise<void> {
    const name = await freeName(`${id}-torn-line`);
    await storage.write(files.path(`quarantine/${name}`), torn);
    recovery.quarantined.push(name);
    recovery.cut += 1;
    log.warn('vault-line-cut', { session: id, bytes: torn.length });
  }

  async function freeName(name: string): Promise<string> {
    for (let n = 1; ; n += 1) {
      const free = n === 1 ? name : `${name}.${n}`;
      if (!(await storage.exists(files.path(`quarantine/${free}`)))) return free;
    }
  }

  /** Moves what no journal knows out of the way. Without a readable journal nobody can say, and nothing is moved. */
  async function moveAside(id: string, unknown: readonly string[]): Promise<void> {
    for (const name of unknown) {
      const kept = await freeName(`${id}-${name}`);
      await storage.move(files.path(`sessions/${id}/originals/${name}`), files.path(`quarantine/${kept}`));
      recovery.quarantined.push(kept);
      log.warn('vault-original-quarantined', { session: id, file: name });
    }
  }

  async function openSession(id: string): Promise<void> {
    const names = await removeUnfinished(`sessions/${id}`);
    const originals = await removeUnfinished(`sessions/${id}/originals`);
    if (!names.includes(journalFile)) {
      forgetEmpty(id, originals.length);
      return;
    }
    try {
      const session = await SessionFolder.open(files, id, (torn) => keepTorn(id, torn));
      if (!names.includes('originals')) await storage.makeFolder(files.path(`sessions/${id}/originals`));
      await moveAside(
        id,
        originals.filter((file) => !session.knows(file)),
      );
      recovery.removed += await session.removePurged();
      sessions.set(id, session);
    } catch (error) {
      const damage = damageOf(error, id);
      damaged.push(damage);
      log.error('vault-damaged', error, { session: id, line: damage.line });
    }
  }

  /** A session's folders come before its journal: without one nothing was acknowledged, unless pictures are there. */
  function forgetEmpty(id: string, originals: number): void {
    if (originals === 0) return;
    damaged.push({ file: journalOf(id), reason: 'missing', session: id });
    log.warn('vault-journal-missing', { session: id, count: originals });
  }

  for (const folder of ['.', 'keys', 'kept', 'outbox', 'priors', 'quarantine']) await removeUnfinished(folder);
  const few = fewAtOnce(openedAtOnce);
  const ids = (await storage.list(files.path('sessions'))).filter((id) => isSessionId.test(id));
  // Whatever one of them throws, nothing goes on behind a vault that could not be opened.
  const opened = await Promise.allSettled(ids.map((id) => few(() => openSession(id))));
  for (const result of opened) if (result.status === 'rejected') throw result.reason;
  for (const folder of ['kept', 'outbox', 'sessions']) await storage.syncFolder(files.path(folder));
  const inOrder = ids.flatMap((id): [string, SessionFolder][] => {
    const session = sessions.get(id);
    return session ? [[id, session]] : [];
  });
  damaged.sort((a, b) => (a.file < b.file ? -1 : 1));
  recovery.quarantined.sort();
  return { sessions: new Map(inOrder), damaged, recovery };
}

function isUnfinished(name: string): boolean {
  return name.endsWith(unfinished);
}
