import { usePage } from './store.ts';

let ticking: ReturnType<typeof setInterval> | undefined;

function isCounting(): boolean {
  return usePage.getState().countdownS !== null;
}

/**
 * Counts down on screen, then calls `onEnd`, once. It is over without it as soon as `stands` says that what it was begun
 * for is not on screen any more. A countdown that is under way goes on as it is.
 */
export function countDown(seconds: number, stands: () => boolean, onEnd: () => void): void {
  if (isCounting()) return;
  const end = performance.now() + seconds * 1000;
  usePage.setState({ countdownS: seconds });
  ticking = setInterval(() => {
    if (!stands()) {
      stopCounting();
      return;
    }
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      if (left !== usePage.getState().countdownS) usePage.setState({ countdownS: left });
      return;
    }
    stopCounting();
    onEnd();
  }, 50);
}

/** Stops it, if it runs. Returns whether it did. */
export function stopCounting(): boolean {
  const counting = isCounting();
  clearInterval(ticking);
  if (counting) usePage.setState({ countdownS: null });
  return counting;
}
