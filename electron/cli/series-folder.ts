import { join } from 'node:path';
import { hasCode } from '../contract/errors.ts';
import type { SessionRecord, StoredFile } from '../contract/journal.ts';
import { foldSession } from '../studio/session-fold.ts';
import type { SessionState } from '../studio/session-state.ts';
import { type Damage, damageOf } from '../vault/damage.ts';
import { makeFolder, writeFor } from './user-files.ts';

export type WrittenFile = { path: string; bytes: number; sha256: string };
export type WrittenSeries = { files: WrittenFile[]; damaged: Damage[]; purged: number };

/**
 * Writes a session into a folder of the user's: each picture as the camera made it, and `series.json`, with all that makes a
 * DICOM object of each. A picture that is damaged is left out and named. Throws `file-unwritable`.
 */
export async function writeSeries(
  folder: string,
  records: SessionRecord[],
  read: (file: StoredFile) => Promise<Uint8Array>,
): Promise<WrittenSeries> {
  const state = foldSession(records);
  const written: WrittenSeries = { files: [], damaged: [], purged: 0 };
  await makeFolder(folder);
  const there = new Set<string>();
  for (const file of state.shots.flatMap(({ files }) => files)) {
    if (state.purged.includes(file.name)) {
      written.purged += 1;
      continue;
    }
    try {
      const path = join(folder, file.name);
      written.files.push({ path, ...(await writeFor(path, await read(file))) });
      there.add(file.name);
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      written.damaged.push(damageOf(error, state.opened.session));
    }
  }
  const series = new TextEncoder().encode(`${JSON.stringify(describe(state, there), null, 2)}\n`);
  await writeFor(join(folder, 'series.json'), series);
  return written;
}

/** `there`: the files that could be written beside it. */
function describe({ opened, steps, shots, purged, held }: SessionState, there: ReadonlySet<string>): object {
  const { session, at, patient, protocol, studyUid, seriesUid, order, operator, operatorName, simulated } = opened;
  const accessionNumber = order?.accessionNumber ?? opened.accessionNumber;
  return {
    ...{ version: 1, session, openedAt: at, patient, studyUid, seriesUid, accessionNumber, protocol },
    ...{ operator: operatorName ?? operator, simulated, held },
    pictures: shots.flatMap(({ id, step, number, sopInstanceUid, startedAt, state, captured, files }) =>
      files.map(({ name, kind, bytes, sha256 }) => ({
        ...{ file: name, kind, bytes, sha256, sopInstanceUid, shot: id, number, takenAt: startedAt, state },
        ...{ step, view: steps.find(({ plan }) => plan.id === step)?.plan.view, camera: captured?.camera },
        here: there.has(name),
        purged: purged.includes(name),
      })),
    ),
  };
}
