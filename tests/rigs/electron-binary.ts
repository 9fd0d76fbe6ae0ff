import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';

/** Electron's binary, where it was installed; the npm package alone does not bring it. */
export function electronBinary(): string | null {
  const folder = join(findRoot(import.meta.dirname), 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}
