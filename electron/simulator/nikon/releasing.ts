import type { Announcements } from '../announcements.ts';
import type { Card } from '../card.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import type { Production } from '../production.ts';
import { eventCode, response } from '../ptp/codes.ts';
import { nikonEvent } from './codes.ts';
import type { PictureMemory } from './picture-memory.ts';
import type { Shutter } from './shutter.ts';

export type NikonEvent = { code: number; parameter: number };
export type Target = 'card' | 'memory';

export type ReleasingOptions = {
  card: Card;
  memory: PictureMemory;
  shutter: Shutter;
  misbehaviour: Misbehaviour;
  production: Production;
  announcements: Announcements<NikonEvent>;
  /** How many more pictures fit on the card. */
  picturesLeft: () => number;
  /** Whether a host hears of events. */
  inSession: () => boolean;
  /** Ended by an error that nobody foresaw. */
  onFailed: (error: unknown) => void;
};

/** One release after the other: from the shutter to the announcement of its files. */
export type Releasing = {
  /** The release under way. Never rejects. */
  readonly underWay: Promise<string[]> | null;
  /** PTP's code: whether the body takes the picture. Looks at everything but whether it is busy. */
  release(target: Target, by: 'host' | 'hand'): number;
  /** The power has gone: what is not yet on the card is lost. */
  cut(): void;
};

export function createReleasing(options: ReleasingOptions): Releasing {
  const { card, memory, shutter, misbehaviour, announcements, inSession } = options;
  let underWay: Promise<string[]> | null = null;
  let powerCuts = 0;

  function refusal(target: Target): number | null {
    if (target === 'memory') {
      return misbehaviour.memoryFull || memory.room < shutter.fileCount() ? response.storeFull : null;
    }
    if (!card.present) return response.storeNotAvailable;
    return options.picturesLeft() < 1 ? response.storeFull : null;
  }

  async function expose(target: Target): Promise<string[]> {
    const powerCutsBefore = powerCuts;
    const shot = await shutter.release();
    const { base, parent, newFolder } = card.nextPicture();
    const files = shot.files(base);
    options.production.add(shutter.count, target, files);
    const hasPower = powerCuts === powerCutsBefore;
    const hears = hasPower && inSession();
    if (target === 'card') {
      if (hears && newFolder !== null) announcements.tell({ code: eventCode.objectAdded, parameter: newFolder });
      const added = files.map((file) => ({ code: eventCode.objectAdded, parameter: card.add(parent, file) }));
      if (hears) announcements.shot(added, { code: eventCode.captureComplete, parameter: 0 });
    } else if (hasPower) {
      const added = files.map((file) => ({ code: nikonEvent.objectAddedInRam, parameter: memory.add(file) }));
      if (hears) announcements.shot(added, { code: nikonEvent.captureCompleteInRam, parameter: 0 });
    }
    return files.map((file) => file.name);
  }

  async function exposeTwice(target: Target): Promise<string[]> {
    const letGo = announcements.hold();
    try {
      const names = await expose(target);
      if (refusal('card') === null) await expose('card');
      return names;
    } finally {
      letGo();
    }
  }

  return {
    get underWay() {
      return underWay;
    },
    release(target, by) {
      const refused = refusal(target);
      if (refused !== null) return refused;
      const twice = by === 'host' && misbehaviour.secondShots > 0;
      if (twice) misbehaviour.secondShots -= 1;
      underWay = (twice ? exposeTwice(target) : expose(target))
        .catch((error: unknown) => {
          options.onFailed(error);
          return [];
        })
        .finally(() => {
          underWay = null;
        });
      return response.ok;
    },
    cut() {
      powerCuts += 1;
    },
  };
}
