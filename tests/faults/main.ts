import { availableParallelism } from 'node:os';
import { allPoints } from './catalogue.ts';
import { Pool, type Tried } from './pool.ts';
import { hasFailed, report } from './report.ts';

/**
 * `npm run faults -- [name…]`: every point, those whose names begin so, or, with `list` first, their names alone. Exits 1 when
 * anything acknowledged is lost, twice there or wrong without a word.
 */
const asked = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const isList = asked[0] === 'list';
const prefixes = isList ? asked.slice(1) : asked;

const pool = await Pool.make(Math.max(2, availableParallelism()));
try {
  if (pool.unmountable !== undefined)
    say(`skipped: a real file system that is full; none can be mounted here: ${pool.unmountable}`);
  const all = (await allPoints(pool)).map(({ name }) => name);
  const names = prefixes.length === 0 ? all : all.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  if (isList) for (const name of names) say(name);
  else {
    const began = performance.now();
    const tried: Tried[] = [];
    await pool.try(names, (one) => {
      tried.push(one);
      for (const { kind, what } of one.findings) say(`${kind.toUpperCase()} ${one.name}: ${what}`);
      if (tried.length % 500 === 0)
        say(`${tried.length} of ${names.length}, ${Math.round((performance.now() - began) / 1000)} s`);
    });
    for (const line of report(tried)) say(line);
    if (names.length === 0 || tried.some(hasFailed)) process.exitCode = 1;
  }
} finally {
  await pool.remove();
}
