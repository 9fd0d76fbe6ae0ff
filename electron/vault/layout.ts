import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from './storage.ts';

/** A vault that has nothing in any of these has never been used. */
const contents = ['audit', 'kept', 'outbox', 'sessions'] as const;

/** Makes the folders that a vault has; each belongs to its owner alone. */
export async function layOut(storage: Storage, root: string): Promise<void> {
  if (process.platform !== 'win32') await chmod(root, 0o700);
  for (const name of ['keys', 'kept', 'outbox', 'priors', 'quarantine', 'sessions'])
    await storage.makeFolder(join(root, name));
}

export async function isUsed(storage: Storage, root: string): Promise<boolean> {
  for (const name of contents) {
    if ((await storage.list(join(root, name))).length > 0) return true;
  }
  return false;
}

export async function hasSessions(storage: Storage, root: string): Promise<boolean> {
  return (await storage.list(join(root, 'sessions'))).length > 0;
}
