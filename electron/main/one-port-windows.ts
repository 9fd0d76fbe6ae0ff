import { join } from 'node:path';
import { app, BrowserWindow, MessageChannelMain, powerSaveBlocker, screen } from 'electron';
import type { Wire } from '../contract/rpc.ts';
import { fixationPlace } from './fixation-window.ts';
import { giveOnePort, type PortsGiven } from './ports.ts';
import { fixationUrl, passphraseUrl } from './protocol.ts';
import { fixationPartition, passphrasePartition, webPreferences } from './window-policy.ts';

/**
 * The window in front of the patient: at most one, on the display that the operator's window is not on. Opening it again
 * moves it there. It takes no keys away from the operator, and its screen stays on.
 */
export function fixationWindow(
  operators: BrowserWindow,
  studio: { attachFixation(wire: Wire): void },
): { open(): void; close(): void } {
  let window: BrowserWindow | null = null;

  function open(): void {
    const displays = screen.getAllDisplays();
    const place = fixationPlace(displays, screen.getDisplayMatching(operators.getBounds()));
    window ??= create();
    window.setFullScreen(false);
    window.setBounds(place.bounds);
    window.setFullScreen(place.fullscreen);
    window.showInactive();
  }

  function create(): BrowserWindow {
    const awake = powerSaveBlocker.start('prevent-display-sleep');
    const made = onePortWindow(fixationUrl, fixationPartition, (wire) => studio.attachFixation(wire));
    made.on('closed', () => {
      powerSaveBlocker.stop(awake);
      window = null;
    });
    return made;
  }

  return { open, close: () => window?.destroy() };
}

/** The small window that asks for the passphrase, before there is any other. */
export function openPrompt(attach: (wire: Wire) => void, closed: () => void): { close(): void } {
  const window = onePortWindow(passphraseUrl, passphrasePartition, attach);
  window.setContentSize(560, 560);
  window.once('ready-to-show', () => window.show());
  window.on('closed', closed);
  return { close: () => window.destroy() };
}

/** A window, not yet shown, whose page gets one port each time it has loaded; it goes with its page's process. */
function onePortWindow(url: string, pages: string, attach: (wire: Wire) => void): BrowserWindow {
  const made = new BrowserWindow({
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#121212',
    webPreferences: webPreferences(join(import.meta.dirname, '..', 'preload', 'one-port.cjs'), pages, !app.isPackaged),
  });
  let given: PortsGiven | null = null;
  made.webContents.on('did-finish-load', () => {
    given?.close();
    given = giveOnePort(made.webContents.mainFrame, () => new MessageChannelMain(), attach);
  });
  made.webContents.on('render-process-gone', () => made.destroy());
  made.on('closed', () => given?.close());
  void made.loadURL(url);
  return made;
}
