import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anna, paul, vera } from '../rigs/access-stage.ts';
import { type CliResult, cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';

let place: Workplace;
/** A file with each one's password in it. */
const files: Record<string, string> = {};

/** One vault, from nobody to three operators: each test begins where the one before has ended. */
beforeAll(async () => {
  place = await workplace();
  for (const { id, password } of [anna, paul, vera]) {
    files[id] = join(place.folder, `${id}.txt`);
    await writeFile(files[id], `${password}\n`);
  }
});
afterAll(() => place.remove());

const as = ({ id }: { id: string }): string[] => ['--operator', id, '--password-file', files[id] ?? ''];
const named = ({ id, name, role }: typeof anna | typeof paul | typeof vera): string[] => [
  ...['--id', id, '--name', name, '--role', role],
];
const run = (...args: string[]): Promise<CliResult> => cli([...args, '--vault', place.vault], place.env);

/** With these lines on stdin, which stays open: a script's own pipe holds nothing up. */
async function runWith(lines: string[], ...args: string[]): Promise<CliResult> {
  const typed = `${lines.join('\n')}\n`;
  return await startCli([...args, '--vault', place.vault], place.env, undefined, [], typed).done;
}

test('without operators nothing is asked, and the first one is a head of department', async () => {
  expect(await run('outbox', 'list')).toMatchObject({ status: 0, stdout: 'No uploads.\n' });
  expect(await run('operators', 'list', '--json')).toMatchObject({ status: 0, stdout: '{\n  "operators": []\n}\n' });
  const refused = await run('operators', 'add', ...named(paul), '--password-file', files.paul ?? '');
  expect(refused).toMatchObject({ status: 4, stderr: expect.stringMatching(/^department-head-needed: /) });
  const short = await runWith(['short'], 'operators', 'add', ...named(anna));
  expect(short).toMatchObject({ status: 2, stderr: expect.stringMatching(/^bad-input: .*password/m) });
  const added = await runWith([anna.password], 'operators', 'add', ...named(anna));
  expect(added).toMatchObject({ status: 0, stdout: 'anna  CHEF^Anna  department-head\n' });
});

test('the charter is read by anybody, and signed by whoever it is', async () => {
  expect(await run('operators', 'list', ...as(anna))).toMatchObject({
    ...{ status: 4, stderr: expect.stringMatching(/^charter-unsigned: /) },
  });
  const read = JSON.parse((await run('operators', 'charter', '--json')).stdout);
  expect(read).toMatchObject({ version: 1, signed: false });
  expect(await run('operators', 'charter', '--sign', '1', ...as(anna))).toMatchObject({ status: 0 });
});

test('then whoever defines others is one who may', async () => {
  const both = await runWith([anna.password, paul.password], 'operators', 'add', '--operator', 'anna', ...named(paul));
  expect(both).toMatchObject({ status: 0, stdout: expect.stringContaining('paul  PHOTO^Paul  photographer') });
  expect(await run('operators', 'charter', '--sign', '1', ...as(paul))).toMatchObject({ status: 0 });
  const third = [...named(vera), '--new-password-file', files.vera ?? ''];
  expect(await run('operators', 'add', ...third, ...as(paul))).toMatchObject({
    ...{ status: 4, stderr: expect.stringMatching(/^right-missing: /) },
  });
  expect(await run('operators', 'add', ...third, ...as(anna))).toMatchObject({ status: 0 });
  expect(await run('operators', 'charter', '--sign', '1', ...as(vera))).toMatchObject({ status: 0 });
  const last = await run('operators', 'change', '--id', 'anna', '--disable', ...as(anna));
  expect(last).toMatchObject({ status: 4, stderr: expect.stringMatching(/^department-head-needed: /) });
});

test('what touches patients wants to know who asks, and whether they may', async () => {
  const series = ['run', '--protocol', 'gaze-9', '--patient', place.patient, '--camera', 'sim:nikon', '--unattended'];
  const only = ['--only', 'primary', '--store', `folder:${join(place.folder, 'store')}`, '--json'];
  const refusals: [string, string[]][] = [
    ['sign-in-needed', [...series, ...only]],
    ['sign-in-needed', ['outbox', 'list']],
    ['sign-in-needed', ['verify', '--store', `folder:${place.folder}`, '--series', '1.2']],
    ['sign-in-refused', ['outbox', 'list', '--operator', 'anna', '--password-file', files.paul ?? '']],
    ['right-missing', [...series, ...only, ...as(vera)]],
    ['right-missing', ['audit', 'verify', ...as(paul)]],
    ['right-missing', ['vault', 'purge', ...as(paul)]],
  ];
  for (const [code, args] of refusals) {
    const { status, stdout, stderr } = await run(...args);
    expect([args.join(' '), status, stdout, stderr.split(':')[0]]).toEqual([args.join(' '), 4, '', code]);
  }
  const unreadable = await run('outbox', 'list', '--operator', 'anna', '--password-file', join(place.folder, 'none'));
  expect(unreadable).toMatchObject({ status: 2, stderr: expect.stringMatching(/^file-unreadable: /) });

  const done = await run(...series, ...only, ...as(paul));
  expect(done.stderr).not.toMatch(/internal/);
  expect(done.status).toBe(0);
  const { series: _series, ...rest } = JSON.parse(done.stdout);
  expect(rest).toMatchObject({ confirmed: 1, of: 1 });
  expect(await run('audit', 'verify', '--json', ...as(vera))).toMatchObject({ status: 0 });
});

test('who is disabled is let in no more; a changed password is the only one', async () => {
  const fresh = 'paul has a third one';
  const changed = await runWith([fresh], 'operators', 'change', '--id', 'paul', '--new-password', ...as(anna));
  expect(changed).toMatchObject({ status: 0 });
  expect(await runWith([fresh], 'outbox', 'list', '--operator', 'paul')).toMatchObject({ status: 0 });
  expect(await run('operators', 'change', '--id', 'paul', '--disable', ...as(anna))).toMatchObject({
    ...{ status: 0, stdout: expect.stringContaining('paul  PHOTO^Paul  photographer  disabled') },
  });
  expect(await runWith([fresh], 'outbox', 'list', '--operator', 'paul')).toMatchObject({
    ...{ status: 4, stderr: expect.stringMatching(/^sign-in-refused: /) },
  });
});
