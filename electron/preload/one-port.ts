import { ipcRenderer } from 'electron';

/**
 * Hands a page its one port and nothing else: no snapshot, no frames, no Electron. It serves the fixation display and the window
 * that asks for the passphrase. Main posts the port once the page has loaded; only our own page, in its own window, may have it.
 */
const kind = 'incidence-port';
const ourOrigin = 'incidence://app';

ipcRenderer.on(kind, ({ ports }) => {
  if (location.origin !== ourOrigin || window.top !== window || ports.length !== 1) return;
  window.postMessage({ kind }, ourOrigin, [...ports]);
});
