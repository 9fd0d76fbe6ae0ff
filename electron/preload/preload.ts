import { ipcRenderer } from 'electron';

/**
 * Hands the page its two ports and nothing else: no function, no channel, no Electron. Main posts them once the page
 * has loaded; only our own page, in our own window, may have them.
 */
const kind = 'incidence-ports';
const ourOrigin = 'incidence://app';

ipcRenderer.on(kind, ({ ports }) => {
  if (location.origin !== ourOrigin || window.top !== window || ports.length !== 2) return;
  window.postMessage({ kind }, ourOrigin, [...ports]);
});
