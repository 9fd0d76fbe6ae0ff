import { forget, usePage } from './store.ts';

/** How often the studio is told at most: far less than the shortest time in which a station locks. */
const everyMs = 15_000;
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/**
 * Tells the studio that somebody is there, for as long as the page lives: it locks the station when nobody is. A page that has
 * lost the studio cannot be locked by it: left alone for as long, it forgets what it shows.
 */
export function tellPresence(): () => void {
  let toldMs = Number.NEGATIVE_INFINITY;
  let signMs = performance.now();
  const hear = ({ timeStamp }: Event): void => {
    signMs = timeStamp;
    const { link, snapshot } = usePage.getState();
    if (!link || snapshot?.access.state !== 'signed-in' || timeStamp - toldMs < everyMs) return;
    toldMs = timeStamp;
    link.studio.call('operator.active', {}).catch(() => {
      // The wire has closed, or the station locked in that moment: the next snapshot shows it.
    });
  };
  const look = (): void => {
    const { link, snapshot } = usePage.getState();
    if (link || snapshot?.access.state !== 'signed-in') return;
    if (performance.now() - signMs > snapshot.department.idleMinutes * 60_000) forget();
  };
  const watching = setInterval(look, everyMs);
  for (const sign of signs) window.addEventListener(sign, hear, { capture: true, passive: true });
  return () => {
    clearInterval(watching);
    for (const sign of signs) window.removeEventListener(sign, hear, { capture: true });
  };
}
