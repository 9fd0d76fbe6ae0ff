import { join } from 'node:path';
import { type Browser, _electron as electron, type Page } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import type { Workplace } from './cli.ts';
import { electronBinary } from './electron-binary.ts';
import { serveStudio } from './served-studio.ts';

export type OpenStudio = { readonly page: Page; readonly problems: string[]; close(): Promise<void> };

/** One way of putting the same studio on a screen. */
export type Shell = {
  readonly name: string;
  /** Why it cannot be tried on this machine; null where it can. */
  readonly missing: string | null;
  open(place: Workplace, browser: Browser, locale: string): Promise<OpenStudio>;
};

const root = findRoot(import.meta.dirname);
const devices = { camera: 'sim:nikon', trigger: 'sim:trigger' };

/** What a page says that it should not. */
function listen(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

export const host: Shell = {
  name: 'the host in Chromium',
  missing: null,
  async open(place, browser, locale) {
    const studio = await serveStudio(place, devices);
    const context = await browser.newContext({ locale, viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    const problems = listen(page);
    await page.goto(studio.url);
    return {
      page,
      problems,
      async close() {
        await context.close();
        await studio.stop();
      },
    };
  },
};

export const shell: Shell = {
  name: 'the Electron shell',
  missing: electronBinary() === null ? 'no Electron binary on this machine: npm could not download it' : null,
  async open(place, _browser, locale) {
    const store = `folder:${join(place.folder, 'store')}`;
    const app = await electron.launch({
      executablePath: electronBinary() ?? '',
      args: [
        root,
        // No system keeps keys where tests run.
        ...['--key-file', join(place.folder, 'station.key')],
        ...['--vault', place.vault, '--camera', devices.camera, '--trigger', devices.trigger, '--store', store],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
      env: { ...process.env, ...place.env, LANG: locale } as Record<string, string>,
      locale,
    });
    const page = await app.firstWindow();
    const problems = listen(page);
    await page.setViewportSize({ width: 1920, height: 1080 });
    return { page, problems, close: () => app.close() };
  },
};
