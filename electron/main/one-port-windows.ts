import type { Wire } from '../contract/rpc.ts';
import { type Display, fixationPlace } from './fixation-window.ts';
import { type Frame, giveOnePort, type Port, type PortsGiven } from './ports.ts';
import { fixationUrl, passphraseUrl } from './protocol.ts';
import { fixationPartition, passphrasePartition, webPreferences } from './window-policy.ts';

/** Electron's BrowserWindow, as far as it is needed. */
export type PageWindow<P> = {
  readonly webContents: {
    readonly mainFrame: Frame<P>;
    on(event: 'did-finish-load' | 'render-process-gone', listener: () => void): unknown;
  };
  on(event: 'closed', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
  loadURL(url: string): Promise<void>;
  show(): void;
  showInactive(): void;
  setBounds(bounds: Partial<Display['bounds']>): void;
  setContentSize(width: number, height: number): void;
  setFullScreen(on: boolean): void;
  destroy(): void;
};

/** What such windows are made of. */
export type WindowParts<P> = {
  create(options: {
    show: false;
    autoHideMenuBar: true;
    backgroundColor: string;
    webPreferences: ReturnType<typeof webPreferences>;
  }): PageWindow<P>;
  createChannel(): { port1: P; port2: P };
  /** Absolute path of the preload that hands over one port. */
  preload: string;
  developing: boolean;
};

/**
 * The window in front of the patient: at most one, on the display that the operator's window is not on. Opening it again
 * moves it there. It takes no keys away from the operator, and its screen stays on.
 */
export function fixationWindow<P extends Port>(
  parts: WindowParts<P>,
  attach: (wire: Wire) => void,
  screens: { all(): readonly Display[]; operators(): Display; keepAwake(): () => void },
): { open(): void; close(): void } {
  let window: PageWindow<P> | null = null;

  function open(): void {
    const place = fixationPlace(screens.all(), screens.operators());
    window ??= create();
    window.setFullScreen(false);
    window.setBounds(place.bounds);
    window.setFullScreen(place.fullscreen);
    window.showInactive();
  }

  function create(): PageWindow<P> {
    const maySleep = screens.keepAwake();
    const made = onePortWindow(parts, fixationUrl, fixationPartition, attach);
    made.on('closed', () => {
      maySleep();
      window = null;
    });
    return made;
  }

  return { open, close: () => window?.destroy() };
}

/** The small window that asks for the passphrase, before there is any other. */
export function passphraseWindow<P extends Port>(
  parts: WindowParts<P>,
  attach: (wire: Wire) => void,
  closed: () => void,
): { close(): void } {
  const window = onePortWindow(parts, passphraseUrl, passphrasePartition, attach);
  window.setContentSize(560, 560);
  window.once('ready-to-show', () => window.show());
  window.on('closed', closed);
  return { close: () => window.destroy() };
}

/** A window, not yet shown, whose page gets one port each time it has loaded; it goes with its page's process. */
function onePortWindow<P extends Port>(
  { create, createChannel, preload, developing }: WindowParts<P>,
  url: string,
  partition: string,
  attach: (wire: Wire) => void,
): PageWindow<P> {
  const made = create({
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#121212',
    webPreferences: webPreferences(preload, partition, developing),
  });
  let given: PortsGiven | null = null;
  made.webContents.on('did-finish-load', () => {
    given?.close();
    given = giveOnePort(made.webContents.mainFrame, createChannel, attach);
  });
  made.webContents.on('render-process-gone', () => made.destroy());
  made.on('closed', () => given?.close());
  void made.loadURL(url);
  return made;
}
