import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readArguments } from '../../electron/main/arguments.ts';
import { failureText } from '../../electron/main/failure-text.ts';
import { menuEntries } from '../../electron/main/menu.ts';
import { answerPage, pageOrigin, pageUrl } from '../../electron/main/protocol.ts';
import { reloadLimit } from '../../electron/main/reload-limit.ts';
import { type UtilityChild, utilitySpawn } from '../../electron/main/spawn.ts';

describe('the page protocol', () => {
  const asked: string[] = [];
  const failures: unknown[] = [];
  const handle = answerPage({
    pictures: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/pictures/broken') throw new Error('marker');
      return pathname.startsWith('/pictures/') ? new Response('picture') : null;
    },
    page: async (path) => {
      asked.push(path);
      return path === '/' ? new Response('page') : null;
    },
    unexpected: (error) => {
      failures.push(error);
      return 'X';
    },
  });

  it.each([
    [pageUrl, 200, 'page'],
    [`${pageOrigin}/pictures/1?width=200`, 200, 'picture'],
    [`${pageOrigin}/nothing`, 404, ''],
    ['incidence://elsewhere/', 404, ''],
    ['http://app/', 404, ''],
    [`${pageOrigin}/pictures/broken`, 500, ''],
  ])('answers %s with %i', async (url, status, body) => {
    const response = await handle(new Request(url));
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it('never hands on a path that leads out of the page', async () => {
    await handle(new Request(`${pageOrigin}/../../etc/passwd`));
    expect(asked.at(-1)).toBe('/etc/passwd');
  });

  it('answers GET only, and logs what nobody foresaw', async () => {
    expect((await handle(new Request(pageUrl, { method: 'POST', body: 'x' }))).status).toBe(405);
    failures.length = 0;
    await handle(new Request(`${pageOrigin}/pictures/broken`));
    expect(failures).toHaveLength(1);
  });
});

describe('the command line', () => {
  it.each([
    [[], { camera: undefined, trigger: 'none', store: undefined, vault: undefined, testStore: false }],
    [
      ['--camera', 'sim:nikon', '--trigger=sim:trigger', '--store', 'folder:/x', '--vault', '/v', '--test-store'],
      { camera: ['sim:nikon'], trigger: 'sim:trigger', store: 'folder:/x', vault: '/v', testStore: true },
    ],
    [
      ['--no-sandbox', '--remote-debugging-port=0', '--type', 'x', '--camera', 'usb:1,2', 'file'],
      { camera: ['usb:1,2'], trigger: 'none', store: undefined, vault: undefined, testStore: false },
    ],
    [['--camera'], { camera: undefined, trigger: 'none', store: undefined, vault: undefined, testStore: false }],
  ])('%j', (argv, expected) => {
    expect(readArguments(argv)).toEqual(expected);
  });
});

describe('a utility process', () => {
  function fork() {
    const listeners = new Map<string, ((value: never) => void)[]>();
    const sent: unknown[] = [];
    const signals: [number, string][] = [];
    let asked = 0;
    const options: Record<string, unknown>[] = [];
    const lines: string[] = [];
    const guarded: number[] = [];
    const says: ((chunk: Uint8Array) => void)[] = [];
    const child: UtilityChild & { pid: number | undefined } = {
      pid: undefined,
      stderr: { on: (_event, listener) => says.push(listener) },
      postMessage: (message) => void sent.push(message),
      kill: () => {
        asked += 1;
        return true;
      },
      on: (event: string, listener: (value: never) => void) =>
        void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    };
    const emit = (event: string, value: unknown): void => {
      for (const listener of listeners.get(event) ?? []) listener(value as never);
    };
    const spawn = utilitySpawn({
      fork: (entry, args, given) => {
        options.push({ entry, args, ...given });
        return child;
      },
      log: (line) => lines.push(line),
      protect: (pid) => guarded.push(pid),
      signalProcess: (pid, signal) => signals.push([pid, signal]),
    });
    const say = (bytes: Uint8Array): void => {
      for (const listener of says) listener(bytes);
    };
    return { child, spawn, emit, say, lines, guarded, sent, signals, options, kills: () => asked };
  }

  it('is started with a private environment and a name', () => {
    process.env.MAIN_SHELL_LEAKED = 'x';
    const { spawn, options } = fork();
    spawn('/out/main/camera.js', { GIVEN: 'y' });
    delete process.env.MAIN_SHELL_LEAKED;
    expect(options[0]).toMatchObject({ entry: '/out/main/camera.js', args: [], serviceName: 'incidence camera' });
    expect(options[0]?.env).toMatchObject({ GIVEN: 'y' });
    expect(options[0]?.env).not.toHaveProperty('MAIN_SHELL_LEAKED');
  });

  it('speaks to the log, in whole lines, and never to a terminal', () => {
    const { spawn, options, say, lines } = fork();
    spawn('/x.js', {});
    expect(options[0]?.stdio).toEqual(['ignore', 'ignore', 'pipe']);
    const [first, second] = [Buffer.from('{"event":"é"}\n{"ev'), Buffer.from('ent":"b"}\ncut')];
    for (const byte of first) say(Uint8Array.of(byte));
    say(second);
    expect(lines).toEqual(['{"event":"é"}\n', '{"event":"b"}\n']);
  });

  it('is kept from leaving a core file as soon as it runs', () => {
    const { spawn, emit, child, guarded } = fork();
    spawn('/x.js', {});
    child.pid = 4711;
    emit('spawn', undefined);
    expect(guarded).toEqual([4711]);
  });

  it('carries messages, and closes with the process', () => {
    const { spawn, emit, sent } = fork();
    const spawned = spawn('/x.js', {});
    const received: unknown[] = [];
    const events: unknown[] = [];
    emit('message', 'early');
    spawned.wire.onMessage((message) => received.push(message));
    spawned.wire.onClose(() => events.push('closed'));
    spawned.onExit((exit) => events.push(exit));
    emit('message', 'late');
    spawned.wire.send('out');
    spawned.wire.close();
    emit('exit', 0);
    spawned.wire.send('dropped');
    expect(received).toEqual(['early', 'late']);
    expect(sent).toEqual(['out', { kind: 'close' }]);
    expect(events).toEqual(['closed', { code: 0, signal: null }]);
  });

  it('is killed for real once it runs, and never by the pid of a process that has gone', () => {
    const { spawn, emit, child, signals, kills } = fork();
    const spawned = spawn('/x.js', {});
    spawned.kill('SIGKILL');
    expect([kills(), signals]).toEqual([1, []]);
    child.pid = 4711;
    spawned.kill('SIGKILL');
    expect(signals).toEqual([[4711, 'SIGKILL']]);
    emit('exit', 1);
    spawned.kill('SIGKILL');
    expect(signals).toHaveLength(1);
  });

  it('may have gone before we hear of it', () => {
    const kill = (): never => {
      throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
    };
    const child: UtilityChild = { pid: 4711, stderr: null, postMessage() {}, kill: () => true, on: () => child };
    const spawn = utilitySpawn({ fork: () => child, log: () => {}, protect: () => {}, signalProcess: kill });
    const spawned = spawn('/x.js', {});
    expect(() => spawned.kill('SIGKILL')).not.toThrow();
  });
});

describe('a page that dies', () => {
  it('is loaded again three times a minute at most', () => {
    let now = 0;
    const may = reloadLimit(() => now);
    expect([may(), may(), may(), may()]).toEqual([true, true, true, false]);
    now = 60_000;
    expect([may(), may(), may(), may()]).toEqual([true, true, true, false]);
  });
});

describe('small things', () => {
  it('has a menu only where the system needs one', () => {
    expect(menuEntries('linux')).toBeNull();
    expect(menuEntries('darwin')?.map(({ role }) => role)).toEqual(['appMenu', 'editMenu', 'windowMenu']);
  });

  it('says in the system language why it did not start', () => {
    const root = mkdtempSync(join(tmpdir(), 'incidence-main-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, 'resources', 'locales'), { recursive: true });
    const write = (language: string, text: string): void =>
      writeFileSync(join(root, 'resources', 'locales', `${language}.json`), JSON.stringify({ 'error.internal': text }));
    write('fr', 'Imprévu ({reference}).');
    write('en', 'Unforeseen ({reference}).');
    expect(failureText(root, 'fr-CA', { code: 'internal', reference: 'AB12' })).toBe(
      'Imprévu (AB12).\n\ninternal AB12',
    );
    expect(failureText(root, 'de', { code: 'internal' })).toBe('Unforeseen (–).\n\ninternal');
    expect(failureText(root, 'frr', { code: 'vault-locked', params: { pid: 1 } })).toBe(
      'error.vault-locked\n\nvault-locked',
    );
  });
});
