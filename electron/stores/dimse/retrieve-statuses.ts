import type { StatusMeanings } from './status-meaning.ts';

/**
 * What the final answer to C-MOVE (PS3.4, C.4.2.1.5) or C-GET (C.4.3.1.4) means where nothing came of it. Any other failure:
 * `store-unproven`. 0x0000 and 0xB000 are no failures; what came in counts.
 */
export const retrieveStatuses: StatusMeanings = {
  272: { name: 'Processing failure', code: 'store-unproven' },
  290: { name: 'SOP Class not supported', code: 'store-unproven' },
  292: { name: 'Not authorised', code: 'store-unauthorised' },
  529: { name: 'Unrecognised operation', code: 'store-unproven' },
  42752: { name: 'Out of resources', code: 'store-unproven' },
  42753: { name: 'Out of resources: number of matches', code: 'store-unproven' },
  42754: { name: 'Out of resources: sub-operations', code: 'store-unproven' },
  43009: { name: 'Move destination unknown', code: 'store-unproven' },
  43264: { name: 'Identifier does not match SOP Class', code: 'store-unproven' },
  65024: { name: 'Cancelled', code: 'store-unproven' },
};
