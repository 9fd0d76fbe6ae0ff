import { EventEmitter } from 'node:events';
import { pageOrigin } from '../../electron/main/protocol.ts';

/** As much of Electron as start-up touches, recording the order in which it does. */
export type FakeElectron = {
  /** What start-up did, in its order. */
  order: string[];
  windows: (Emitter & {
    given: Record<string, unknown>;
    webContents: Emitter & { posted: string[]; ports: FakePort[]; opens(asked: { url: string }): { action: string } };
  })[];
  /** Who answers the page's own scheme, by partition. */
  handled: Map<string, (request: Request) => Promise<Response>>;
  /** Sessions whose permissions were decided. */
  policed: string[];
  /** Sessions that keep a cache. */
  cached: string[];
  /** Switches that start-up gave to Chromium. */
  appended: string[];
  /** What `import 'electron'` is to give. */
  module: { app: Emitter & { quit(): void } } & Record<string, unknown>;
  /** What the screen's lock is told by. */
  power: Emitter;
};
type Emitter = { emit(event: string, ...args: unknown[]): boolean };

/** One end of a channel: what is posted arrives at the other. */
export class FakePort extends EventEmitter {
  other: FakePort | null = null;
  postMessage(data: unknown): void {
    this.other?.emit('message', { data });
  }
  start(): void {}
  close(): void {
    this.emit('close');
  }
}

export function fakeElectron(
  options: {
    firstInstance?: boolean;
    displays?: number;
    /** Switches of the command line. */
    switches?: readonly string[];
    /** Of the system's key store. */
    backend?: string;
  } = {},
): FakeElectron {
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
  const appended: string[] = [];
  const cached: string[] = [];
  const power = Object.assign(new EventEmitter(), { getSystemIdleState: () => 'active' });

  class FakeContents extends EventEmitter {
    readonly posted: string[] = [];
    readonly mainFrame = {
      origin: pageOrigin,
      parent: null,
      postMessage: (channel: string, _message: unknown, transfer: FakePort[]) => {
        this.posted.push(channel);
        this.ports = transfer;
      },
    };
    /** What the page was handed last. */
    ports: FakePort[] = [];
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
    setContentSize(width: number, height: number): void {
      said(`size ${width} ${height}`);
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
    commandLine: {
      appendSwitch: (name: string) => void appended.push(name),
      hasSwitch: (name: string) => options.switches?.includes(name) ?? false,
    },
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
    appended,
    cached,
    power,
    module: {
      app,
      BrowserWindow: FakeWindow,
      dialog: { showErrorBox: (_title: string, text: string) => said(`error ${text.split('\n').at(-1)}`) },
      Menu: { setApplicationMenu() {}, buildFromTemplate: () => null },
      MessageChannelMain: class {
        port1 = new FakePort();
        port2 = new FakePort();
        constructor() {
          [this.port1.other, this.port2.other] = [this.port2, this.port1];
        }
      },
      powerMonitor: power,
      safeStorage: {
        getSelectedStorageBackend: () => options.backend ?? 'gnome_libsecret',
        isAsyncEncryptionAvailable: async () => true,
        encryptStringAsync: async (text: string) => Buffer.from(`v11${text}`),
        decryptStringAsync: async (bytes: Buffer) => ({ result: bytes.toString().slice(3), shouldReEncrypt: false }),
      },
      protocol: { registerSchemesAsPrivileged: ([entry]: { scheme: string }[]) => said(`scheme ${entry?.scheme}`) },
      session: {
        fromPartition(name: string, given?: { cache?: boolean }) {
          if (given?.cache !== false) cached.push(name);
          return pages(name);
        },
        defaultSession: pages('default'),
      },
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
