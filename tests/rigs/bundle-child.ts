import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { findRoot } from '../../electron/base/places.ts';

/**
 * Bundles `children/<name>.ts` and all that it imports into one file that plain Node runs, in a place from which it finds what packages
 * bring besides code: typefaces.
 */
export async function bundleChild(name: string): Promise<{ entry: string; remove(): Promise<void> }> {
  const root = findRoot(import.meta.dirname);
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'incidence-child-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      // Whoever asks may be bundled itself, and lie elsewhere.
      ssr: join(root, 'tests', 'rigs', 'children', `${name}.ts`),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return { entry: join(outDir, `${name}.mjs`), remove: () => rm(outDir, { recursive: true }) };
}
