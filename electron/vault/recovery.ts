import { join } from 'node:path';
import { unfinished } from '../base/durable-file.ts';
import type { Log } from '../base/log.ts';
import { type Damage, damageOf, type Recovery } from './damage.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';
import { SessionFolder } from './session-folder.ts';
import { journalOf } from './session-journal.ts';

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

  async function removeUnfinished(folder: string): Promise<void> {
    for (const name of await storage.list(files.path(folder))) {
      if (!name.endsWith(unfinished)) continue;
      await storage.remove(files.path(`${folder}/${name}`));
      recovery.removed += 1;
    }
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
  async function moveUnknown(id: string, isKnown: (file: string) => boolean): Promise<void> {
    const originals = files.path(`sessions/${id}/originals`);
    for (const name of await storage.list(originals)) {
      if (isKnown(name)) continue;
      const kept = await freeName(`${id}-${name}`);
      await storage.move(join(originals, name), files.path(`quarantine/${kept}`));
      recovery.quarantined.push(kept);
      log.warn('vault-original-quarantined', { session: id, file: name });
    }
  }

  async function openSession(id: string): Promise<void> {
    await removeUnfinished(`sessions/${id}`);
    await removeUnfinished(`sessions/${id}/originals`);
    if (!(await storage.exists(files.path(journalOf(id))))) {
      await forgetEmpty(id);
      return;
    }
    try {
      const session = await SessionFolder.open(files, id, (torn) => keepTorn(id, torn));
      await storage.makeFolder(files.path(`sessions/${id}/originals`));
      await moveUnknown(id, (file) => session.knows(file));
      recovery.removed += await session.removePurged();
      recovery.removed += await session.removePurged();
      sessions.set(id, session);
    } catch (error) {
      const damage = damageOf(error, id);
      damaged.push(damage);
      log.error('vault-damaged', error, { session: id, line: damage.line });
    }
  }

  /** A session's folders come before its journal: without one nothing was acknowledged, unless pictures are there. */
  async function forgetEmpty(id: string): Promise<void> {
    const originals = await storage.list(files.path(`sessions/${id}/originals`));
    if (originals.length === 0) return;
    damaged.push({ file: journalOf(id), reason: 'missing', session: id });
    log.warn('vault-journal-missing', { session: id, count: originals.length });
  }

  for (const folder of ['.', 'keys', 'kept', 'outbox', 'quarantine']) await removeUnfinished(folder);
  for (const id of await storage.list(files.path('sessions'))) {
    if (isSessionId.test(id)) await openSession(id);
  }
  for (const folder of ['kept', 'outbox', 'sessions']) await storage.syncFolder(files.path(folder));
  return { sessions, damaged, recovery };
}
