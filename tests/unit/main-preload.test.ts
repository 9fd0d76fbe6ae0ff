import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onePortChannel, portsChannel } from '../../electron/main/ports.ts';
import { pageOrigin } from '../../electron/main/protocol.ts';

type Listener = (event: { ports: unknown[] }) => void;
const listeners = vi.hoisted(() => new Map<string, Listener>());
const electron = vi.hoisted(() => ({
  ipcRenderer: { on: (channel: string, listener: Listener) => listeners.set(channel, listener) },
}));
vi.mock('electron', () => electron);

const preloads = {
  page: () => import('../../electron/preload/preload.ts'),
  onePort: () => import('../../electron/preload/one-port.ts'),
};

/** Loads a preload into a page of this origin; returns what that page was handed. */
async function preloadInto(origin: string, isTop = true, which: keyof typeof preloads = 'page') {
  const posted: unknown[][] = [];
  const page: Record<string, unknown> = { postMessage: (...args: unknown[]) => void posted.push(args) };
  page.top = isTop ? page : {};
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin });
  const before = Object.keys(page);
  await preloads[which]();
  return { posted, added: () => Object.keys(page).filter((key) => !before.includes(key)) };
}

describe('the preload', () => {
  beforeEach(() => {
    vi.resetModules();
    listeners.clear();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('hands both ports to our page, to that origin only, and exposes nothing', async () => {
    const { posted, added } = await preloadInto(pageOrigin);
    expect([...listeners.keys()]).toEqual([portsChannel]);
    listeners.get(portsChannel)?.({ ports: ['contract', 'frames'] });
    expect(posted).toEqual([[{ kind: portsChannel }, pageOrigin, ['contract', 'frames']]]);
    expect(added()).toEqual([]);
  });

  it.each([
    ['another origin', 'https://example.org', true, ['a', 'b']],
    ['a frame inside a page', pageOrigin, false, ['a', 'b']],
    ['a message without its ports', pageOrigin, true, ['a']],
  ])('hands nothing to %s', async (_name, origin, isTop, ports) => {
    const { posted } = await preloadInto(origin, isTop);
    listeners.get(portsChannel)?.({ ports });
    expect(posted).toEqual([]);
  });

  it('of a page with one port hands over its one port and exposes nothing', async () => {
    const { posted, added } = await preloadInto(pageOrigin, true, 'onePort');
    expect([...listeners.keys()]).toEqual([onePortChannel]);
    listeners.get(onePortChannel)?.({ ports: ['view'] });
    expect(posted).toEqual([[{ kind: onePortChannel }, pageOrigin, ['view']]]);
    expect(added()).toEqual([]);
  });

  it.each([
    ['another origin', 'https://example.org', true, ['a']],
    ['a frame inside a page', pageOrigin, false, ['a']],
    ['a message with more than its port', pageOrigin, true, ['a', 'b']],
  ])('of a page with one port hands nothing to %s', async (_name, origin, isTop, ports) => {
    const { posted } = await preloadInto(origin, isTop, 'onePort');
    listeners.get(onePortChannel)?.({ ports });
    expect(posted).toEqual([]);
  });
});
