import type { Film } from '../shutter.ts';
import {
  apertures,
  bulb,
  compensations,
  isoAuto,
  isoSpeeds,
  meaningOf,
  nearest,
  shutterTimes,
} from './exposure-values.ts';
import { mode } from './mode-dial.ts';

/** The numbers as they stand on the body. */
export type Dialled = { mode: number; aperture: number; shutter: number; iso: number; compensation: number };

/** What an EOS takes in Auto ISO when a flash lights the picture. */
const flashIso = 400;
/** In P, and where Auto ISO has nothing to go by. */
const programAperture = 8;
/** f/11, ISO 200 and 1/125 s are right for light five stops brighter than the room. */
const rightLight = { aperture: 11, iso: 200, shutterS: 32 / 125 };

/**
 * What the body makes of its settings: whatever its dial leaves to it follows the light of the room and the
 * compensation, in thirds of a stop. By flash, times and apertures are taken as they would be without.
 */
export function meter(dialled: Dialled, flash: boolean): Film {
  const { aperture, shutter, iso } = dialled;
  const brighter = 2 ** meaningOf(compensations, dialled.compensation);
  const chosen = {
    aperture: meaningOf(apertures, aperture),
    shutterS: shutter === bulb ? Number.POSITIVE_INFINITY : meaningOf(shutterTimes, shutter),
  };
  const speed = iso === isoAuto ? flashIso : meaningOf(isoSpeeds, iso);
  const timeFor = (fNumber: number): number =>
    nearest(
      shutterTimes,
      rightLight.shutterS * brighter * (rightLight.iso / speed) * (fNumber / rightLight.aperture) ** 2,
    );

  if (dialled.mode === mode.aperturePriority) {
    return { aperture: chosen.aperture, iso: speed, shutterS: timeFor(chosen.aperture) };
  }
  if (dialled.mode === mode.shutterPriority) {
    const light = (chosen.shutterS / rightLight.shutterS) * (speed / rightLight.iso);
    const wanted = rightLight.aperture * Math.sqrt(light / brighter);
    return { aperture: nearest(apertures, wanted), iso: speed, shutterS: chosen.shutterS };
  }
  if (dialled.mode === mode.manual || dialled.mode === mode.bulb) {
    if (iso !== isoAuto || flash || !Number.isFinite(chosen.shutterS)) return { ...chosen, iso: speed };
    const wanted =
      rightLight.iso *
      brighter *
      (rightLight.shutterS / chosen.shutterS) *
      (chosen.aperture / rightLight.aperture) ** 2;
    return { ...chosen, iso: nearest(isoSpeeds, wanted) };
  }
  return { aperture: programAperture, iso: speed, shutterS: timeFor(programAperture) };
}
