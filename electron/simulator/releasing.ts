import type { Announcements } from './announcements.ts';
import type { Card } from './card.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { PictureMemory } from './picture-memory.ts';
import type { Production } from './production.ts';
import { response } from './ptp/codes.ts';
import type { Shutter } from './shutter.ts';

export type Target = 'card' | 'memory';

/** In which words a make tells of a release. */
export type Heralds<Event> = {
  /** The shutter has opened. Null where the make says nothing of it. */
  opened(): Event | null;
  folder(handle: number): Event;
  file(target: Target, handle: number): Event;
  complete(target: Target): Event;
};

export type ReleasingOptions<Event> = {
  card: Card;
  memory: PictureMemory;
  shutter: Shutter;
  misbehaviour: Misbehaviour;
  production: Production;
  announcements: Announcements<Event>;
  heralds: Heralds<Event>;
  /** Where pictures go whose button was pressed by hand. */
  handTarget: () => Target;
  /** Whether a host hears of events. */
  inSession: () => boolean;
  /** Ended by an error that nobody foresaw. */
  onFailed: (error: unknown) => void;
};

/** One release after the other: from the shutter to the announcement of its files. */
export type Releasing = {
  /** The release under way. Never rejects. */
  readonly underWay: Promise<string[]> | null;
  /** How many more pictures fit on the card. */
  picturesLeft(): number;
  /** PTP's code: whether the body takes the picture. Looks at everything but whether it is busy. */
  release(target: Target, by: 'host' | 'hand'): number;
  /** The power has gone: what is not yet on the card is lost. */
  cut(): void;
};

export function createReleasing<Event>(options: ReleasingOptions<Event>): Releasing {
  const { card, memory, shutter, misbehaviour, announcements, heralds, inSession } = options;
  let underWay: Promise<string[]> | null = null;
  let powerCuts = 0;

  /** As bodies do, the room is counted in the largest files there may be: half a byte per pixel each. */
  function picturesLeft(): number {
    const { widthPx, heightPx } = shutter.size();
    return Math.floor(card.freeBytes / (widthPx * heightPx * 0.5 * shutter.fileCount()));
  }

  function refusal(target: Target): number | null {
    if (target === 'memory') {
      return misbehaviour.memoryFull || memory.room < shutter.fileCount() ? response.storeFull : null;
    }
    if (!card.present) return response.storeNotAvailable;
    return picturesLeft() < 1 ? response.storeFull : null;
  }

  async function expose(target: Target): Promise<string[]> {
    const powerCutsBefore = powerCuts;
    const released = shutter.release();
    const opened = heralds.opened();
    if (opened !== null && inSession()) announcements.tell(opened);
    const shot = await released;
    const { base, parent, newFolder } = card.nextPicture();
    const files = shot.files(base);
    options.production.add(shutter.count, target, files);
    const hasPower = powerCuts === powerCutsBefore;
    if (target === 'memory' && !hasPower) return files.map((file) => file.name);
    const handles = files.map((file) => (target === 'card' ? card.add(parent, file) : memory.add(file)));
    if (hasPower && inSession()) {
      // A card that was taken out meanwhile has nothing to tell of.
      const there = target === 'memory' || card.present;
      if (there && target === 'card' && newFolder !== null) announcements.tell(heralds.folder(newFolder));
      const told = there ? handles.map((handle) => heralds.file(target, handle)) : [];
      announcements.shot(told, heralds.complete(target));
    }
    return files.map((file) => file.name);
  }

  /** The host hears of nothing before all is done. */
  async function exposeUnheard(target: Target, andAgain: boolean): Promise<string[]> {
    const letGo = announcements.hold();
    try {
      const names = await expose(target);
      if (!andAgain) return names;
      const byHand = options.handTarget();
      if (refusal(byHand) === null) await expose(byHand);
      return names;
    } finally {
      letGo();
    }
  }

  return {
    get underWay() {
      return underWay;
    },
    picturesLeft,
    release(target, by) {
      const refused = refusal(target);
      if (refused !== null) return refused;
      const twice = by === 'host' && misbehaviour.secondShots > 0;
      if (twice) misbehaviour.secondShots -= 1;
      const unheard = twice || misbehaviour.events === 'at-once';
      underWay = (unheard ? exposeUnheard(target, twice) : expose(target))
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
