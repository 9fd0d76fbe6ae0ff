import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { z } from 'zod';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** The page loads nothing but itself; pictures and frames come from the same origin, previews may be object URLs. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The pictogram that browsers ask for, whatever the page. */
const icon = '/icon.svg';

/**
 * As `pageFiles`, of one page alone, which stands at `at`: what it does not load does not exist. Errors are the file system's,
 * for a folder that holds no build.
 */
export async function filesOfOne(
  folder: string,
  entry: 'fixation' | 'passphrase',
  at: string,
): Promise<(path: string) => Promise<Response | null>> {
  const known = new Set([...(await filesOf(folder, `${entry}.html`)), icon]);
  const page = await pageFiles(folder);
  return async (path) => {
    const file = path === at ? `/${entry}.html` : path;
    return known.has(file) ? await page(file) : null;
  };
}

/** The paths of one page of the build and of all that it loads, as `pageFiles` takes them. `page` is its HTML file. */
async function filesOf(folder: string, page: string): Promise<ReadonlySet<string>> {
  const built = manifest.parse(JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')));
  const files = new Set([`/${page}`]);
  const collect = (name: string): void => {
    const chunk = built[name];
    if (!chunk || files.has(`/${chunk.file}`)) return;
    for (const file of [chunk.file, ...chunk.css, ...chunk.assets]) files.add(`/${file}`);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) collect(next);
  };
  collect(page);
  return files;
}

/** What Vite writes down of each entry and chunk, as far as it is needed. */
const manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    assets: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
  }),
);

/**
 * Answers the built page from a folder that is listed once: what is not in the list does not exist, so no path can
 * lead out of it.
 */
export async function pageFiles(folder: string): Promise<(path: string) => Promise<Response | null>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, file).split(sep).join('/')}`, file);
  }
  return async (path) => {
    const file = files.get(path === '/' ? '/index.html' : path) ?? files.get(`${path}.html`);
    if (file === undefined) return null;
    return new Response(new Uint8Array(await readFile(file)), {
      headers: {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    });
  };
}
