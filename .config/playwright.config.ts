import { defineConfig } from '@playwright/test';

/** Debian's Chromium; Playwright's own browsers cannot be assumed. */
export default defineConfig({
  testDir: '../tests/e2e',
  outputDir: '../test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 180_000,
  forbidOnly: true,
  // Only references.spec.ts compares pictures, and what it compares are the README's.
  snapshotPathTemplate: '../resources/screenshots/{arg}{ext}',
  // Pictures and fonts are the same to the last bit: a word that is cut off is more than so many pixels.
  expect: {
    // On a loaded machine a page is late: five seconds, which is what it would be, prove nothing.
    timeout: 30_000,
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', threshold: 0.1, maxDiffPixels: 120 },
  },
  use: {
    viewport: { width: 1920, height: 1080 },
    video: 'off',
    trace: 'off',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // The same letters and colours whatever screen and fonts the machine has.
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-color-profile=srgb',
      ],
    },
  },
});
