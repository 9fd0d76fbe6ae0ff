import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const quiet = { maxBuffer: 256 * 1024 * 1024 };

/** Writes chunks as a file into a folder of its own, hands over its path, and removes both. */
export async function withDicomFile<T>(chunks: Iterable<Uint8Array>, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-dicom-'));
  try {
    const path = join(folder, 'object.dcm');
    await writeFile(path, Buffer.concat([...chunks]));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** dciodvfy's verdict, line by line. It says everything on stderr and exits with 1 for an error. */
export async function validate(path: string): Promise<{ errors: string[]; warnings: string[] }> {
  const { stderr } = await run('dciodvfy', [path], quiet).catch((error: { stderr?: string }) => {
    if (error.stderr === undefined) throw error;
    return { stderr: error.stderr };
  });
  const lines = stderr.split('\n');
  return {
    errors: lines.filter((line) => line.startsWith('Error')),
    warnings: lines.filter((line) => line.startsWith('Warning')),
  };
}

/** DCMTK's decode of the picture as interleaved RGB samples. */
export async function decode(path: string): Promise<{ width: number; height: number; rgb: Buffer }> {
  const { stdout } = await run('dcmj2pnm', ['+op', path], { ...quiet, encoding: 'buffer' });
  const head = /^P6\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 512).toString('latin1'));
  if (!head) throw new Error('dcmj2pnm wrote no PPM');
  return { width: Number(head[1]), height: Number(head[2]), rgb: stdout.subarray(head[0].length) };
}

/** What pydicom reads: each keyword's value as text, dots for the first item of a sequence. */
export async function pydicom(path: string, keywords: readonly string[]): Promise<Record<string, string>> {
  const script = [
    'import sys, json, functools, pydicom',
    'ds = pydicom.dcmread(sys.argv[1], force=False)',
    'ds.decode()',
    'step = lambda at, name: getattr(at[0] if isinstance(at, pydicom.sequence.Sequence) else at, name)',
    'out = {k: str(functools.reduce(step, k.split("."), ds)) for k in sys.argv[2:]}',
    'sys.stdout.buffer.write(json.dumps(out).encode())',
  ].join('\n');
  const { stdout } = await run('/usr/bin/python3', ['-c', script, path, ...keywords], quiet);
  return JSON.parse(stdout);
}

/** The content tree of a structured document as DCMTK prints it, UIDs as they are. */
export async function dsrdump(path: string): Promise<string> {
  const { stdout } = await run('dsrdump', ['+Pu', '+U8', path], quiet);
  return stdout;
}

/** The only frame of an encapsulated picture as pydicom takes it out, with the pad byte of an odd one. */
export async function pydicomFrame(path: string): Promise<Buffer> {
  const script = [
    'import sys, pydicom',
    'from pydicom.encaps import generate_pixel_data_frame',
    'ds = pydicom.dcmread(sys.argv[1], force=False)',
    'frames = list(generate_pixel_data_frame(ds.PixelData, 1))',
    'assert len(frames) == 1',
    'sys.stdout.buffer.write(frames[0])',
  ].join('\n');
  const { stdout } = await run('/usr/bin/python3', ['-c', script, path], { ...quiet, encoding: 'buffer' });
  return stdout;
}
