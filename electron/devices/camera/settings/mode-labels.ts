import type { NeutralSettings } from '../../../contract/settings.ts';

/**
 * What the words of dials and switches mean: "M" and "Manual", "Burst" and "Continuous high speed", "Multi Spot" and
 * "Evaluative". Each list is tried from its top; words that are in none of them say nothing ("Bulb", "U1", "Mirror Up").
 */
type Words<Name extends keyof NeutralSettings> = readonly [RegExp, NonNullable<NeutralSettings[Name]>][];

const programs: Words<'program'> = [
  [/^(?:m|manual)$/i, 'manual'],
  [/^(?:a|av|aperture priority)$/i, 'aperture'],
  [/^(?:s|tv|shutter priority)$/i, 'shutter'],
  [/^p$/i, 'program'],
  [/^(?:auto|green|intelligent auto)$/i, 'auto'],
];

/** The best label of each comes first: two seconds of self-timer before ten, the usual speed before the fastest. */
const drives: Words<'drive'> = [
  [/^single(?: shot)?$/i, 'single'],
  [/^(?:single silent|single: silent shooting|quiet release)$/i, 'quiet'],
  [/^(?:selftimer 2s|timer 2 sec)$/i, 'self-timer'],
  [/^(?:timer|selftimer 5s)$/i, 'self-timer'],
  [/^(?:selftimer 10s|timer 10 sec)$/i, 'self-timer'],
  [/^(?:burst|continuous|continuous high speed)$/i, 'continuous'],
  [/^(?:continuous (?:hi\+?|med|low) speed|super high speed continuous shooting)$/i, 'continuous'],
];

/** "Multi Spot" is libgphoto2's word for Nikon's matrix; "Multi spot" is Canon's for several spots. */
const meterings: Words<'metering'> = [
  [/^(?:Multi Spot|[Ee]valuative|Multi|ESP)$/, 'matrix'],
  [/^cent(?:er|re)[- ]weighted(?: average)?$|^center$/i, 'centre'],
  [/^(?:spot|center spot|spot standard)$/i, 'spot'],
  [/^partial$/i, 'partial'],
];

/** "MF (fixed)" is the switch on the lens or the body, "MF (selection)" the menu: both are manual. */
const focuses: Words<'focus'> = [
  [/^(?:mf \(selection\)|manual)$/i, 'manual'],
  [/^(?:mf|mf \(fixed\))$/i, 'manual'],
  [/^(?:af-s|one shot|single-servo af)$/i, 'single'],
  [/^(?:af-c|ai servo|continuous-servo af|c-af)$/i, 'continuous'],
  [/^(?:af-a|ai focus|automatic)$/i, 'auto'],
];

function meaningIn<Value>(words: readonly [RegExp, Value][], label: string): Value | undefined {
  return words.find(([pattern]) => pattern.test(label.trim()))?.[1];
}

/** Among labels of one meaning the higher is the better. */
function rankIn(words: readonly [RegExp, unknown][], label: string): number {
  const place = words.findIndex(([pattern]) => pattern.test(label.trim()));
  return place < 0 ? 0 : words.length - place;
}

export const parseProgram = (label: string): string | undefined => meaningIn(programs, label);
export const parseDrive = (label: string): string | undefined => meaningIn(drives, label);
export const driveRank = (label: string): number => rankIn(drives, label);
export const parseMetering = (label: string): string | undefined => meaningIn(meterings, label);
export const parseFocus = (label: string): string | undefined => meaningIn(focuses, label);
export const focusRank = (label: string): number => rankIn(focuses, label);

/**
 * Stops, to two decimals: "0.3" and "0.333" are a third, "-0.6" two thirds, "0.5" a half. Old versions of libgphoto2 give
 * Nikon's thousandths as they are ("-1333").
 */
export function parseCompensation(label: string): number | undefined {
  const text = /^[+-]?\d+(?:[.,]\d+)?$/.exec(label.trim())?.[0];
  if (text === undefined) return undefined;
  const said = Number(text.replace(',', '.'));
  const stops = Math.abs(said) >= 100 ? said / 1000 : said;
  const sixths = Math.round(stops * 6);
  return sixths === 0 ? 0 : Math.round((sixths / 6) * 100) / 100;
}
