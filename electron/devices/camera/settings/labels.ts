import type { NeutralSettings } from '../../../contract/settings.ts';

/**
 * What the labels of libgphoto2's choices mean, in neutral units. The same value is written in many ways: "f/5.6" and
 * "5.6", "1/125", "0.0080s" and "1.3 s", "NEF+Fine" and "RAW + Large Fine JPEG". A label that says no value ("Auto",
 * "bulb", "Unknown value 04d3") is undefined.
 */

/** F-number. "f/0" is a body without a lens. */
export function parseAperture(label: string): number | undefined {
  return positive(/^(?:f\s*\/?\s*)?(\d+(?:[.,]\d+)?)$/i.exec(label.trim())?.[1]);
}

/** Seconds. */
export function parseShutterS(label: string): number | undefined {
  const text = label.trim().replace(/\s*(?:s|sec|seconds?|")$/i, '');
  const fraction = /^(\d+(?:[.,]\d+)?)\s*\/\s*(\d+(?:[.,]\d+)?)$/.exec(text);
  if (!fraction) return positive(/^\d+(?:[.,]\d+)?$/.exec(text)?.[0]);
  const [over, under] = [positive(fraction[1]), positive(fraction[2])];
  return over === undefined || under === undefined ? undefined : over / under;
}

/** ISO speed. "Auto", "Lo 0.3" and noise-reduction modes are no speeds. */
export function parseIso(label: string): number | undefined {
  return positive(/^(?:iso\s*)?(\d+)$/i.exec(label.trim())?.[1]);
}

/** Kelvin. */
export function parseKelvin(label: string): number | undefined {
  return positive(/^(\d{4,5})\s*k?$/i.exec(label.trim())?.[1]);
}

const whiteBalances: readonly [RegExp, NonNullable<NeutralSettings['whiteBalance']>][] = [
  [/^(?:auto|automatic|awb)$/i, 'auto'],
  [/^(?:daylight|sunny|direct sunlight)$/i, 'daylight'],
  [/^(?:flash|strobe|speedlight)$/i, 'flash'],
  [/^cloudy$/i, 'cloudy'],
  [/^(?:tungsten|incandescent)$/i, 'tungsten'],
  [/^(?:choose )?colou?r temp(?:erature|\.)?$/i, 'kelvin'],
];

export function parseWhiteBalance(label: string): string | undefined {
  return whiteBalances.find(([pattern]) => pattern.test(label.trim()))?.[1];
}

export function parseTarget(label: string): string | undefined {
  const card = /\bcard\b/i.test(label);
  const ram = /\b(?:sd)?ram\b/i.test(label);
  if (card === ram) return undefined;
  return card ? 'card' : 'ram';
}

const rawWord = /\b(?:[msc]?raw\d?|nef|nrw|cr[23w]|arw|raf|orf|rw2|dng|pef)\b/i;
const jpegWord = /\b(?:jpe?g|extra fine|fine|normal|basic|standard|std|light)\b|^[lms]\d?$/i;
const otherWord = /\b(?:hei[fc]|tiff?|mpo|unknown)\b/i;

/** What one release produces: how many files come follows from it. */
export function parseFormat(label: string): string | undefined {
  if (otherWord.test(label)) return undefined;
  const raw = rawWord.test(label);
  const second = label.includes('+') || /\bjpe?g\b/i.test(label);
  if (raw) return second ? 'raw+jpeg' : 'raw';
  return jpegWord.test(label.trim()) ? 'jpeg' : undefined;
}

/** Shares of the largest width: Nikon's medium is three quarters of it, small a half, at every crop. */
const largeShare = 0.9;
const mediumShare = 0.65;
const jpegSizes: readonly [RegExp, NonNullable<NeutralSettings['size']>][] = [
  [/\b(?:small|smaller|tiny)\b/i, 'small'],
  [/\bmedium\b/i, 'medium'],
  [/\blarge\b/i, 'large'],
  [/(?:^|\+\s*)s\d?\b/i, 'small'],
  [/(?:^|\+\s*)m\d?\b/i, 'medium'],
  [/(?:^|\+\s*)l\b/i, 'large'],
];

/**
 * How large a JPEG is. Canon says it among the words of a format, and a format without a JPEG has no size; Nikon gives
 * pixels, which mean something only beside the other choices.
 */
export function parseSize(label: string, choices: readonly string[]): string | undefined {
  const width = widthOf(label);
  if (width === undefined) {
    if (otherWord.test(label) || parseFormat(label) === 'raw') return undefined;
    return jpegSizes.find(([pattern]) => pattern.test(label))?.[1];
  }
  const share = width / Math.max(width, ...choices.map((choice) => widthOf(choice) ?? 0));
  if (share >= largeShare) return 'large';
  return share >= mediumShare ? 'medium' : 'small';
}

/** Pixels of "6016x4016". */
export function widthOf(label: string): number | undefined {
  return positive(/^(\d{3,5})\s*x\s*\d{3,5}$/i.exec(label.trim())?.[1]);
}

const sizeRanks: readonly [RegExp, number][] = [
  [/\b(?:tiny|smaller)\b/i, 0],
  [/\bsmall\b|\bs\d?$/i, 1],
  [/\bmedium\b|\bm\d?$/i, 2],
];
const finenessRanks: readonly [RegExp, number][] = [
  [/\b(?:basic|light)\b/i, 0],
  [/\b(?:normal|standard|std)\b/i, 1],
  [/\bextra fine\b/i, 3],
];

/** Orders labels of the same format by what they keep of the picture: full size first, then the least compression. */
export function formatRank(label: string): number {
  const rank = (ranks: readonly [RegExp, number][], best: number): number =>
    ranks.find(([pattern]) => pattern.test(label))?.[1] ?? best;
  const raw = /\b[ms]raw\d?\b/i.test(label) ? 0 : /\bcraw\b/i.test(label) ? 1 : 2;
  const starred = label.includes('*') ? 1 : 0;
  return raw * 100 + rank(sizeRanks, 3) * 20 + rank(finenessRanks, 2) * 2 + starred;
}

/** Any number that a label is about, for raw keys: "f/8" and "8", "1/125" and "0.008", "80%". */
export function parseQuantity(label: string): number | undefined {
  const text = label.trim();
  if (/^-\d+(?:[.,]\d+)?$/.test(text)) return -Number(text.slice(1).replace(',', '.'));
  if (/^0(?:[.,]0+)?$/.test(text)) return 0;
  return parseAperture(text) ?? parseShutterS(text) ?? parseIso(text) ?? positive(/^(\d+)\s*[%k]$/i.exec(text)?.[1]);
}

function positive(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
