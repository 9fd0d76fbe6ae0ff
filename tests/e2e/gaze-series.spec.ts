import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { validate } from '../rigs/dicom-tools.ts';
import { type ServedStudio, serveStudio } from '../rigs/served-studio.ts';

const root = findRoot(import.meta.dirname);
/** The README's pictures are taken anew when asked for, so that an ordinary run changes no file of the checkout. */
const screenshots = process.env.INCIDENCE_SCREENSHOTS ? join(root, 'resources', 'screenshots') : null;
let place: Workplace;
let studio: ServedStudio;
let problems: string[];

test.beforeEach(async ({ page }) => {
  place = await workplace();
  studio = await serveStudio(place, { camera: 'sim:nikon', trigger: 'sim:trigger' });
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});

test.afterEach(async () => {
  await studio.stop();
  await place.remove();
  expect(problems, 'a page error or a console error').toEqual([]);
});

async function shot(page: Page, name: string): Promise<void> {
  if (screenshots !== null) await page.screenshot({ path: join(screenshots, name) });
}

async function openSession(page: Page): Promise<void> {
  await page.fill('input[name=patientId]', '8004512');
  await page.fill('input[name=family]', 'Dupré');
  await page.fill('input[name=given]', 'Zoé');
  await page.fill('input[name=birthDate]', '04/05/2016');
  await page.locator('label:has(input[name=sex][value=F])').click();
  await expect(page.locator('input[name=sex][value=F]')).toBeChecked();
  await page.keyboard.press('Enter');
}

test.describe('in French', () => {
  test.use({ locale: 'fr-FR' });

  test('nine directions of gaze with one key, to the last proof', async ({ page }) => {
    await page.goto(studio.url);
    await openSession(page);
    const title = page.getByRole('heading', { level: 1 });
    await expect(title).toHaveText('Position primaire');
    await expect(page.locator('.live-view canvas, canvas').first()).toBeVisible();
    const names = [
      'Position primaire',
      'Droite',
      'Gauche',
      'Haut-droite',
      'Haut',
      'Haut-gauche',
      'Bas-droite',
      'Bas',
      'Bas-gauche',
    ];
    for (const [index, name] of names.entries()) {
      await expect(title).toHaveText(name);
      await page.keyboard.press('Space');
      await expect(page.getByText(/Enregistrée/).first()).toBeVisible({ timeout: 60_000 });
      await expect(page.locator('[data-phase=review]')).toBeVisible({ timeout: 60_000 });
      if (index === 3) await shot(page, 'capture.png');
      await page.keyboard.press('Enter');
    }
    await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
    await shot(page, 'series.png');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/9 sur 9/).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/confirmé/i).first()).toBeVisible();
    await shot(page, 'confirmed.png');

    const files = (await readdir(join(place.folder, 'store'), { recursive: true })).filter((name) =>
      name.endsWith('.dcm'),
    );
    expect(files).toHaveLength(9);
    for (const file of files) expect((await validate(join(place.folder, 'store', file))).errors).toEqual([]);
    await page.close();
    await studio.stop();
    const status = await cli(['vault', 'status', '--json', '--vault', place.vault], place.env);
    expect(JSON.parse(status.stdout)).toMatchObject({ sessions: 1, originals: 9, damaged: 0, quarantined: 0 });
  });
});

test.describe('in English', () => {
  test.use({ locale: 'en-GB' });

  test('a retake, a skip with a reason, a deferral; the address works once', async ({ page, browser }) => {
    await page.goto(studio.url);
    const stranger = await browser.newContext();
    const again = await (await stranger.newPage()).goto(studio.url);
    expect(again?.status()).toBe(401);
    await stranger.close();

    await openSession(page);
    const title = page.getByRole('heading', { level: 1 });
    await expect(title).toHaveText('Primary position');
    await page.keyboard.press('Space');
    await expect(page.locator('[data-phase=review]')).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('r');
    await expect(title).toHaveText('Primary position');
    await expect(page.locator('[data-phase=ready]')).toBeVisible();
    await page.keyboard.press('Space');
    await expect(page.locator('[data-phase=review]')).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Enter');
    await expect(title).toHaveText('Right');
  });
});
