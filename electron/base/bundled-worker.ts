import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The bundle of a thread's entry: beside the bundle that `from` lies in, or a built checkout's; undefined where none was built. */
export function bundledWorker(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = [join(folder, `${name}.js`), join(folder, 'out', 'main', `${name}.js`)].find(existsSync);
    if (found !== undefined || dirname(folder) === folder) return found;
  }
}
