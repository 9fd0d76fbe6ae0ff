/** Electron's Display, as far as it is needed. */
export type Display = { id: number; bounds: { x: number; y: number; width: number; height: number } };

/** Where the fixation display's window goes: over the whole of a display that the operator is not looking at, if there is one. */
export type FixationPlace = { bounds: Partial<Display['bounds']>; fullscreen: boolean };

/** A window of its own beside the operator's, to be moved by hand, where there is only one display. */
const alone = { width: 960, height: 600 };

export function fixationPlace(displays: readonly Display[], operators: Display): FixationPlace {
  const other = displays.find(({ id }) => id !== operators.id);
  return other ? { bounds: other.bounds, fullscreen: true } : { bounds: alone, fullscreen: false };
}
