import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../electron/contract/errors.ts';
import { portsChannel } from '../../electron/main/ports.ts';
import { pageUrl } from '../../electron/main/protocol.ts';
import { type FakeElectron, fakeElectron } from '../rigs/fake-electron.ts';

let folder: string;
const before = new Set(process.listeners('uncaughtException'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'incidence-start-'));
  vi.stubEnv('INCIDENCE_LOG', join(folder, 'log', 'incidence.jsonl'));
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('electron');
  vi.doUnmock('../../electron/host/assemble.ts');
  vi.doUnmock('../../electron/host/page-files.ts');
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.has(listener)) process.off('uncaughtException', listener);
  }
  rmSync(folder, { recursive: true });
});

type Started = {
  electron: FakeElectron;
  attached: () => number;
  given: () => Record<string, unknown>;
  closed: () => void;
};

/** Runs `main.ts` in a fake Electron, around a studio that only counts. */
async function startMain(options: { firstInstance?: boolean; failure?: ErrorCode | Error } = {}): Promise<Started> {
  // Main's own class: after `resetModules` another one stands behind the same name.
  const { CodedError } = await import('../../electron/contract/errors.ts');
  const electron = fakeElectron(options);
  const { failure } = options;
  let attached = 0;
  let given: Record<string, unknown> = {};
  let closed = (): void => {};
  vi.doMock('electron', () => electron.module);
  vi.doMock('../../electron/host/page-files.ts', () => ({ pageFiles: async () => async () => new Response('page') }));
  vi.doMock('../../electron/host/assemble.ts', () => ({
    defaultStoreDir: () => '/store',
    assemble: async (asked: Record<string, unknown>) => {
      if (failure) throw typeof failure === 'string' ? new CodedError(failure) : failure;
      given = asked;
      return {
        studio: {
          attach: () => {
            attached += 1;
          },
          attachFrames() {},
          handleRequest: async () => null,
          checkStore: async () => {},
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
  return { electron, attached: () => attached, given: () => given, closed: () => closed() };
}

describe('start-up in Electron', () => {
  it('prepares scheme and sandbox before anything is ready, then opens one policed window', async () => {
    const { electron, given } = await startMain();
    await vi.waitFor(() => expect(electron.order).toContain(`load ${pageUrl}`));
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
    expect(electron.policed).toEqual(['incidence', 'default']);
    expect(given()).toMatchObject({ camera: undefined, store: 'folder:/store', spawn: expect.any(Function) });
    const page = await electron.handled.get('incidence')?.(new Request(pageUrl));
    expect(await page?.text()).toBe('page');
  });

  it('gives each loaded page its own ports', async () => {
    const { electron, attached } = await startMain();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    const contents = electron.windows[0]?.webContents;
    contents?.emit('did-finish-load');
    contents?.emit('did-finish-load');
    expect(contents?.posted).toEqual([portsChannel, portsChannel]);
    expect(attached()).toBe(2);
  });

  it('loads a page that died again, then gives up with a word', async () => {
    const { electron } = await startMain();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    const gone = (reason: string): unknown =>
      electron.windows[0]?.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });
    gone('clean-exit');
    for (let time = 0; time < 4; time += 1) gone('crashed');
    const after = electron.order.slice(electron.order.indexOf(`load ${pageUrl}`) + 1);
    expect(after).toEqual(['reload', 'reload', 'reload', 'error process-gave-up', 'quit']);
  });

  it('quits only when everything is closed', async () => {
    const { electron, closed } = await startMain();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    electron.module.app.emit('window-all-closed');
    electron.module.app.quit();
    expect(electron.order.filter((what) => what.startsWith('exit') || what === 'quit for good')).toEqual([]);
    closed();
    await vi.waitFor(() => expect(electron.order.at(-1)).toBe('exit 0'));
  });

  it('brings the first window forward instead of starting twice', async () => {
    const first = await startMain();
    await vi.waitFor(() => expect(first.electron.windows).toHaveLength(1));
    first.electron.module.app.emit('second-instance');
    expect(first.electron.order.at(-1)).toBe('focus');
    vi.resetModules();
    const second = await startMain({ firstInstance: false });
    expect(second.electron.order).toEqual(['path userData', 'scheme incidence', 'sandbox', 'quit', 'quit for good']);
  });

  it('says why it cannot start, and logs no message', async () => {
    const coded = await startMain({ failure: 'vault-locked' });
    await vi.waitFor(() => expect(coded.electron.order.slice(-2)).toEqual(['error vault-locked', 'exit 1']));
    vi.resetModules();
    const unforeseen = await startMain({ failure: new Error('DUPONT') });
    await vi.waitFor(() => expect(unforeseen.electron.order.at(-1)).toBe('exit 1'));
    expect(unforeseen.electron.order.at(-2)).toMatch(/^error internal [0-9A-Z]{8}$/);
    const log = readFileSync(join(folder, 'log', 'incidence.jsonl'), 'utf8');
    expect(log).toContain('"during":"start"');
    expect(log).not.toContain('DUPONT');
  });
});

describe('the package', () => {
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
