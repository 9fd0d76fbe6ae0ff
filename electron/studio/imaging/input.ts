import { CodedError } from '../../contract/errors.ts';

/** What may be decoded at all: the largest medium-format sensors, and no picture that claims to be larger. */
export const checkedInput = { limitInputPixels: 160_000_000 } as const;

/** Runs what decodes a picture; its failure becomes `picture-unsupported`. */
export async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new CodedError('picture-unsupported', { reason: 'not decodable' }, { cause });
  }
}
