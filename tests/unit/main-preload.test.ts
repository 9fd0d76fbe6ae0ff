import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portsChannel } from '../../electron/main/ports.ts';
import { pageOrigin } from '../../electron/main/protocol.ts';

type Listener = (event: { ports: unknown[] }) => void;
const listeners = vi.hoisted(() => new Map<string, Listener>());
const electron = vi.hoisted(() => ({
  ipcRenderer: { on: (channel: string, listener: Listener) => listeners.set(channel, listener) },
}));
vi.mock('electron', () => electron);

/** Loads the preload into a page of this origin; returns what that page was handed. */
async function preloadInto(origin: string, isTop = true) {
  const posted: unknown[][] = [];
  const page: Record<string, unknown> = { postMessage: (...args: unknown[]) => void posted.push(args) };
  page.top = isTop ? page : {};
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin });
  const before = Object.keys(page);
  await import('../../electron/preload/preload.ts');
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
});
