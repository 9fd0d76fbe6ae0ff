import { property } from './codes.ts';
import { bulb } from './exposure-values.ts';

/** What a position of the mode dial leaves to be chosen; what it does not name is the body's own choice. */
type Position = { aperture: boolean; shutter: 'any' | 'bulb' | 'none' };

const positions: Readonly<Record<number, Position>> = {
  0: { aperture: false, shutter: 'none' },
  1: { aperture: false, shutter: 'any' },
  2: { aperture: true, shutter: 'none' },
  3: { aperture: true, shutter: 'any' },
  4: { aperture: true, shutter: 'bulb' },
};
const automatic: Position = { aperture: false, shutter: 'none' };

/** `autoExposureMode` as numbers. */
export const mode = { program: 0, shutterPriority: 1, aperturePriority: 2, manual: 3, bulb: 4 } as const;

/** The properties whose choices change with the dial. */
export const dialled: readonly number[] = [property.aperture, property.shutterSpeed];

/** Which of `choices` can be taken while the dial stands at `position`; an empty list is the body's own affair. */
export function choicesAt(position: number, code: number, choices: readonly number[]): readonly number[] {
  const { aperture, shutter } = positions[position] ?? automatic;
  if (code === property.aperture) return aperture ? choices : [];
  if (code !== property.shutterSpeed || shutter === 'any') return choices;
  return shutter === 'bulb' ? [bulb] : [];
}
