import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';

/** What neither project references nor lint can say: types may cross where values may not. */
const root = findRoot(import.meta.dirname);

type Import = { file: string; statement: string; from: string };

function importsOf(folder: string): Import[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const source = readFileSync(join(root, folder, name), 'utf8');
      return [...source.matchAll(/^(?:import|export) [^;]*?from '([^']+)'/gms)].map(
        ({ 0: statement, 1: from = '' }) => {
          return { file: `${folder}/${name}`.replaceAll('\\', '/'), statement, from };
        },
      );
    });
}

const carriesValues = ({ statement }: Import): boolean =>
  !/^import type/.test(statement) && !/^import \{(?:\s*type [^,}]+,?)+\s*\}/.test(statement);
const files = (imports: Import[]): string[] => [...new Set(imports.map(({ file }) => file))];

it('sees the imports that there are', () => {
  const found = importsOf('electron/studio');
  expect(found.some(({ from }) => from.includes('/stores/'))).toBe(true);
  expect(found.filter(carriesValues).length).toBeGreaterThan(10);
});

it('the studio knows vault and stores by their types alone', () => {
  const crossing = importsOf('electron/studio').filter(({ from }) => /\/(?:vault|stores)\//.test(from));
  expect(files(crossing.filter(carriesValues))).toEqual([]);
});

it('native code enters through one file', () => {
  const loading = importsOf('electron').filter(({ statement }) => /\bloadAddon\b/.test(statement));
  expect(files(loading)).toEqual(['electron/devices/camera/load-gphoto.ts']);
});

it('only main and preload know Electron, under any of its names', () => {
  const knowing = importsOf('electron').filter(({ from }) => /^electron(?:\/|$)/.test(from));
  expect(files(knowing).sort()).toEqual([
    'electron/main/main.ts',
    'electron/preload/one-port.ts',
    'electron/preload/preload.ts',
  ]);
});
