import { CodedError, type ErrorCode, type ErrorParams } from '../../contract/errors.ts';

/** What a status that is no success means, in words for people; the first row that fits decides (PS3.18, 10.5.3; RFC 9110). */
export const httpStatuses: readonly {
  readonly from: number;
  readonly to: number;
  readonly code: ErrorCode;
  readonly words: string;
}[] = [
  { from: 300, to: 399, code: 'store-refused', words: 'it sends us elsewhere; enter the address that it names' },
  { from: 401, to: 401, code: 'store-unauthorised', words: 'not signed in' },
  { from: 403, to: 403, code: 'store-unauthorised', words: 'not allowed' },
  { from: 407, to: 407, code: 'store-unauthorised', words: 'a proxy wants a sign-in' },
  { from: 408, to: 408, code: 'store-timeout', words: 'the request took too long' },
  { from: 409, to: 409, code: 'store-refused', words: 'it could store none of it' },
  { from: 413, to: 413, code: 'store-refused', words: 'too large for the store' },
  { from: 415, to: 415, code: 'store-format-refused', words: 'unsupported media type' },
  { from: 429, to: 429, code: 'store-busy', words: 'too many requests' },
  { from: 501, to: 501, code: 'store-refused', words: 'not implemented' },
  { from: 504, to: 504, code: 'store-timeout', words: 'a gateway waited in vain' },
  { from: 505, to: 505, code: 'store-refused', words: 'another version of HTTP' },
  { from: 507, to: 507, code: 'store-full', words: 'no space' },
  { from: 500, to: 599, code: 'store-unreachable', words: 'the server failed' },
  { from: 100, to: 199, code: 'store-refused', words: 'no answer of its own' },
  { from: 400, to: 499, code: 'store-refused', words: 'refused' },
];

/** What a FailureReason of a STOW-RS answer means (PS3.18, 10.5.3; PS3.4, B.2.3); the first row that fits decides. */
export const failureReasons: readonly {
  readonly from: number;
  readonly to: number;
  /** `stored`: it has an instance under this UID already; whether it is ours, reading back tells. */
  readonly code: ErrorCode | 'stored';
  readonly words: string;
}[] = [
  { from: 0x0111, to: 0x0111, code: 'stored', words: 'there already' },
  { from: 0x0122, to: 0x0122, code: 'store-format-refused', words: 'SOP class not supported' },
  { from: 0x0124, to: 0x0124, code: 'store-unauthorised', words: 'not authorised' },
  { from: 0xa700, to: 0xa7ff, code: 'store-full', words: 'out of resources' },
  { from: 0xa900, to: 0xa9ff, code: 'store-refused', words: 'data set and SOP class do not match' },
  { from: 0xc122, to: 0xc122, code: 'store-format-refused', words: 'transfer syntax not supported' },
  { from: 0x0000, to: 0xffff, code: 'store-refused', words: 'not understood' },
];

/** How long a store that says that it is busy, and not until when, is left alone. */
const usualRestS = 30;

/**
 * Why an answer of that status is no success; undefined for 2xx. A server that names a time to wait is busy, whatever it calls
 * it; `now` in milliseconds since 1970.
 */
export function refusalOf(
  status: number,
  retryAfter: string,
  now: number,
  params: ErrorParams = {},
): CodedError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const asked = status === 503 || status === 429 ? secondsOf(retryAfter, now) : undefined;
  const row = httpStatuses.find(({ from, to }) => status >= from && status <= to);
  const code = asked === undefined ? (row?.code ?? 'store-refused') : 'store-busy';
  const rest: ErrorParams = code === 'store-busy' ? { seconds: asked ?? usualRestS } : {};
  const reason = `HTTP ${status}: ${row?.words ?? 'no status of HTTP'}`;
  return new CodedError(code, { ...params, status, reason, ...rest });
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function secondsOf(retryAfter: string, now: number): number | undefined {
  const text = retryAfter.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
