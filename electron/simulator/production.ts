import { webcrypto } from 'node:crypto';
import type { ProducedFile } from './virtual-body.ts';

/** What a shutter ever made. */
export type Production = {
  add(shot: number, target: ProducedFile['target'], files: readonly { name: string; data: Uint8Array }[]): void;
  all(): Promise<ProducedFile[]>;
};

/** Hashes beside the picture's way to the host, so that it costs a measurement nothing. */
export function createProduction(): Production {
  const made: Promise<ProducedFile>[] = [];

  async function describe(
    shot: number,
    target: ProducedFile['target'],
    { name, data }: { name: string; data: Uint8Array },
  ): Promise<ProducedFile> {
    const digest = await webcrypto.subtle.digest('SHA-256', data);
    return { shot, name, bytes: data.byteLength, sha256: Buffer.from(digest).toString('hex'), target };
  }

  return {
    add(shot, target, files) {
      for (const file of files) made.push(describe(shot, target, file));
    },
    all: () => Promise.all(made),
  };
}
