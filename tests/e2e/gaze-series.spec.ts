import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { validate } from '../rigs/dicom-tools.ts';
import { press } from '../rigs/pedal.ts';
import { host, type OpenStudio, shell } from '../rigs/studio-shells.ts';

const pictureMs = 60_000;
let place: Workplace;
let studio: OpenStudio;

test.beforeEach(async () => {
  place = await workplace();
});

test.afterEach(async () => {
  await studio.close();
  await place.remove();
  expect(studio.problems, 'page errors and console errors').toEqual([]);
});

async function openSession(page: Page): Promise<void> {
  await page.fill('input[name=patientId]', '8004512');
  await page.fill('input[name=family]', 'Dupré');
  await page.fill('input[name=given]', 'Zoé');
  await page.fill('input[name=birthDate]', '04/05/2016');
  await page.locator('label:has(input[name=sex][value=F])').click();
  await page.check('[name=protocol][value=gaze-9]');
  await page.keyboard.press('Enter');
  // As an operator does: no picture before the screen offers one, which it does once the camera is there.
  await expect(page.locator('[data-name=take]')).toBeEnabled({ timeout: pictureMs });
}

/** One press, and everything that it promises: the picture of that number is saved and under review. */
async function take(page: Page, picture: { number: number; saved: RegExp; next: string }): Promise<void> {
  await press(page);
  await expect(page.locator(`.last[data-number="${picture.number}"]`)).toBeVisible({ timeout: pictureMs });
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: pictureMs });
  await expect(page.getByText(picture.saved).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(picture.next);
}

for (const { name, missing, open } of [host, shell]) {
  test.describe(missing === null ? name : `${name} (${missing})`, () => {
    test.skip(missing !== null, missing ?? '');

    test('nine directions of gaze from the keyboard, in French, to the last proof', async ({ browser }) => {
      studio = await open(place, browser, 'fr-FR');
      const { page } = studio;
      await openSession(page);
      const title = page.getByRole('heading', { level: 1 });
      await expect(title).toHaveText('Position primaire');
      await expect(page.locator('canvas').first()).toBeVisible();
      const names = ['Droite', 'Gauche', 'Haut-droite', 'Haut', 'Haut-gauche', 'Bas-droite', 'Bas', 'Bas-gauche'];
      for (const [index, next] of names.entries()) {
        await take(page, { number: index + 1, saved: /Enregistrée/, next });
        if (index !== 3) continue;
        await expect(page.getByText('Le flash est parti.')).toBeVisible();
      }
      await take(page, { number: 9, saved: /Enregistrée/, next: 'Bas-gauche' });
      await page.keyboard.press('Enter');
      await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
      await page.keyboard.press('b');
      await expect(page.locator('img[src*="/composites/"]')).toHaveJSProperty('complete', true);
      await page.keyboard.press('Enter');
      const proven = 'Confirmé · 9 sur 9 confirmées et 2 objets qui vont avec';
      await expect(page.getByText(proven)).toBeVisible({ timeout: pictureMs });

      const store = join(place.folder, 'store');
      const files = (await readdir(store, { recursive: true })).filter((file) => file.endsWith('.dcm'));
      // Nine pictures, the report, and the Key Objects that name all of it.
      expect(files).toHaveLength(9 + 2);
      for (const file of files) expect((await validate(join(store, file))).errors).toEqual([]);
      await studio.close();
      // The contact sheet, with the patient's name in it, was drawn by then.
      const log = await readFile(join(place.folder, 'log.jsonl'), 'utf8');
      expect(log).toContain('camera-state');
      expect(log).not.toMatch(/dupr|zoé|8004512/i);
      const status = await cli(['vault', 'status', '--json', '--vault', place.vault], place.env);
      expect(JSON.parse(status.stdout)).toMatchObject({ sessions: 1, originals: 9, damaged: 0, quarantined: 0 });
    });

    test('a picture taken again, a view put off, a view skipped with its reason, in English', async ({ browser }) => {
      studio = await open(place, browser, 'en-GB');
      const { page } = studio;
      await openSession(page);
      const title = page.getByRole('heading', { level: 1 });
      await expect(title).toHaveText('Primary position');
      await take(page, { number: 1, saved: /Saved/, next: 'Right' });
      await page.keyboard.press('r');
      await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
      await expect(title).toHaveText('Primary position');
      await take(page, { number: 2, saved: /Saved/, next: 'Right' });
      await page.keyboard.press('Enter');
      await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
      await page.keyboard.press('s');
      await page.getByRole('textbox').fill('The child cries');
      await page.keyboard.press('Enter');
      await expect(title).toHaveText('Left');
      await expect(page.getByText('The child cries').first()).toBeVisible();
    });
  });
}

test('the printed address works once, and only with what it gave', async ({ browser }) => {
  studio = await host.open(place, browser, 'en-GB');
  const { page } = studio;
  await expect(page.getByRole('heading').first()).toBeVisible();
  const stranger = await browser.newContext();
  const origin = new URL(page.url()).origin;
  for (const path of ['/', '/wire', '/guides/eyes-144.svg', '/?token=AAAA']) {
    expect((await stranger.request.get(origin + path)).status()).toBe(401);
  }
  const rebound = { headers: { host: 'evil.example' } };
  expect((await page.request.get(`${origin}/`, rebound)).status()).toBe(403);
  await stranger.close();
});
