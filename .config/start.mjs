// Opens the studio: in Electron where its binary is installed, otherwise in the browser.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const electron = join(root, 'node_modules', 'electron');
const pathFile = join(electron, 'path.txt');
const binary = existsSync(pathFile) ? join(electron, 'dist', readFileSync(pathFile, 'utf8').trim()) : null;
const args = process.argv.slice(2);

if (binary !== null && existsSync(binary)) {
  process.exitCode = spawnSync(binary, [root, ...args], { stdio: 'inherit' }).status ?? 1;
} else {
  process.stderr.write('The Electron binary is not installed here: serving the studio to the browser instead.\n');
  const cli = join(root, 'out', 'main', 'cli.js');
  process.exitCode = spawnSync(process.execPath, [cli, 'serve', ...args], { stdio: 'inherit' }).status ?? 1;
}
