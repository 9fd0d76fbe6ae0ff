import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import type { Preferences } from '../../electron/contract/preferences.ts';
import { sitterArtist } from './fake-artists.ts';
import { type FakeStudio, startFakeStudio } from './fake-studio.ts';

/** The built page on a fake studio whose time stands still, with the virtual sitter, who does too. */
export type Reference = {
  page: Page;
  studio: FakeStudio;
  /** What the clocks of page and studio say from now on. */
  setTime(at: string): Promise<void>;
  prefer(what: Partial<Preferences>): void;
};

const pageFolder = join(findRoot(import.meta.dirname), 'out', 'renderer');

export const test = base.extend<{ reference: Reference }>({
  timezoneId: 'Europe/Paris',
  reference: async ({ page }, use) => {
    let now = new Date('2026-11-22T08:05:00Z');
    const studio = await startFakeStudio(pageFolder, { artist: sitterArtist(), clock: () => now });
    const prefer = (what: Partial<Preferences>): void =>
      studio.change((state) => {
        state.preferences = { ...state.preferences, ...what };
      });
    const setTime = async (at: string): Promise<void> => {
      now = new Date(at);
      await page.clock.setFixedTime(now);
    };
    await setTime(now.toISOString());
    prefer({ language: 'fr', acceptAfterS: 0, sounds: { beeps: false, voice: false } });
    await use({ page, studio, setTime, prefer });
    await studio.close();
  },
});

/** Compares the page with the committed picture of that name, once every picture on it is there. */
export async function expectReference(page: Page, name: string): Promise<void> {
  await expect(page.locator('.picture[data-state=loading]')).toHaveCount(0);
  await expect(page.locator('.live[data-stale=true]')).toHaveCount(0, { timeout: 20_000 });
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  });
  // What is redrawn while it is looked through is gone: then it is looked through again.
  await expect(async () => expect(await foreignFonts(page)).toEqual([])).toPass({ timeout: 20_000 });
  // Each view's face is drawn when it is first asked for, and live view is not old the moment another one is: until it is there.
  await expect(() => expect(page).toHaveScreenshot(`${name}.png`, { timeout: 20_000 })).toPass({ timeout: 20_000 });
}

/** Fonts of this machine that something on the page is written in: another machine has others. */
async function foreignFonts(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  await browser.send('DOM.getDocument', { depth: 0 });
  // Only what has words of its own: asking for each of them takes its time.
  const query = '//body//*[text()[normalize-space()] or self::input or self::textarea]';
  const { searchId, resultCount } = await browser.send('DOM.performSearch', { query });
  const range = { searchId, fromIndex: 0, toIndex: resultCount };
  const { nodeIds } = resultCount === 0 ? { nodeIds: [] } : await browser.send('DOM.getSearchResults', range);
  const fonts = await Promise.all(nodeIds.map((nodeId) => browser.send('CSS.getPlatformFontsForNode', { nodeId })));
  const foreign = new Set<string>();
  for (const { familyName, isCustomFont } of fonts.flatMap((each) => each.fonts)) {
    if (!isCustomFont) foreign.add(familyName);
  }
  await browser.detach();
  return [...foreign];
}
