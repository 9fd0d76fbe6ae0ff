import { CodedError } from '../../contract/errors.ts';
import type { FetchedPrior } from '../priors.ts';
import { localOffset, zoneOf } from './moment.ts';
import { priorFactsOf } from './prior-facts.ts';
import type { Elements } from './read.ts';

/** An archive that does not say in which zone its dates stand is taken to be where the station is. */
export function zoneHere(): string {
  return zoneOf(localOffset(new Date().toISOString()));
}

/** An object that was fetched whole. Throws `file-invalid` where it is no photograph in JPEG. */
export function photographIn(dataSet: Elements, jpeg: Uint8Array): FetchedPrior {
  const facts = priorFactsOf(dataSet, zoneHere());
  if (!facts || jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new CodedError('file-invalid', { why: 'no photograph' });
  return { jpeg, facts, bytes: jpeg.length };
}

/** Puts a picture together. Throws `file-invalid` for one that is larger than anybody wants. */
export function gathering(mostBytes: number) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    add(chunk: Uint8Array): void {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new CodedError('file-invalid', { why: 'a picture too large' });
      chunks.push(chunk);
    },
    whole: () => Buffer.concat(chunks),
  };
}
