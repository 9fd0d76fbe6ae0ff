import { spawnSync } from 'node:child_process';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';

const root = findRoot(import.meta.dirname);
let place: Workplace;

beforeAll(async () => {
  place = await workplace();
});
afterAll(async () => {
  await place.remove();
});

const camera = ['--camera', 'sim:nikon'];
const series = (): string[] => [
  ...['run', '--vault', place.vault, '--protocol', 'gaze-9', '--patient', place.patient, '--unattended'],
  ...[...camera, '--trigger', 'sim:trigger', '--store', `folder:${join(place.folder, 'store')}`],
];

/** Polls for what a command does before it says anything. */
async function appears(path: string): Promise<void> {
  for (const until = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    try {
      return await access(path);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

describe('Ctrl-C', () => {
  test('while a series is being opened photographs nothing', async () => {
    const { child, done } = startCli(series(), place.env);
    await appears(join(place.vault, 'lock'));
    child.kill('SIGINT');
    const { status, stdout, stderr } = await done;
    expect(stderr).toMatch(/^aborted: /);
    expect(stdout).toBe('');
    expect(status).toBe(1);
    await expect(access(join(place.vault, 'lock'))).rejects.toThrow();
  });

  test.each([0, 50, 150, 300])('ends a studio that began to serve %i ms ago, its devices still opening', async (ms) => {
    const vault = join(place.folder, `begun-${ms}`);
    const served = ['serve', '--vault', vault, ...camera, '--trigger', 'sim:trigger'];
    const { child, done, says } = startCli(served, place.env);
    await says('?token=');
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill('SIGTERM');
    expect(await done).toMatchObject({ status: 0, stderr: '' });
    await expect(access(join(vault, 'lock'))).rejects.toThrow();
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('in a series (%s) says so once, and blames no camera', async (signal) => {
    const { child, done, says } = startCli(series(), place.env);
    // A camera that was slow before, on a busy machine, is not blamed for the signal.
    const before = await says('[2/9]');
    child.kill(signal);
    const { status, stderr } = await done;
    expect(stderr.slice(before.length).match(/^[a-z]+(-[a-z]+)*: /gm)).toEqual(['aborted: ']);
    expect(status).toBe(1);
    expect(await readdir(place.vault)).not.toContain('lock');
  });

  test.each([
    ['shoot', () => ['shoot', ...camera, '--out', join(place.folder, 'shots'), '--count', '99']],
    ['liveview', () => ['liveview', ...camera, '--seconds', '99']],
  ])('ends %s with its code', async (name, args) => {
    // The log is made when the first device process is started.
    const log = join(place.folder, `${name}.jsonl`);
    const running = startCli(args(), { ...place.env, INCIDENCE_LOG: log });
    await appears(name === 'shoot' ? join(place.folder, 'shots', 'shot-0001.jpg') : log);
    running.child.kill('SIGINT');
    const { status, stderr } = await running.done;
    expect(stderr).toMatch(/^aborted: /);
    expect(status).toBe(1);
  });
});

test.each([
  ['Ctrl-C', '03'],
  ['Ctrl-D', '04'],
])('%s at the question after a picture ends the series', (_key, hex) => {
  const args = [...series(), '--vault', join(place.folder, `asked-${hex}`)].filter((arg) => arg !== '--unattended');
  const cliPath = join(root, 'out', 'main', 'cli.js');
  const rig = join(root, 'tests', 'rigs', 'terminal.py');
  const { status, stdout } = spawnSync('python3', [rig, 'r: retake', hex, process.execPath, cliPath, ...args], {
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...place.env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  expect(stdout).toMatch(/aborted: /);
  expect(stdout).not.toMatch(/internal: /);
  expect(status).toBe(1);
});

describe('what cannot be written', () => {
  test('a folder that takes no names is named, at once', async () => {
    const file = join(place.folder, 'a-file');
    await writeFile(file, '');
    for (const out of [join(file, 'shots'), ...(process.platform === 'linux' ? ['/proc/shots'] : [])]) {
      const { status, stderr } = await cli(['shoot', ...camera, '--out', out], place.env);
      expect(stderr).toMatch(new RegExp(`^file-unwritable: ${out} `));
      expect(status).toBe(1);
    }
    const still = await cli(['liveview', ...camera, '--seconds', '0.1', '--out', join(file, 'x.jpg')], place.env);
    expect(still.stderr).toMatch(/^file-unwritable: .*x\.jpg/);
  });

  test('a log does not stop a camera', async () => {
    const file = join(place.folder, 'no-folder');
    await writeFile(file, '');
    const env = { ...place.env, INCIDENCE_LOG: join(file, 'log.jsonl') };
    const { status, stderr } = await cli(['liveview', ...camera, '--seconds', '0.1', '--json'], env);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('one at a time', () => {
  test('a vault in use is refused by rule, a port in use by name', async () => {
    const vault = join(place.folder, 'served');
    const { child, done, says } = startCli(['serve', '--vault', vault], place.env);
    const port = /:(\d+)\//.exec(await says(/http:\/\/127\.0\.0\.1:\d+\//))?.[1] ?? '';
    const locked = await cli(['vault', 'status', '--vault', vault], place.env);
    expect(locked.stderr).toMatch(/^vault-locked: /);
    expect(locked.status).toBe(4);
    const taken = await cli(['serve', '--port', port, '--vault', join(place.folder, 'other')], place.env);
    expect(taken.stderr).toMatch(new RegExp(`^port-unavailable: .*${port}.*EADDRINUSE`));
    expect(taken.status).toBe(1);
    child.kill('SIGTERM');
    expect((await done).status).toBe(0);
  });

  test('a wait longer than any timer is a long wait', async () => {
    const vault = join(place.folder, 'patient-vault');
    const { status, stdout } = await cli(
      ['outbox', 'wait', '--seconds', '1e12', '--json', '--vault', vault],
      place.env,
    );
    expect(JSON.parse(stdout)).toEqual({ jobs: [] });
    expect(status).toBe(0);
  });
});

test('a series goes to every store that is named, and a relative folder is remembered as the folder that it was', async () => {
  const here = join(place.folder, 'here');
  await mkdir(here);
  const vault = join(place.folder, 'relative');
  const args = [...series(), '--store', 'folder:to', '--only', 'primary', '--vault', vault, '--json'];
  const { status, stdout } = await cli(args, place.env, here);
  const document = JSON.parse(stdout);
  const [store, to] = [`folder:${join(place.folder, 'store')}`, `folder:${join(here, 'to')}`];
  expect(document).toMatchObject({ store, confirmed: 1, of: 1 });
  expect(document.deliveries).toMatchObject([
    { store, state: 'confirmed' },
    { store: to, state: 'confirmed' },
  ]);
  const receipt = await cli(['outbox', 'receipt', document.deliveries[1].job, '--vault', vault, '--json'], place.env);
  expect(receipt.status).toBe(0);
  expect(JSON.parse(receipt.stdout)).toMatchObject({
    ...{ state: 'confirmed', verified: true, sha256: document.deliveries[1].receipt.sha256 },
    receipt: { store: to, objects: expect.arrayContaining([expect.objectContaining({ kind: 'photograph' })]) },
  });
  expect(status).toBe(0);
  const log = await readFile(place.env.INCIDENCE_LOG ?? '', 'utf8');
  expect(log).not.toMatch(/ÆRØ|Zoë|P-2041|2016-05-04/);
});
