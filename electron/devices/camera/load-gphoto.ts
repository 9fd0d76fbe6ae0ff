import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Addon, loadAddon } from '../../../native/addon.ts';
import { findRoot } from '../../base/places.ts';
import { CodedError } from '../../contract/errors.ts';

/**
 * The only place where native code enters. Loads once; the environment must be private by then, because the library
 * reads HOME and the language when it starts. Throws `file-unreadable` where the addon has not been built.
 */
export function loadGphoto(): Addon {
  const name = 'native/build/Release/incidence_gphoto2.node';
  const path = join(findRoot(fileURLToPath(import.meta.url)), name);
  if (!existsSync(path)) throw new CodedError('file-unreadable', { file: name });
  return loadAddon(path);
}
