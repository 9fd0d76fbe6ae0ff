/** Milliseconds until try number `attempt` (0 is the first): doubling from a quarter of a second up to five seconds. */
export function backoff(attempt: number): number {
  return Math.min(5000, 250 * 2 ** attempt);
}
