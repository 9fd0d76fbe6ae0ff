// Bundles one of the repository's TypeScript programs that are no part of the product, and runs it in this Node.
// Usage: node .config/script.mjs FILE [arguments]
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const [file = '', ...args] = process.argv.slice(2);
const name = basename(file, '.ts');
// Inside node_modules, so that what comes from npm is found from there.
const outDir = join(root, 'node_modules', '.cache', 'incidence', 'scripts', name);

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    ssr: join(root, file),
    outDir,
    emptyOutDir: true,
    sourcemap: 'inline',
    rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
  },
});
const entry = join(outDir, `${name}.mjs`);
const options = ['--enable-source-maps', '--expose-gc'];
process.exitCode = spawnSync(process.execPath, [...options, entry, ...args], { stdio: 'inherit' }).status ?? 1;
