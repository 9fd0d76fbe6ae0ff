import type { Finding } from '../../contract/findings.ts';
import type { Check } from '../../contract/protocol.ts';
import { centreEv, isDark, measureExposure } from './exposure.ts';
import type { ReducedPicture } from './picture.ts';
import { measureSharpness } from './sharpness.ts';

/** What is known about a picture besides its pixels. */
export type AssessContext = {
  /** Whether the step's scene lights the subject by flash. */
  flash: 'expected' | 'none';
  /** What the trigger says; most cannot tell. */
  fired: 'yes' | 'no' | 'unknown';
  /** With `manual` nobody but the operator knows what the light should do. */
  lightMode: 'trigger' | 'manual';
  /** How the step wants the picture, upright. */
  orientation: 'landscape' | 'portrait';
  /** The sensor's long side; without it nothing is said of a picture's size. */
  sensorWidthPx?: number | undefined;
};

/** The findings of a picture in the order of its checks. `params` carry the measured numbers, rounded for people. */
export function findingsFor(picture: ReducedPicture, checks: readonly Check[], context: AssessContext): Finding[] {
  return checks.flatMap((check) => {
    if (check.kind === 'exposure') return [exposureFinding(picture, check)];
    if (check.kind === 'flash') return context.flash === 'expected' ? [flashFinding(picture, check, context)] : [];
    if (check.kind === 'sharpness') return [sharpnessFinding(picture, check)];
    if (check.kind === 'orientation') return [orientationFinding(picture, check, context)];
    return context.sensorWidthPx === undefined ? [] : [sizeFinding(picture, check, context.sensorWidthPx)];
  });
}

function exposureFinding(picture: ReducedPicture, check: Check): Finding {
  const exposure = measureExposure(picture);
  const params = { percent: round(exposure.clipped * 100, 2), thresholdPercent: round(check.threshold * 100, 2) };
  if (isDark(exposure)) return { code: 'exposure-dark', level: check.level, params: { lights: exposure.lights } };
  if (exposure.clipped > check.threshold) return { code: 'exposure-bright', level: check.level, params };
  return { code: 'exposure-good', level: 'good', params };
}

/** A trigger's own "no" counts whatever the picture looks like; a dark picture counts only where a trigger lights it. */
function flashFinding(picture: ReducedPicture, check: Check, context: AssessContext): Finding {
  const ev = round(centreEv(picture), 1);
  const params = { ev, threshold: check.threshold, fired: context.fired };
  const dark = ev < -check.threshold;
  if (context.lightMode === 'manual') {
    return dark
      ? { code: 'flash-unverified', level: 'advise', params }
      : { code: 'flash-fired', level: 'good', params };
  }
  if (context.fired === 'no' || dark) return { code: 'flash-missed', level: check.level, params };
  return { code: 'flash-fired', level: 'good', params };
}

/** A picture without any contrast cannot be sharp: that is a finding, not an exception. */
function sharpnessFinding(picture: ReducedPicture, check: Check): Finding {
  const sharpness = measureSharpness(picture) ?? 0;
  const params = { sharpness: round(sharpness, 3), threshold: check.threshold };
  return sharpness < check.threshold
    ? { code: 'soft', level: check.level, params }
    : { code: 'sharp', level: 'good', params };
}

/** A square picture stands either way. */
function orientationFinding({ upright }: ReducedPicture, check: Check, { orientation }: AssessContext): Finding {
  return upright === orientation || upright === 'square'
    ? { code: 'orientation-good', level: 'good' }
    : { code: 'orientation-wrong', level: check.level };
}

function sizeFinding(picture: ReducedPicture, check: Check, sensorWidthPx: number): Finding {
  const { originalWidthPx, originalHeightPx } = picture;
  const longSide = Math.max(originalWidthPx, originalHeightPx);
  // Pictures keep the sensor's proportions, so that sides tell the share of pixels.
  const share = (longSide / sensorWidthPx) ** 2;
  const params = { widthPx: originalWidthPx, heightPx: originalHeightPx, percent: round(Math.min(1, share) * 100, 0) };
  return share < check.threshold
    ? { code: 'size-small', level: check.level, params }
    : { code: 'size-good', level: 'good', params };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
