import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { doublePressMs } from '../../renderer/app/pedal.ts';

const released = new WeakMap<Page, number>();
/** What the page's clock may be behind ours. */
const marginMs = 100;

/** One press as a foot gives it: never so soon after the last one that the two would be a double press, which undoes. */
export async function press(page: Page, key = 'Space'): Promise<void> {
  const since = performance.now() - (released.get(page) ?? Number.NEGATIVE_INFINITY);
  if (since < doublePressMs + marginMs) await wait(doublePressMs + marginMs - since);
  await page.keyboard.press(key);
  released.set(page, performance.now());
}
