import type { Page } from '@playwright/test';

export type PaintingProbe = {
  page: Page;
  /** Milliseconds from arriving to painted, of each frame since the last time. */
  take(): Promise<number[]>;
};

/**
 * Follows frames in a page, whoever draws them: from the message that brings one to the second painting after it was
 * handed to its canvas, which begins when the first is done. For what the page loads next.
 */
export async function probePainting(page: Page): Promise<PaintingProbe> {
  await page.addInitScript(() => {
    const painted: number[] = [];
    Object.assign(window, { painted });
    let arrived = 0;
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener('message', ({ data }) => {
          if (typeof data !== 'string') arrived = performance.now();
        });
      }
    };
    const largestOverlayPx = 1280;
    const { transferFromImageBitmap } = ImageBitmapRenderingContext.prototype;
    ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
      const isFrame = (bitmap?.width ?? 0) > largestOverlayPx;
      transferFromImageBitmap.call(this, bitmap);
      if (!isFrame) return;
      const since = arrived;
      requestAnimationFrame(() => requestAnimationFrame(() => painted.push(performance.now() - since)));
    };
  });
  return {
    page,
    take: async () => await page.evaluate(() => (window as unknown as { painted: number[] }).painted.splice(0)),
  };
}
