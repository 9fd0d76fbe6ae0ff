/** Small functions of one number that drawing is made of. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** A bell of height 1 and standard deviation `width` around 0. */
export function bell(distance: number, width: number): number {
  const t = distance / width;
  return t * t > 18 ? 0 : Math.exp(-0.5 * t * t);
}
