import { tellProgress } from './mpps/tell-progress.ts';
import { echoPeer } from './ris-peer.ts';
import { askWorklist } from './worklist/ask-worklist.ts';

/** What is asked of a hospital's RIS. Nothing is kept between two calls: each has an association of its own. */
export const ris = { worklist: askWorklist, tell: tellProgress, echo: echoPeer };
export type Ris = typeof ris;
