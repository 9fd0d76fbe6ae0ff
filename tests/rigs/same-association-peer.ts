import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type Said = { port?: number; asked?: string[]; answered?: number; to?: number; released?: true; lost?: true };

export type SameAssociationPeer = {
  /** `dicom:ARCHIVE@127.0.0.1:PORT` */
  readonly address: string;
  /** What has happened there so far, in order. */
  readonly said: readonly Said[];
  close(): Promise<void>;
};

const script = fileURLToPath(new URL('same-association-peer.py', import.meta.url));

/** An archive that commits itself on the association on which it was asked; with `reason`, not to the last instance. */
export async function startSameAssociationPeer(reason?: number): Promise<SameAssociationPeer> {
  const args = [script, ...(reason === undefined ? [] : [`${reason}`])];
  const child = spawn('/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Said[] = [];
  const lines = createInterface({ input: child.stdout });
  const first = once(lines, 'line');
  lines.on('line', (line) => said.push(JSON.parse(line)));
  await Promise.race([
    first,
    once(child, 'exit').then(() => {
      throw new Error('the peer ended at once');
    }),
  ]);
  return {
    address: `dicom:ARCHIVE@127.0.0.1:${said[0]?.port}`,
    said,
    async close() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
