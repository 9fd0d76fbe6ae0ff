import type { Part } from '../zoom.ts';
import type { Analyses, AnalysisOrder, AnalysisResult } from './messages.ts';

/** As wide as most bodies' live view: fine enough to tell sharp from nearly sharp, small enough for a dozen a second. */
const analysisPx = 640;
/** About twelve a second: marks follow a turning hand, and the processor is left to the pictures. */
const leastIntervalMs = 80;

export type Analyst = {
  /** Offers a frame, which stays the caller's. Taken at once, only when the last one is answered and it is time. */
  offer(frame: ImageBitmap): void;
  close(): void;
};

/**
 * Has frames analysed beside the page's own thread: the latest one wins, nothing queues. `seen` says what part of the
 * frame is on screen: that is what is analysed.
 */
export function openAnalyst(
  asks: { wanted(): Analyses; seen(): Part },
  onResult: (result: AnalysisResult) => void,
): Analyst {
  const worker = new Worker(new URL('./analysis-worker.ts', import.meta.url), { type: 'module' });
  let busy = false;
  let closed = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  worker.addEventListener('message', ({ data }: MessageEvent<AnalysisResult>) => {
    busy = false;
    if (closed) data.overlay?.close();
    else onResult(data);
  });

  const send = (small: ImageBitmap): void => {
    const order: AnalysisOrder = { frame: small, wanted: asks.wanted(), overlayPx: analysisPx };
    if (closed) small.close();
    else worker.postMessage(order, [small]);
  };

  return {
    offer(frame) {
      const now = performance.now();
      if (busy || closed || now - lastAt < leastIntervalMs) return;
      busy = true;
      lastAt = now;
      const { x, y, width, height } = pixelsSeen(frame, asks.seen());
      const reduced = Math.min(1, analysisPx / width);
      const size = {
        resizeWidth: Math.max(1, Math.round(width * reduced)),
        resizeHeight: Math.max(1, Math.round(height * reduced)),
        resizeQuality: 'low',
      } as const;
      createImageBitmap(frame, x, y, width, height, size).then(send, () => {
        // A frame that cannot be reduced is left out, as one that cannot be drawn.
        busy = false;
      });
    },
    close: () => {
      closed = true;
      worker.terminate();
    },
  };
}

/** A part of the field in whole pixels of its frame, at least one. */
function pixelsSeen(frame: { width: number; height: number }, part: Part): Part {
  const x = Math.min(frame.width - 1, Math.round(part.x * frame.width));
  const y = Math.min(frame.height - 1, Math.round(part.y * frame.height));
  return {
    x,
    y,
    width: Math.max(1, Math.min(frame.width - x, Math.round(part.width * frame.width))),
    height: Math.max(1, Math.min(frame.height - y, Math.round(part.height * frame.height))),
  };
}
