import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import sharp, { type Sharp } from 'sharp';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { type ServedStudio, serveStudio } from '../rigs/served-studio.ts';
import { openSession, patienceMs } from '../rigs/tethered-page.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

/** Stories of the real studio on the virtual camera that go through more than one life of a process, or of a picture. */

test.use({ locale: 'en-GB' });

type Station = { page: Page; studio: ServedStudio };

let place: Workplace;
let camera: VirtualCamera | undefined;
let stations: Station[];

test.beforeEach(async () => {
  place = await workplace();
  stations = [];
});

test.afterEach(async () => {
  for (const { page, studio } of stations) {
    await page.context().close();
    await studio.stop();
  }
  await camera?.stop();
  await place.remove();
});

async function start(browser: Browser): Promise<Page> {
  const studio = await serveStudio(place, { camera: camera?.address ?? '' });
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  stations.push({ page, studio });
  await page.goto(studio.url);
  return page;
}

/** One press of the button: the picture of that number is saved, checked and waits. */
async function take(page: Page, number: number): Promise<void> {
  await page.locator('[data-name=take]').press('Enter', { timeout: patienceMs });
  await expect(page.locator(`.last[data-number="${number}"]`)).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
}

async function accept(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible({ timeout: patienceMs });
}

const step = (page: Page, id: string) => page.locator(`.rail-steps [data-step=${id}]`);

async function leaveOut(page: Page, id: string, how: 'skipped' | 'deferred'): Promise<void> {
  await page.keyboard.press('s');
  await expect(page.locator('.skip')).toBeVisible();
  if (how === 'skipped') await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(step(page, id)).toHaveAttribute('data-state', how);
}

test('two retakes, a skip and a deferral outlive the studio: what was cut off is resumed, finished and sent', async ({
  browser,
}) => {
  camera = await startVirtualCamera({ plain: true, widthPx: 640 });
  const before = await start(browser);
  await openSession({ page: before });
  await take(before, 1);
  await before.keyboard.press('r');
  await expect(before.locator('.capture[data-phase=ready]')).toBeVisible();
  await take(before, 2);
  await accept(before);
  await take(before, 3);
  await before.keyboard.press('r');
  await expect(before.locator('.capture[data-phase=ready]')).toBeVisible();
  await take(before, 4);
  await accept(before);
  await leaveOut(before, 'left', 'skipped');
  await leaveOut(before, 'up-right', 'deferred');
  await take(before, 5);
  const { child } = stations[0]?.studio.running ?? {};
  if (!child) throw new Error('no studio was started');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;

  const page = await start(browser);
  const offer = page.getByRole('region', { name: 'The session of DUPRÉ Zoé was cut off' });
  await expect(offer).toContainText('views are saved');
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.last[data-number="5"]')).toBeVisible();
  await accept(page);
  await expect(step(page, 'left')).toHaveAttribute('data-state', 'skipped');
  await expect(step(page, 'up-right')).toHaveAttribute('data-state', 'deferred');
  for (const id of ['up-left', 'down-right', 'down', 'down-left']) await leaveOut(page, id, 'skipped');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Up-right');
  await take(page, 6);
  await page.keyboard.press('Enter');
  await expect(page.locator('.series-says')).toContainText('All views are taken.');
  await expect(page.locator('.series-says')).toContainText('Skipped: Left (');
  await page.locator('.sheet-cell[data-step=primary]').click();
  await expect(page.locator('.try[data-state=rejected]')).toHaveCount(1);
  await expect(page.locator('.try[data-state=kept]')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('4 of 4', { timeout: patienceMs });
  await expect(page.locator('.sheet-sent[data-sent=confirmed]')).toHaveCount(4);
  await stations[1]?.studio.stop();
  const status = await cli(['vault', 'status', '--json', '--vault', place.vault], place.env);
  expect(JSON.parse(status.stdout)).toMatchObject({ sessions: 1, originals: 6, damaged: 0, quarantined: 0 });
});

/** How far two pictures are apart at a glance: the mean difference of their grey levels. */
async function apart(a: Sharp, b: Sharp): Promise<number> {
  const [one, other] = await Promise.all(
    [a, b].map((picture) => picture.resize(60, 40, { fit: 'fill' }).greyscale().raw().toBuffer()),
  );
  if (!one || !other) throw new Error('two pictures are compared');
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

test('a mirror view: live view turned round, the original as the camera took it, shown corrected', async ({
  browser,
}) => {
  camera = await startVirtualCamera({ widthPx: 900 });
  const page = await start(browser);
  await openSession({ page }, 'ortho-15');
  await step(page, 'occlusal-upper').locator('button').click();
  await expect(step(page, 'occlusal-upper')).toHaveAttribute('data-aimed', 'true');
  await expect(page.getByText('Live view flipped')).toBeVisible();
  const turn = await page
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      let all = new DOMMatrix();
      for (let element: Element | null = canvas; element; element = element.parentElement) {
        const { transform } = getComputedStyle(element);
        if (transform !== 'none') all = new DOMMatrix(transform).multiply(all);
      }
      return [Math.sign(all.a), Math.sign(all.d)];
    });
  expect(turn).toEqual([1, -1]);
  await take(page, 1);

  const shown = page.locator('.last .picture img');
  await expect(shown).toHaveJSProperty('complete', true);
  const source = await shown.getAttribute('src');
  const preview = sharp(await (await page.request.get(new URL(source ?? '', page.url()).href)).body());
  const files = await readdir(place.vault, { recursive: true });
  const original = await openAgeFile(
    await readFile(join(place.vault, files.find((file) => file.endsWith('.jpg.age')) ?? '')),
  );
  const corrected = await apart(preview.clone(), sharp(original).flip());
  const asTaken = await apart(preview.clone(), sharp(original));
  expect(corrected).toBeLessThan(4);
  expect(asTaken).toBeGreaterThan(3 * corrected);
});
