import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the quality process as it ships. It lies inside the checkout, so that it finds sharp. */
export async function bundleQuality(): Promise<{ entry: string; remove(): Promise<void> }> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'quality-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(root, 'electron/studio/quality/quality-process.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'quality.mjs' } },
    },
  });
  return { entry: join(outDir, 'quality.mjs'), remove: () => rm(outDir, { recursive: true }) };
}
