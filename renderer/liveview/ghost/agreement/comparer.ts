import type { AgreementOrder, AgreementResult, Laid } from './messages.ts';
import type { Match } from './register.ts';
import { handedPx } from './size.ts';

/** About six a second: a hand that moves a chin sees it at once, and the processor is left to the pictures. */
const leastIntervalMs = 160;

export type Comparer = {
  /** Offers a frame, which stays the caller's. Taken at once, only when the last one is answered and it is time. */
  offer(frame: ImageBitmap, laid: Laid): void;
  close(): void;
};

/** Has frames compared with an earlier picture beside the page's own thread: the latest one wins, nothing queues. */
export function openComparer(picture: HTMLImageElement, onMatch: (match: Match | null) => void): Comparer {
  const worker = new Worker(new URL('./agreement-worker.ts', import.meta.url), { type: 'module' });
  let busy = true;
  let closed = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  const send = (order: AgreementOrder, given: ImageBitmap): void => {
    if (closed) given.close();
    else worker.postMessage(order, [given]);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<AgreementResult>) => {
    busy = false;
    if (!closed) onMatch(data.match);
  });
  reduced(picture, picture.naturalWidth, picture.naturalHeight, 'high').then(
    (small) => {
      send({ kind: 'ghost', picture: small }, small);
      busy = false;
    },
    () => {
      // A picture that cannot be reduced is compared with nothing: the comparer stays busy.
    },
  );
  return {
    offer(frame, laid) {
      const now = performance.now();
      if (busy || closed || now - lastAt < leastIntervalMs) return;
      busy = true;
      lastAt = now;
      reduced(frame, frame.width, frame.height, 'low').then(
        (small) => send({ kind: 'frame', frame: small, laid }, small),
        () => {
          // A frame that cannot be reduced is left out, as one that cannot be drawn.
          busy = false;
        },
      );
    },
    close: () => {
      closed = true;
      worker.terminate();
    },
  };
}

function reduced(
  source: ImageBitmapSource,
  width: number,
  height: number,
  resizeQuality: ResizeQuality,
): Promise<ImageBitmap> {
  const share = Math.min(1, handedPx / Math.max(width, height));
  return createImageBitmap(source, {
    resizeWidth: Math.max(1, Math.round(width * share)),
    resizeHeight: Math.max(1, Math.round(height * share)),
    resizeQuality,
  });
}
