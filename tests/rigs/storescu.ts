import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Puts files into an archive with DCMTK's own program, past everything that is under test. Throws where it refuses one. */
export async function storeByScu(
  peer: { aet: string; port: number },
  files: readonly Uint8Array[],
  callingAet = 'INCIDENCE',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-storescu-'));
  try {
    const paths = files.map((_, index) => join(folder, `${index}.dcm`));
    await Promise.all(paths.map((path, index) => writeFile(path, files[index] ?? new Uint8Array())));
    const args = ['-xy', '-aet', callingAet, '-aec', peer.aet, '127.0.0.1', `${peer.port}`, ...paths];
    await promisify(execFile)('storescu', args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
