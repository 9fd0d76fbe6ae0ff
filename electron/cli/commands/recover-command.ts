import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { errorCode } from '../../base/file-system.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { type Damage, damageOf } from '../../vault/damage.ts';
import { typedIdentity } from '../../vault/recovery-key.ts';
import { RecoveryReader } from '../../vault/recovery-reader.ts';
import { journalOf } from '../../vault/session-journal.ts';
import { type Context, outputOf, placeOf } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { writeSeries } from '../series-folder.ts';
import { makeFolder, writeFor } from '../user-files.ts';

type Recovered = {
  /** Originals that were compared with their journals. */
  checked: number;
  sessions: number;
  /** Pictures that no readable journal knows, written all the same. */
  unlisted: number;
  purged: number;
  damaged: Damage[];
};

/** `vault recover`: all of a vault by its recovery key alone, for the day on which the station is gone. */
export function addRecoverCommand(vault: Command, context: Context): void {
  vault
    .command('recover')
    .description('decrypt a whole vault with the recovery key alone, into a folder for each session')
    .requiredOption('--key <file>', 'the recovery key, as it was written down')
    .requiredOption('--out <dir>', 'where to; it is made if it is not there')
    .action(async ({ key, out }: { key: string; out: string }, command: Command) => {
      const output = outputOf(command);
      const reader = await RecoveryReader.open(placeOf(command).vaultDir, await identityIn(key));
      const folder = resolve(out);
      await makeFolder(folder);
      const result = await recoverInto(folder, reader);
      const { sessions, checked, unlisted, damaged } = result;
      output.line(`${sessions} sessions, ${checked} originals checked, ${unlisted} more, ${damaged.length} damaged`);
      output.document(result);
      if (damaged.length > 0) context.status = exitStatus.failed;
    });
}

/** An identity file, or what somebody typed from the sheet into a file. Throws `file-unreadable`. */
async function identityIn(file: string): Promise<string> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return typedIdentity(lines.filter((line) => !line.startsWith('#')).join(''));
  } catch (error) {
    throw new CodedError('file-unreadable', { file, reason: errorCode(error) ?? 'unknown' }, { cause: error });
  }
}

async function recoverInto(out: string, reader: RecoveryReader): Promise<Recovered> {
  const result: Recovered = { checked: 0, sessions: 0, unlisted: 0, purged: 0, damaged: [] };
  for (const session of await reader.sessions()) await recoverSession(join(out, session), session, reader, result);
  const unknown = await reader.quarantined();
  await writeUnlisted(join(out, 'quarantine'), unknown, (name) => reader.quarantinedPicture(name), result);
  return result;
}

async function recoverSession(
  folder: string,
  session: string,
  reader: RecoveryReader,
  result: Recovered,
): Promise<void> {
  const { records, whole } = await reader.journal(session);
  const names = await reader.pictures(session);
  // A crash between the folder and its journal: nothing was ever in it.
  if (records.length === 0 && names.length === 0) return;
  if (!whole) result.damaged.push({ file: journalOf(session), reason: 'broken', session, line: records.length + 1 });
  await makeFolder(folder);
  const listed = new Set<string>();
  if (records[0]?.type === 'session-opened') {
    const written = await writeSeries(folder, records, async ({ name, sha256 }) => {
      listed.add(name);
      return await reader.picture(session, name, sha256);
    });
    result.sessions += 1;
    result.checked += written.files.length + written.damaged.length;
    result.purged += written.purged;
    result.damaged.push(...written.damaged);
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    await writeFor(join(folder, 'journal.jsonl'), new TextEncoder().encode(lines.join('')));
  }
  const unlisted = names.filter((name) => !listed.has(name));
  await writeUnlisted(folder, unlisted, (name) => reader.picture(session, name), result);
}

async function writeUnlisted(
  folder: string,
  names: readonly string[],
  read: (name: string) => Promise<Uint8Array>,
  result: Recovered,
): Promise<void> {
  if (names.length > 0) await makeFolder(folder);
  for (const name of names) {
    try {
      await writeFor(join(folder, name), await read(name));
      result.unlisted += 1;
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      result.damaged.push(damageOf(error));
    }
  }
}
