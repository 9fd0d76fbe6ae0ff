import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { Wire } from '../../electron/contract/rpc.ts';
import { onePortChannel, portsChannel } from '../../electron/main/ports.ts';
import { fixationUrl, pageUrl, passphraseUrl } from '../../electron/main/protocol.ts';
import type { KeyStore } from '../../electron/vault/keys.ts';
import { type FakeElectron, fakeElectron } from '../rigs/fake-electron.ts';

let folder: string;
const heard = ['uncaughtException', 'warning'];
const before = new Set(heard.flatMap((event) => process.rawListeners(event)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'incidence-start-'));
  vi.stubEnv('INCIDENCE_LOG', join(folder, 'log', 'incidence.jsonl'));
  vi.stubEnv('INCIDENCE_KEY_FILE', join(folder, 'station.key'));
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('electron');
  vi.doUnmock('../../electron/host/assemble.ts');
  vi.doUnmock('../../electron/host/page-files.ts');
  for (const event of heard) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.off(event, listener as () => void);
    }
  }
  rmSync(folder, { recursive: true });
});

type Started = {
  electron: FakeElectron;
  attached: () => number;
  watching: () => number;
  locks: () => number;
  given: () => Record<string, unknown>;
  closed: () => void;
};

type Situation = {
  firstInstance?: boolean;
  displays?: number;
  failure?: ErrorCode | Error;
  switches?: readonly string[];
  backend?: string;
  /** What the vault does with its key store as it is opened. */
  open?: (keys: KeyStore) => Promise<unknown>;
};

/** Runs `main.ts` in a fake Electron, around a studio that only counts. */
async function startMain(options: Situation = {}): Promise<Started> {
  // Main's own class: after `resetModules` another one stands behind the same name.
  const { CodedError } = await import('../../electron/contract/errors.ts');
  const electron = fakeElectron(options);
  const { failure } = options;
  let attached = 0;
  let watching = 0;
  let locks = 0;
  let given: Record<string, unknown> = {};
  let closed = (): void => {};
  vi.doMock('electron', () => electron.module);
  vi.doMock('../../electron/host/page-files.ts', () => ({
    pageFiles: async () => async () => new Response('page'),
    filesOfOne: async (_folder: string, entry: string, at: string) => async (path: string) =>
      path === at ? new Response(entry === 'fixation' ? 'screen' : entry) : null,
  }));
  vi.doMock('../../electron/host/assemble.ts', () => ({
    assemble: async (asked: Record<string, unknown>) => {
      if (failure) throw typeof failure === 'string' ? new CodedError(failure) : failure;
      given = asked;
      await options.open?.(asked.keys as KeyStore);
      return {
        studio: {
          attach: () => {
            attached += 1;
          },
          attachFrames() {},
          attachFixation: (wire: Wire) => {
            watching += 1;
            wire.onClose(() => {
              watching -= 1;
            });
          },
          handleRequest: async (request: Request) => {
            return new URL(request.url).pathname.startsWith('/pictures/') ? new Response('a patient') : null;
          },
          checkStore: async () => {},
          async lock() {
            locks += 1;
          },
        },
        openDevices: async () => {
          throw new CodedError('camera-not-found');
        },
        close: () =>
          new Promise<void>((resolve) => {
            closed = resolve;
          }),
      };
    },
  }));
  await import('../../electron/main/main.ts');
  return {
    electron,
    attached: () => attached,
    watching: () => watching,
    locks: () => locks,
    given: () => given,
    closed: () => closed(),
  };
}

