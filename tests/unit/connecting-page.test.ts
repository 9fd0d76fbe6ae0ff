import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/* `CONNECTING.md` names the connections screen's fields as the screen does. */
const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

it('names the fields of the connections screen as they stand there', async () => {
  const page = await read('electron/stores/CONNECTING.md');
  const words = Object.values(JSON.parse(await read('resources/locales/en.json')) as Record<string, string>);
  const table = /\| field \|[\s\S]*?\n\n/.exec(page)?.[0] ?? '';
  const listener = /^\*What this station listens to\*.*$/m.exec(page)?.[0] ?? '';
  const named = [...`${table}${listener}`.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !words.some((word) => word.startsWith(name)))).toEqual([]);
});
