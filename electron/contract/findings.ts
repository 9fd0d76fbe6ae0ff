import { z } from 'zod';

/** What a check says of a picture; one locale sentence each under `finding.<code>`. */
export const findingCodes = [
  'exposure-good',
  'exposure-dark',
  'exposure-bright',
  'flash-fired',
  'flash-missed',
  'flash-unverified',
  'sharp',
  'soft',
  'size-good',
  'size-small',
  'orientation-good',
  'orientation-wrong',
  'not-readable',
  'not-deliverable',
  'setting-differs',
  'light-manual',
  'files-missing',
  'found-later',
] as const;

export const finding = z.object({
  code: z.enum(findingCodes),
  /** `good` and `advise` let the series go on; `block` asks for another picture. */
  level: z.enum(['good', 'advise', 'block']),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Finding = z.infer<typeof finding>;

/** What no acceptance overrules. Whose a found picture is, nothing but somebody's look can tell: that one may be accepted. */
export function forbidsAccepting({ code, level }: Pick<Finding, 'code' | 'level'>): boolean {
  return level === 'block' && code !== 'found-later';
}