describe('start-up in Electron', () => {
  it('prepares scheme and sandbox before anything is ready, then opens one policed window', async () => {
    const { electron, given } = await startMain();
    await expect.poll(() => electron.order).toContain(`load ${pageUrl}`);
    expect(electron.order).toEqual([
      'path userData',
      'scheme incidence',
      'sandbox',
      'ready',
      'deny-windows',
      `load ${pageUrl}`,
    ]);
    expect(electron.windows).toHaveLength(1);
    expect(electron.windows[0]?.given).toMatchObject({
      show: false,
      webPreferences: { sandbox: true, devTools: false },
    });
    expect(electron.policed).toEqual(['default', 'incidence-passphrase', 'incidence', 'incidence-fixation']);
    expect(given()).toMatchObject({ camera: undefined, store: undefined, spawn: expect.any(Function) });
    const page = await electron.handled.get('incidence')?.(new Request(pageUrl));
    expect(await page?.text()).toBe('page');
  });

  it('gives each loaded page its own ports', async () => {
    const { electron, attached } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    const contents = electron.windows[0]?.webContents;
    contents?.emit('did-finish-load');
    contents?.emit('did-finish-load');
    expect(contents?.posted).toEqual([portsChannel, portsChannel]);
    expect(attached()).toBe(2);
  });

  it('loads a page that died again, then gives up with a word', async () => {
    const { electron } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    const gone = (reason: string): unknown =>
      electron.windows[0]?.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });
    gone('clean-exit');
    for (let time = 0; time < 4; time += 1) gone('crashed');
    const after = electron.order.slice(electron.order.indexOf(`load ${pageUrl}`) + 1);
    expect(after).toEqual(['reload', 'reload', 'reload', 'error process-gave-up', 'quit']);
  });

  it('quits only when everything is closed', async () => {
    const { electron, closed } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    electron.module.app.emit('window-all-closed');
    electron.module.app.quit();
    expect(electron.order.filter((what) => what.startsWith('exit') || what === 'quit for good')).toEqual([]);
    closed();
    await expect.poll(() => electron.order.at(-1)).toBe('exit 0');
  });

  it('brings the first window forward instead of starting twice', async () => {
    const first = await startMain();
    await expect.poll(() => first.electron.windows).toHaveLength(1);
    first.electron.module.app.emit('second-instance');
    expect(first.electron.order.at(-1)).toBe('focus');
    vi.resetModules();
    const second = await startMain({ firstInstance: false });
    expect(second.electron.order).toEqual(['path userData', 'scheme incidence', 'sandbox', 'quit', 'quit for good']);
  });

  it('says why it cannot start, and logs no message', async () => {
    const coded = await startMain({ failure: 'vault-locked' });
    await expect.poll(() => coded.electron.order.slice(-2)).toEqual(['error vault-locked', 'exit 1']);
    vi.resetModules();
    const unforeseen = await startMain({ failure: new Error('DUPONT') });
    await expect.poll(() => unforeseen.electron.order.at(-1)).toBe('exit 1');
    expect(unforeseen.electron.order.at(-2)).toMatch(/^error internal [0-9A-Z]{8}$/);
    const log = readFileSync(join(folder, 'log', 'incidence.jsonl'), 'utf8');
    expect(log).toContain('"during":"start"');
    expect(log).not.toContain('DUPONT');
  });
});

describe('the key of the vault', () => {
  it('is kept by the system, and nothing is asked', async () => {
    const { electron } = await startMain({ open: (keys) => keys.create() });
    await expect.poll(() => electron.order).toContain(`load ${pageUrl}`);
    expect(electron.windows).toHaveLength(1);
    expect(readFileSync(join(folder, 'station.key.sealed'), 'utf8')).toContain('gnome_libsecret');
  });

  it('is asked for before there is a studio where the system keeps nothing', async () => {
    let opened: string | undefined;
    const open = async (keys: KeyStore): Promise<void> => {
      opened = await keys.create();
    };
    const { electron } = await startMain({ backend: 'basic_text', open });
    await expect.poll(() => electron.order).toContain(`load ${passphraseUrl}`);
    expect(electron.order).not.toContain(`load ${pageUrl}`);
    const [window] = electron.windows;
    expect(window?.given).toMatchObject({
      webPreferences: {
        sandbox: true,
        partition: 'incidence-passphrase',
        preload: expect.stringMatching(/one-port\.cjs$/),
      },
    });
    const page = await electron.handled.get('incidence-passphrase')?.(new Request(passphraseUrl));
    expect(await page?.text()).toBe('passphrase');
    window?.webContents.emit('did-finish-load');
    const [port] = window?.webContents.ports ?? [];
    port?.postMessage({ kind: 'call', id: 1, name: 'answer', input: { passphrase: 'horse battery staple' } });
    await expect.poll(() => electron.order).toContain(`load ${pageUrl}`);
    expect(opened).toMatch(/^AGE-SECRET-KEY-1/);
    expect(electron.order.slice(-1)).toEqual(['destroy']);
    expect(existsSync(join(folder, 'station.key.age'))).toBe(true);
  });

  it('is not asked for twice: whoever closes that window wants no studio', async () => {
    const { electron } = await startMain({ backend: 'basic_text', open: (keys) => keys.create() });
    await expect.poll(() => electron.order).toContain(`load ${passphraseUrl}`);
    electron.windows[0]?.emit('closed');
    electron.module.app.emit('window-all-closed');
    await expect.poll(() => electron.order.at(-1)).toBe('exit 0');
    expect(electron.order.filter((what) => /^(error|quit)/.test(what))).toEqual([]);
  });
});

describe('a studio that nothing looks into', () => {
  it('is locked with the screen, and when the machine goes to sleep', async () => {
    const { electron, locks } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    expect(locks()).toBe(0);
    electron.power.emit('lock-screen');
    electron.power.emit('suspend');
    expect(locks()).toBe(2);
  });

  it('does not start with a debugger’s switch', async () => {
    const { electron } = await startMain({ switches: ['remote-debugging-port'] });
    await expect.poll(() => electron.order.at(-1)).toBe('exit 1');
    expect(electron.order).not.toContain('ready');
  });

  it('reports no crash and keeps no cache', async () => {
    const { electron } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    expect(electron.appended).toEqual(expect.arrayContaining(['disable-breakpad', 'disable-http-cache']));
    expect(electron.cached).toEqual([]);
    const sources = readdirSync(join(import.meta.dirname, '..', '..', 'electron', 'main')).map((name) =>
      readFileSync(join(import.meta.dirname, '..', '..', 'electron', 'main', name), 'utf8'),
    );
    expect(sources.filter((source) => source.includes('crashReporter'))).toEqual([]);
  });
});

