import type { Clock } from '../base/clock.ts';
import { operation } from './ptp/codes.ts';
import type { Interference } from './ptpip-server.ts';

/** What can be wrong with the link while it stands. */
export type LinkFaults = {
  readonly interference: Interference;
  /** The next operation, or the next of that code, is answered so late. */
  stall(ms: number, code: number | undefined): void;
  dropInDownload(afterBytes: number): void;
  dropInLiveView(afterFrames: number): void;
  slow(bytesPerSecond: number): void;
  /** Ends them all and lets go whatever is held back. */
  end(): void;
};

/** Answers trickle in pieces of this much time: a tenth of the host's patience, so that none looks like a stall. */
const pieceMs = 50;

export function createLinkFaults(clock: Clock, liveFrameOperation: number): LinkFaults {
  let stall: { ms: number; code: number | undefined } | null = null;
  let downloadBytesLeft: number | null = null;
  let framesLeft: number | null = null;
  let bytesPerSecond: number | null = null;
  const waiting = new Set<() => void>();

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        waiting.delete(end);
        resolve();
      };
      const cancel = clock.setTimeout(end, ms);
      waiting.add(end);
    });
  }

  function cutInDownload(bytes: number): number | null {
    if (downloadBytesLeft === null) return null;
    if (bytes <= downloadBytesLeft) {
      downloadBytesLeft -= bytes;
      return null;
    }
    const cut = downloadBytesLeft;
    downloadBytesLeft = null;
    return cut;
  }

  function cutInLiveView(bytes: number): number | null {
    if (framesLeft === null) return null;
    if (framesLeft > 0) {
      framesLeft -= 1;
      return null;
    }
    framesLeft = null;
    return bytes >> 1;
  }

  return {
    interference: {
      async beforeAnswer({ code }) {
        if (!stall || (stall.code ?? code) !== code) return;
        const { ms } = stall;
        stall = null;
        await wait(ms);
      },
      cutAfterBytes({ code }, { data }) {
        if (!data) return null;
        if (code === liveFrameOperation) return cutInLiveView(data.byteLength);
        const isDownload = code === operation.getObject || code === operation.getPartialObject;
        return isDownload ? cutInDownload(data.byteLength) : null;
      },
      get slow() {
        if (bytesPerSecond === null) return null;
        return { pieceBytes: Math.ceil((bytesPerSecond * pieceMs) / 1000), pause: () => wait(pieceMs) };
      },
    },
    stall(ms, code) {
      stall = { ms, code };
    },
    dropInDownload(afterBytes) {
      downloadBytesLeft = afterBytes;
    },
    dropInLiveView(afterFrames) {
      framesLeft = afterFrames;
    },
    slow(asked) {
      bytesPerSecond = asked;
    },
    end() {
      stall = null;
      downloadBytesLeft = null;
      framesLeft = null;
      bytesPerSecond = null;
      for (const end of waiting) end();
    },
  };
}
