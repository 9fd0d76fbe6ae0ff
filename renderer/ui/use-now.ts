import { useEffect, useState } from 'react';

const tickMs = 1000;

/** The time in milliseconds, each second anew while it is looked at. */
export function useNow(watched: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!watched) return;
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(ticking);
  }, [watched]);
  return now;
}