describe('the screen in front of the patient', () => {
  it('is a window of its own on the other display, whole, and takes no keys', async () => {
    const { electron, attached, watching } = await startMain({ displays: 2 });
    await expect.poll(() => electron.order).toContain(`load ${pageUrl}`);
    const before = electron.order.length;
    expect(electron.windows[0]?.webContents.opens({ url: fixationUrl })).toEqual({ action: 'deny' });
    expect(electron.order.slice(before)).toEqual([
      'awake prevent-display-sleep',
      'deny-windows',
      `load ${fixationUrl}`,
      'full-screen false',
      'bounds 1920 1920',
      'full-screen true',
      'show-inactive',
    ]);
    const display = electron.windows[1];
    expect(display?.given).toMatchObject({
      show: false,
      webPreferences: { sandbox: true, contextIsolation: true, preload: expect.stringMatching(/one-port\.cjs$/) },
    });
    display?.webContents.emit('did-finish-load');
    expect([display?.webContents.posted, attached(), watching()]).toEqual([[onePortChannel], 0, 1]);
    display?.webContents.emit('did-finish-load');
    expect(watching()).toBe(1);
  });

  it('has no patient’s picture within its reach', async () => {
    const { electron } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    electron.windows[0]?.webContents.opens({ url: fixationUrl });
    const answered = async (window: number, url: string): Promise<unknown> => {
      const preferences = electron.windows[window]?.given.webPreferences as { partition: string } | undefined;
      const response = await electron.handled.get(preferences?.partition ?? '')?.(new Request(url));
      return response?.status === 200 ? await response.text() : response?.status;
    };
    const picture = `${pageUrl}pictures/00000000-0000-4000-8000-000000000001`;
    expect([await answered(0, picture), await answered(0, pageUrl)]).toEqual(['a patient', 'page']);
    expect(await Promise.all([picture, pageUrl, fixationUrl].map((url) => answered(1, url)))).toEqual([
      404,
      404,
      'screen',
    ]);
  });

  it('is opened once, and moved when it is asked for again', async () => {
    const { electron } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    const ask = () => electron.windows[0]?.webContents.opens({ url: fixationUrl });
    ask();
    ask();
    expect(electron.windows).toHaveLength(2);
    expect(electron.order.filter((what) => what === 'bounds anywhere 960')).toHaveLength(2);
    expect(electron.order.at(-1)).toBe('show-inactive');
    expect(electron.order).not.toContain('full-screen true');
  });

  it('goes with its page’s process and with the operator’s window, and lets the screen sleep', async () => {
    const { electron, watching } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    const ask = () => electron.windows[0]?.webContents.opens({ url: fixationUrl });
    ask();
    electron.windows[1]?.webContents.emit('did-finish-load');
    electron.windows[1]?.webContents.emit('render-process-gone');
    expect([watching(), electron.order.slice(-2)]).toEqual([0, ['destroy', 'may sleep']]);
    ask();
    expect(electron.windows).toHaveLength(3);
    electron.windows[0]?.emit('closed');
    expect(electron.order.slice(-2)).toEqual(['destroy', 'may sleep']);
  });

  it('is the only window that a page may ask for', async () => {
    const { electron } = await startMain();
    await expect.poll(() => electron.windows).toHaveLength(1);
    for (const url of [pageUrl, `${fixationUrl}?x`, 'https://example.org/fixation', 'incidence://elsewhere/fixation']) {
      expect(electron.windows[0]?.webContents.opens({ url })).toEqual({ action: 'deny' });
    }
    expect(electron.windows).toHaveLength(1);
  });
});

describe('the package', () => {
  it('takes the typeface of sheets along, and what reads it', () => {
    const read = (...path: string[]): string => readFileSync(join(import.meta.dirname, '..', '..', ...path), 'utf8');
    const { dependencies } = JSON.parse(read('package.json'));
    expect(dependencies).toMatchObject({ fontkit: expect.any(String), 'inter-ui': expect.any(String) });
    const used = [...read('electron', 'studio', 'sheets', 'lettering.ts').matchAll(/inter-ui\/web\/([\w-]+\.woff2)/g)];
    expect(read('electron-builder.yml')).toContain(
      `"!node_modules/inter-ui/web/!(${used.map(([, file]) => file).join('|')})"`,
    );
    expect(used).toHaveLength(2);
  });

  it('sets every fuse', () => {
    const config = readFileSync(join(import.meta.dirname, '..', '..', 'electron-builder.yml'), 'utf8');
    const section = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(config)?.[1] ?? '';
    const fuses = [...section.matchAll(/^ {2}(\w+): (true|false)$/gm)];
    expect(Object.fromEntries(fuses.map(([, name, value]) => [name, value === 'true']))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: true,
    });
  });
});
