/** Keeps the screen on for as long as the page is seen, where the browser lets a page do that. */
export function stayAwake(): void {
  const ask = (): void => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    // A refusal leaves the screen to the device's own settings.
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  // The browser takes it back whenever the page is hidden.
  document.addEventListener('visibilitychange', ask);
  ask();
}
