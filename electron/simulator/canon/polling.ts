import type { Announcements } from '../announcements.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import { joinBytes } from '../ptp/packets.ts';
import { endRecord } from './records.ts';

/** One record for the host; `handle` is the object that it tells of, where it tells of one. */
export type EosEvent = { record: Uint8Array; handle?: number };

export type PollingOptions = {
  announcements: Announcements<EosEvent>;
  misbehaviour: Misbehaviour;
  /** What a host is told when it begins to listen. */
  everything: () => readonly Uint8Array[];
  /** What has changed by itself since it was last asked for. */
  news: () => readonly Uint8Array[];
};

/** What GetEvent answers, and whether anybody listens. */
export type Polling = {
  readonly listening: boolean;
  listen(): void;
  stop(): void;
  /** Lost where nobody listens. */
  tell(record: Uint8Array): void;
  take(): Uint8Array;
};

export function createPolling({ announcements, misbehaviour, everything, news }: PollingOptions): Polling {
  let listening = false;
  let greeted = false;
  let pause = false;

  function taken(): readonly Uint8Array[] {
    if (!listening) return [];
    if (!greeted) {
      greeted = true;
      news();
      return everything();
    }
    for (const record of news()) announcements.tell({ record });
    // libgphoto2 polls until nothing comes: one by one, each record must look like the last.
    pause = misbehaviour.events === 'one-by-one' && !pause;
    const records = pause || misbehaviour.events !== 'one-by-one' ? announcements.take() : [];
    return records.map(({ record }) => record);
  }

  return {
    get listening() {
      return listening;
    },
    listen() {
      listening = true;
      greeted = false;
      announcements.clear();
    },
    stop() {
      listening = false;
      announcements.clear();
    },
    tell(record) {
      if (listening) announcements.tell({ record });
    },
    take: () => joinBytes([...taken(), endRecord]),
  };
}
