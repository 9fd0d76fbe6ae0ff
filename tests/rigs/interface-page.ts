import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import { type FakeStudio, startFakeStudio } from './fake-studio.ts';

const page = join(findRoot(import.meta.dirname), 'out', 'renderer');

/** The built page on a fake studio of its own. A page error or a console error fails the test, whatever it was about. */
export const test = base.extend<{ studio: FakeStudio }>({
  studio: async ({ page: shown }, use) => {
    const studio = await startFakeStudio(page);
    const problems: string[] = [];
    shown.on('pageerror', (error) => problems.push(error.message));
    shown.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await use(studio);
    await studio.close();
    expect(problems).toEqual([]);
  },
});

/** From the first page to the camera, as an operator types it. */
export async function openSession(shown: Page, studio: FakeStudio, protocol = 'gaze-9'): Promise<void> {
  await shown.goto(studio.url);
  await enterPatient(shown, protocol);
}

/** From today's screen to the camera: always the same patient. */
export async function enterPatient(shown: Page, protocol = 'gaze-9'): Promise<void> {
  await shown.fill('[name=patientId]', '8004512');
  await shown.fill('[name=family]', 'Dupré');
  await shown.fill('[name=given]', 'Zoé');
  await shown.fill('[name=birthDate]', '04/05/2016');
  await shown.check('[name=sex][value=F]');
  await shown.check(`[name=protocol][value=${protocol}]`);
  await shown.keyboard.press('Enter');
  await expect(shown.locator('.capture')).toBeVisible();
}

/** Photographs the step that the screen names, by its button and not by a pedal's gesture, and waits for the review. */
export async function photograph(shown: Page): Promise<void> {
  await expect(shown.locator('[data-name=take]')).toBeEnabled();
  const before = await shown.locator('.last').getAttribute('data-number');
  await shown.locator('[data-name=take]').press('Enter');
  await expect(shown.locator('.last')).not.toHaveAttribute('data-number', before ?? 'none');
  await expect(shown.locator('.capture')).toHaveAttribute('data-phase', 'review');
}
