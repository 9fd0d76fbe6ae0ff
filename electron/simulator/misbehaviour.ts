/**
 * What a virtual body does differently while it is told to. One for each body; every make looks at it at the very place
 * where a real one would fail. Counters count down by themselves.
 */
export type Misbehaviour = {
  /** How a shot's events reach the host: as they happen, all in one poll, or one in each poll. */
  events: 'as-they-happen' | 'at-once' | 'one-by-one';
  /** The last file of a shot is announced so long after the capture was said to be complete; 0 for before it. */
  lastFileLateMs: number;
  /** Each file is announced twice: `polled` among the events that the host asks for, `pushed` on the event channel too. */
  duplicateEvents: 'none' | 'polled' | 'pushed';
  /**
   * So many of the host's next releases are followed by one of the body's own button at once: the host hears of neither
   * before both are made.
   */
  secondShots: number;
  cardFull: boolean;
  cardMissing: boolean;
  /** As if twelve pictures lay in the body's memory. */
  memoryFull: boolean;
  liveViewProhibited: boolean;
  /** So many of the next attempts to focus fail. */
  focusFailures: number;
  /** So many of the next live frames are empty. */
  emptyPreviews: number;
};

export function wellBehaved(): Misbehaviour {
  return {
    events: 'as-they-happen',
    lastFileLateMs: 0,
    duplicateEvents: 'none',
    secondShots: 0,
    cardFull: false,
    cardMissing: false,
    memoryFull: false,
    liveViewProhibited: false,
    focusFailures: 0,
    emptyPreviews: 0,
  };
}
