import { EventEmitter } from 'node:events';
import { pageOrigin } from '../../electron/main/protocol.ts';

/** As much of Electron as start-up touches, recording the order in which it does. */
export type FakeElectron = {
  /** What start-up did, in its order. */
  order: string[];
  windows: (Emitter & {
    given: Record<string, unknown>;
    webContents: Emitter & { posted: string[]; opens(asked: { url: string }): { action: string } };
  })[];
  /** Who answers the page's own scheme, by partition. */
  handled: Map<string, (request: Request) => Promise<Response>>;
  /** Sessions whose permissions were decided. */
  policed: string[];
  /** What `import 'electron'` is to give. */
  module: { app: Emitter & { quit(): void } } & Record<string, unknown>;
};
type Emitter = { emit(event: string, ...args: unknown[]): boolean };

class FakePort extends EventEmitter {
  postMessage(): void {}
  start(): void {}
  close(): void {
    this.emit('close');
  }
}

export function fakeElectron(options: { firstInstance?: boolean; displays?: number } = {}): FakeElectron {
  const order: string[] = [];
  const said = (what: string): void => {
    order.push(what);
  };
  const displays = Array.from({ length: options.displays ?? 1 }, (_, id) => {
    return { id, bounds: { x: id * 1920, y: 0, width: 1920, height: 1080 } };
  });
  const windows: FakeWindow[] = [];
  const handled = new Map<string, (request: Request) => Promise<Response>>();
  const policed: string[] = [];

  class FakeContents extends EventEmitter {
    readonly posted: string[] = [];
    readonly mainFrame = {
      origin: pageOrigin,
      parent: null,
      postMessage: (channel: string) => void this.posted.push(channel),
    };
    reload(): void {
      said('reload');
    }
    setWindowOpenHandler(handler: (asked: { url: string }) => { action: string }): void {
      said('deny-windows');
      this.opens = handler;
    }
    opens: (asked: { url: string }) => { action: string } = () => ({ action: 'allow' });
    getURL(): string {
      return '';
    }
  }

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly given: Record<string, unknown>;
    constructor(given: Record<string, unknown>) {
      super();
      this.given = given;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    show(): void {
      said('show');
    }
    focus(): void {
      said('focus');
    }
    showInactive(): void {
      said('show-inactive');
    }
    getBounds(): unknown {
      return { x: 0, y: 0, width: 1440, height: 900 };
    }
    setBounds(bounds: { x?: number; width?: number }): void {
      said(`bounds ${bounds.x ?? 'anywhere'} ${bounds.width}`);
    }
    setFullScreen(on: boolean): void {
      said(`full-screen ${on}`);
    }
    destroy(): void {
      said('destroy');
      this.emit('closed');
    }
    isMinimized(): boolean {
      return false;
    }
    restore(): void {}
    async loadURL(url: string): Promise<void> {
      said(`load ${url}`);
    }
  }

  const pages = (name: string) => ({
    setPermissionRequestHandler: () => void policed.push(name),
    setPermissionCheckHandler() {},
    setDevicePermissionHandler() {},
    on() {},
    webRequest: { onBeforeRequest() {} },
    protocol: {
      handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => void handled.set(name, handler),
    },
  });

  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    setPath: (name: string) => said(`path ${name}`),
    enableSandbox: () => said('sandbox'),
    requestSingleInstanceLock: () => options.firstInstance ?? true,
    whenReady: async () => said('ready'),
    getAppPath: () => process.cwd(),
    getLocale: () => 'en',
    quit() {
      said('quit');
      let prevented = false;
      app.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (!prevented) said('quit for good');
    },
    exit: (code: number) => said(`exit ${code}`),
  });

  return {
    order,
    windows,
    handled,
    policed,
    module: {
      app,
      BrowserWindow: FakeWindow,
      dialog: { showErrorBox: (_title: string, text: string) => said(`error ${text.split('\n').at(-1)}`) },
      Menu: { setApplicationMenu() {}, buildFromTemplate: () => null },
      MessageChannelMain: class {
        port1 = new FakePort();
        port2 = new FakePort();
      },
      protocol: { registerSchemesAsPrivileged: ([entry]: { scheme: string }[]) => said(`scheme ${entry?.scheme}`) },
      session: { fromPartition: (name: string) => pages(name), defaultSession: pages('default') },
      utilityProcess: { fork() {} },
      powerSaveBlocker: {
        start(kind: string) {
          said(`awake ${kind}`);
          return 1;
        },
        stop: () => said('may sleep'),
      },
      screen: { getAllDisplays: () => displays, getDisplayMatching: () => displays[0] },
    },
  };
}
