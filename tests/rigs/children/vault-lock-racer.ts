import { createInterface } from 'node:readline';
import { CodedError } from '../../../electron/contract/errors.ts';
import { lockVault } from '../../../electron/vault/vault-lock.ts';

/**
 * Takes part in races for a lock. Standard input: `lock PATH` tries to have it and answers with what came of it; `release`
 * gives it back; the end ends it.
 */
let unlock: (() => Promise<void>) | undefined;

async function obey([command, path = '']: string[]): Promise<string> {
  if (command === 'release') {
    await unlock?.();
    unlock = undefined;
    return 'released';
  }
  try {
    unlock = await lockVault(path);
    return 'won';
  } catch (error) {
    if (error instanceof CodedError) return `${error.code} ${error.toInfo().params?.pid}`;
    return `${error}`;
  }
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await obey(line.split(' '))}\n`);
}
