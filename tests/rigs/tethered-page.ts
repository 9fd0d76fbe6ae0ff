import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { workplace } from './cli.ts';
import { serveStudio } from './served-studio.ts';
import { startVirtualCamera, type VirtualCamera } from './virtual-camera.ts';

/** How long a loaded machine may take for a picture, a reconnection, a process that starts. */
export const patienceMs = 60_000;

export type Tethered = { page: Page; camera: VirtualCamera; problems: string[]; close(): Promise<void> };

type Options = {
  model?: 'nikon' | 'canon';
  locale?: string;
  /** A store for tests that it sends to and asks, instead of a folder. */
  store?: string;
};

/** The whole studio on a virtual body over PTP/IP, and its page: what is done to the body is seen on the screen. */
export async function tether(browser: Browser, options: Options = {}): Promise<Tethered> {
  const { model = 'nikon', locale = 'en-GB', store } = options;
  const camera = await startVirtualCamera({ model });
  const place = await workplace();
  const studio = await serveStudio(place, { camera: camera.address, ...(store ? { store, testStore: true } : {}) });
  const context = await browser.newContext({ locale, viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(studio.url);
  return {
    page,
    camera,
    problems,
    async close() {
      await context.close();
      await studio.stop();
      await camera.stop();
      await place.remove();
    },
  };
}

/** A studio on a virtual Nikon for each test. A page error or a console error fails the test, whatever it was about. */
export const test = base.extend<{ tethered: Tethered }>({
  tethered: async ({ browser, locale }, use) => {
    const tethered = await tether(browser, { locale: locale ?? 'en-GB' });
    await use(tethered);
    await tethered.close();
    expect(tethered.problems).toEqual([]);
  },
});

/** From the first page to the camera, with a picture from live view on screen. */
export async function openSession({ page }: Pick<Tethered, 'page'>, protocol = 'gaze-9'): Promise<void> {
  await page.fill('[name=patientId]', '8004512');
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=given]', 'Zoé');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.locator('label:has(input[name=sex][value=F])').click();
  await page.check(`[name=protocol][value=${protocol}]`);
  await page.keyboard.press('Enter');
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false', { timeout: patienceMs });
}
