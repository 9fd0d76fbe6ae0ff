import type { Fixation } from '../../electron/contract/protocol.ts';

const fullDeg = 30;

/** Where the iris stands in its lids, each axis from -1 to 1, on a screen: right and down are positive. */
export function gazeOffset(fixation: Fixation | undefined): { x: number; y: number } {
  const share = (degrees: number): number => Math.max(-1, Math.min(1, degrees / fullDeg));
  return { x: share(fixation?.leftDeg ?? 0), y: 0 - share(fixation?.upDeg ?? 0) };
}
