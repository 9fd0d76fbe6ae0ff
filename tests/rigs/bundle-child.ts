import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles `children/<name>.ts` and all that it imports into one file that plain Node runs. */
export async function bundleChild(name: string): Promise<{ entry: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'incidence-child-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL(`children/${name}.ts`, import.meta.url)),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return { entry: join(outDir, `${name}.mjs`), remove: () => rm(outDir, { recursive: true }) };
}
