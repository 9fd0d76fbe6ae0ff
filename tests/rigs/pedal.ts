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

/** Two presses as a foot gives them: 80 ms each, 120 ms apart by the browser's own time, however loaded the machine is. */
export async function doublePress(page: Page, { code, key }: { code: string; key: string }): Promise<void> {
  const since = performance.now() - (released.get(page) ?? Number.NEGATIVE_INFINITY);
  if (since < doublePressMs + marginMs) await wait(doublePressMs + marginMs - since);
  const wire = await page.context().newCDPSession(page);
  const now = Date.now() / 1000;
  const events = [
    ['keyDown', 0],
    ['keyUp', 0.08],
    ['keyDown', 0.2],
    ['keyUp', 0.28],
  ] as const;
  const sent = events.map(([type, after]) =>
    wire.send('Input.dispatchKeyEvent', { type, code, key, timestamp: now + after }),
  );
  await Promise.all(sent);
  await wire.detach();
  released.set(page, performance.now());
}
