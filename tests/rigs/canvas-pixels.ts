import type { Page } from '@playwright/test';

const largestPx = 1280;

/** How many pixels of a canvas have exactly this colour (red, green, blue) and are not transparent. */
export async function countPixels(page: Page, selector: string, colour: readonly number[]): Promise<number> {
  return await page.locator(selector).evaluate(
    (element, { wanted: [red, green, blue], largest }) => {
      const source = element as HTMLCanvasElement;
      const copy = document.createElement('canvas');
      // A canvas that is handed bitmaps does not say their size: it is drawn as it is, onto room enough.
      copy.width = largest;
      copy.height = largest;
      const context = copy.getContext('2d');
      context?.drawImage(source, 0, 0);
      const data = context?.getImageData(0, 0, copy.width, copy.height).data ?? new Uint8ClampedArray();
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 0) continue;
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
      }
      return count;
    },
    { wanted: [...colour], largest: largestPx },
  );
}
