/** A page whose process died is loaded again, but not for ever: three times a minute at most. */
export function reloadLimit(elapsed: () => number): () => boolean {
  const windowMs = 60_000;
  let reloads: number[] = [];
  return () => {
    const now = elapsed();
    reloads = reloads.filter((at) => now - at < windowMs);
    if (reloads.length >= 3) return false;
    reloads.push(now);
    return true;
  };
}
