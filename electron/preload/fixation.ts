import { ipcRenderer } from 'electron';

/**
 * Hands the fixation display its one port and nothing else: no snapshot, no frames, no Electron. Main posts it once the page
 * has loaded; only our own page, in its own window, may have it.
 */
const kind = 'incidence-fixation-port';
const ourOrigin = 'incidence://app';

ipcRenderer.on(kind, ({ ports }) => {
  if (location.origin !== ourOrigin || window.top !== window || ports.length !== 1) return;
  window.postMessage({ kind }, ourOrigin, [...ports]);
});
