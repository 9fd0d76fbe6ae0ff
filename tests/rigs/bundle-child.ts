import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { findRoot } from '../../electron/base/places.ts';

/** Bundles `children/<name>.ts` and all that it imports into one file that plain Node runs. */
export async function bundleChild(name: string): Promise<{ entry: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'incidence-child-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      // Whoever asks may be bundled itself, and lie elsewhere.
      ssr: join(findRoot(import.meta.dirname), 'tests', 'rigs', 'children', `${name}.ts`),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return { entry: join(outDir, `${name}.mjs`), remove: () => rm(outDir, { recursive: true }) };
}
