import type { FrameWire } from '../../electron/studio/live-view.ts';

/** What became of frames since the last `take`: how late each was drawn, in milliseconds from its sending. */
export type Delivered = { frames: number; latestMs: number };

export type FrameServer = {
  attach(wire: FrameWire): void;
  take(): Delivered;
  stop(): void;
};

/**
 * Sends frames at a camera's pace to whoever has asked. A page asks when it has drawn: so the way from sending to the
 * next asking holds the frame's whole life, the wire both ways included. Who has not asked in time misses a beat.
 */
export function serveFrames(frames: readonly Uint8Array[], perSecond: number): FrameServer {
  const asking = new Set<FrameWire>();
  const sentAt = new Map<FrameWire, number>();
  let delivered: Delivered = { frames: 0, latestMs: 0 };
  let next = 0;
  const begun = performance.now();
  let beat = 0;
  let timer: ReturnType<typeof setTimeout>;

  function send(): void {
    const jpeg = frames[next % frames.length];
    next += 1;
    if (jpeg) {
      for (const wire of asking) {
        asking.delete(wire);
        sentAt.set(wire, performance.now());
        wire.send(jpeg);
      }
    }
    beat += 1;
    timer = setTimeout(send, Math.max(0, begun + (beat * 1000) / perSecond - performance.now()));
  }
  send();

  return {
    attach(wire) {
      wire.onNext(() => {
        const sent = sentAt.get(wire);
        if (sent !== undefined) {
          delivered.frames += 1;
          delivered.latestMs = Math.max(delivered.latestMs, performance.now() - sent);
        }
        sentAt.delete(wire);
        asking.add(wire);
      });
      wire.onClose(() => {
        asking.delete(wire);
        sentAt.delete(wire);
      });
    },
    take() {
      const result = delivered;
      delivered = { frames: 0, latestMs: 0 };
      return result;
    },
    stop: () => clearTimeout(timer),
  };
}
