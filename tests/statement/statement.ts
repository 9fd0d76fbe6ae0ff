import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';
import { composeStatement, statementFile } from './compose.ts';

/** `npm run conformance`: writes the conformance statement anew. */
const root = findRoot(import.meta.dirname);
await writeFile(join(root, statementFile), await composeStatement(root));
process.stdout.write(`${statementFile}\n`);
