import { describe, expect, it } from 'vitest';
import { fixationUrl, pageUrl } from '../../electron/main/protocol.ts';
import {
  fixationPartition,
  type PolicedContents,
  type PolicedSession,
  partition,
  policeContents,
  policeSession,
  webPreferences,
} from '../../electron/main/window-policy.ts';

type Listener = (event: { url: string; preventDefault(): void }) => void;

/** An emitter that tells whether what was emitted was prevented. */
function emitter(): { on(event: string, listener: Listener): void; prevents(event: string, url?: string): boolean } {
  const listeners = new Map<string, Listener[]>();
  return {
    on: (event, listener) => void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    prevents(event, url = '') {
      let prevented = false;
      for (const listener of listeners.get(event) ?? []) listener({ url, preventDefault: () => (prevented = true) });
      return prevented;
    },
  };
}

function policedSession(developing: boolean) {
  const events = emitter();
  const handlers: {
    request?: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
    check?: () => boolean;
    device?: () => boolean;
    before?: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void;
  } = {};
  const session: PolicedSession = {
    setPermissionRequestHandler: (handler) => {
      handlers.request = handler;
    },
    setPermissionCheckHandler: (handler) => {
      handlers.check = handler;
    },
    setDevicePermissionHandler: (handler) => {
      handlers.device = handler;
    },
    on: (event, listener) => events.on(event, listener),
    webRequest: {
      onBeforeRequest: (listener) => {
        handlers.before = listener;
      },
    },
  };
  policeSession(session, developing);
  return {
    events,
    handlers,
    loads(url: string): boolean {
      let cancelled: boolean | undefined;
      handlers.before?.({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      expect(cancelled).toBeDefined();
      return cancelled === false;
    },
  };
}

describe('the window', () => {
  it('is sandboxed, isolated, without Node, and remembers nothing', () => {
    expect(webPreferences('/preload.cjs', partition, false)).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      devTools: false,
      preload: '/preload.cjs',
    });
    expect(partition.startsWith('persist:')).toBe(false);
    expect(fixationPartition.startsWith('persist:')).toBe(false);
    expect(webPreferences('/preload.cjs', fixationPartition, false).partition).toBe(fixationPartition);
  });
});

describe('a session', () => {
  it.each([
    'media',
    'geolocation',
    'notifications',
    'usb',
    'serial',
    'hid',
    'clipboard-read',
    'openExternal',
    'unknown',
  ])('grants no %s', (permission) => {
    const answers: boolean[] = [];
    const { handlers } = policedSession(false);
    handlers.request?.({}, permission, (granted) => answers.push(granted));
    expect(answers).toEqual([false]);
    expect(handlers.check?.()).toBe(false);
    expect(handlers.device?.()).toBe(false);
  });

  it('downloads nothing', () => {
    expect(policedSession(false).events.prevents('will-download')).toBe(true);
  });

  it.each([
    [pageUrl, true],
    ['incidence://app/pictures/1?width=200', true],
    ['blob:incidence://app/6f2b', true],
    ['incidence://elsewhere/', false],
    ['incidence://app.evil/', false],
    ['http://127.0.0.1/', false],
    ['https://example.org/', false],
    ['ws://127.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['blob:https://example.org/6f2b', false],
    ['data:text/html,x', false],
    ['devtools://devtools/x', false],
  ])('loads %s: %s', (url, may) => {
    expect(policedSession(false).loads(url)).toBe(may);
  });

  it('loads the developer tools only while developing', () => {
    expect(policedSession(true).loads('devtools://devtools/x')).toBe(true);
    expect(policedSession(true).loads('https://example.org/')).toBe(false);
  });
});

describe('a page', () => {
  function policed(url = pageUrl) {
    const events = emitter();
    let opened = 0;
    let open: ((asked: { url: string }) => { action: string }) | undefined;
    const contents: PolicedContents = {
      getURL: () => url,
      on: (event: string, listener: Listener) => events.on(event, listener),
      setWindowOpenHandler: (handler) => {
        open = handler;
      },
    };
    policeContents(contents, () => {
      opened += 1;
    });
    return { events, opens: (asked: string) => open?.({ url: asked }), opened: () => opened };
  }

  it.each(['will-frame-navigate', 'will-redirect'])('stays where it is on %s', (event) => {
    const { events } = policed();
    for (const url of [
      'https://example.org/',
      'incidence://elsewhere/',
      'file:///x',
      'incidence://app/other',
      fixationUrl,
      '',
    ]) {
      expect(events.prevents(event, url)).toBe(true);
    }
    expect(events.prevents(event, pageUrl)).toBe(false);
    expect(policed(fixationUrl).events.prevents(event, pageUrl)).toBe(true);
    expect(policed(fixationUrl).events.prevents(event, fixationUrl)).toBe(false);
    expect(policed('https://example.org/').events.prevents(event, 'https://example.org/')).toBe(true);
  });

  it('opens no window, asks for the fixation display alone, and holds no webview', () => {
    const { events, opens, opened } = policed();
    for (const url of [pageUrl, 'https://example.org/', '']) expect(opens(url)).toEqual({ action: 'deny' });
    expect(opened()).toBe(0);
    expect([opens(fixationUrl), opened()]).toEqual([{ action: 'deny' }, 1]);
    expect(events.prevents('will-attach-webview')).toBe(true);
  });
});
