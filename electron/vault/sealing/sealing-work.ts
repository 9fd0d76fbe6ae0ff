import { portableAead, tagBytes } from './aead.ts';
import { openRun, type Run, sealRun } from './payload.ts';

/** A run to be sealed or opened by the portable cipher. */
export type Work = { task: 'seal' | 'open'; run: Run; bytes: Uint8Array };
/** The run sealed or opened, in memory of its own; null for what is not genuine. */
export type Done = Uint8Array<ArrayBuffer> | null;

export function doWork({ task, run, bytes }: Work): Done {
  const tags = run.count * tagBytes;
  if (task === 'seal') {
    const sealed = new Uint8Array(bytes.length + tags);
    sealRun(portableAead, run, bytes, sealed);
    return sealed;
  }
  const plain = new Uint8Array(Math.max(0, bytes.length - tags));
  let filled = 0;
  try {
    for (const piece of openRun(portableAead, run, bytes)) {
      plain.set(piece, filled);
      filled += piece.length;
    }
  } catch {
    return null;
  }
  return plain;
}
