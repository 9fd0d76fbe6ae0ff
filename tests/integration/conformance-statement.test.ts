import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { composeStatement, statementFile } from '../statement/compose.ts';

/* What hospitals are told is what the code does: a table, an attribute or a default that changed changes the statement too. */

it('is as committed; `npm run conformance` writes it anew', async () => {
  const root = findRoot(import.meta.dirname);
  expect(await composeStatement(root)).toBe(await readFile(join(root, statementFile), 'utf8'));
});
