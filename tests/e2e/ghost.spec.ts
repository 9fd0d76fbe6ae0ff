import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import { eyePicture } from '../rigs/eye-picture.ts';
import { type Artist, eyesArtist } from '../rigs/fake-artists.ts';
import { type FakeStudio, startFakeStudio } from '../rigs/fake-studio.ts';
import { enterPatient, openSession, photograph } from '../rigs/interface-page.ts';

/** How the sitter holds the head before live view; pictures are taken with it straight. */
type Head = { shiftMm: number; clockwiseDeg: number };
type Second = { page: Page; studio: FakeStudio; head: Head };

const firstVisit = new Date('2026-03-12T10:04:00');
const secondVisit = new Date('2026-11-22T09:30:00');

/** The second visit of a patient, before the first view, of which the first visit has a picture. */
async function secondTime(browser: Browser, run: (second: Second) => Promise<void>): Promise<void> {
  const head = { shiftMm: 0, clockwiseDeg: 0 };
  const artist: Artist = {
    ...eyesArtist,
    frame: (step) => eyePicture({ fixation: step?.fixation, widthPx: 960, ...head }),
  };
  let today = firstVisit;
  const pageFolder = join(findRoot(import.meta.dirname), 'out', 'renderer');
  const studio = await startFakeStudio(pageFolder, { artist, clock: () => today });
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  try {
    await openSession(page, studio);
    await photograph(page);
    await page.keyboard.press('Enter');
    await expect(page.locator('.rail-steps [data-state=accepted]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
    today = secondVisit;
    await enterPatient(page);
    await run({ page, studio, head });
    expect(problems).toEqual([]);
  } finally {
    await context.close();
    await studio.close();
  }
}

const ghost = (page: Page) => page.locator('.ghost');
const picture = (page: Page) => page.locator('.ghost img').first();

/** Where the ghost lies, in millimetres of a field `widthMm` wide, from its middle. */
async function laid(page: Page, widthMm: number): Promise<{ x: number; y: number; widthMm: number }> {
  await expect(picture(page)).toBeVisible();
  const [box, stage] = [await picture(page).boundingBox(), await page.locator('.viewfinder').boundingBox()];
  if (!box || !stage) throw new Error('The ghost is not on the stage.');
  const mm = widthMm / stage.width;
  return {
    x: (box.x + box.width / 2 - stage.x - stage.width / 2) * mm,
    y: (box.y + box.height / 2 - stage.y - stage.height / 2) * mm,
    widthMm: box.width * mm,
  };
}

async function agreement(page: Page): Promise<number> {
  return Number(await page.locator('.agreement').getAttribute('data-share'));
}

test('an earlier visit lies over live view in true millimetres, and is never fitted to another field', async ({
  browser,
}) => {
  await secondTime(browser, async ({ page, studio }) => {
    await expect(ghost(page)).toHaveCount(0);
    await page.keyboard.press('f');
    await expect(page.locator('.chips')).toContainText('Fantôme : visite du 12/03/2026 · 40 %');
    expect((await laid(page, 144)).widthMm).toBeCloseTo(144, 0);
    studio.change((state) => {
      state.steps = { fieldWidthMm: 180 };
    });
    await expect.poll(async () => (await laid(page, 180)).widthMm).toBeCloseTo(144, 0);
    studio.change((state) => {
      state.steps = { fieldWidthMm: 100 };
    });
    await expect.poll(async () => (await laid(page, 100)).widthMm).toBeCloseTo(144, 0);
  });
});

test('transparent, difference, split and away are one key; the line moves with keys and with the pointer', async ({
  browser,
}) => {
  await secondTime(browser, async ({ page, studio }) => {
    await page.keyboard.press('f');
    await expect(ghost(page)).toHaveCSS('opacity', '0.4');
    await page.keyboard.press('o');
    await expect(ghost(page)).toHaveCSS('opacity', '0.6');
    await page.keyboard.press('f');
    await expect(ghost(page)).toHaveCSS('mix-blend-mode', 'difference');
    await expect(page.locator('.chips')).toContainText('différence');
    await page.keyboard.press('f');
    const line = page.getByRole('slider', { name: /Ligne de partage/ });
    await expect(line).toHaveAttribute('aria-valuenow', '50');
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(line).toHaveAttribute('aria-valuenow', '41');
    await expect(page.locator('.chips')).not.toContainText('déplacé');
    const stage = await page.locator('.viewfinder').boundingBox();
    const box = await line.boundingBox();
    if (!stage || !box) throw new Error('There is no line.');
    await page.mouse.move(box.x + box.width / 2, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(stage.x + 0.75 * stage.width, box.y + 200);
    await page.mouse.up();
    await expect(line).toHaveAttribute('aria-valuenow', '75');
    await page.keyboard.press('f');
    await expect(ghost(page)).toHaveCount(0);
    await expect(page.locator('.chips')).not.toContainText('Fantôme');
    // Whoever works at this station finds it as it was left; nothing of it is the patient's.
    await expect.poll(() => studio.calls.filter((call) => call === 'preferences.set').length).toBeGreaterThan(0);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });
});

test('arrows nudge the ghost and level it, for this view and in this session only; magnified they move the zoom', async ({
  browser,
}) => {
  await secondTime(browser, async ({ page }) => {
    await page.keyboard.press('f');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
    await expect(page.locator('.chips')).toContainText('Fantôme déplacé : → 1 mm ↑ 0,5 mm');
    const moved = await laid(page, 144);
    expect(moved.x).toBeCloseTo(1, 1);
    expect(moved.y).toBeCloseTo(-0.5, 1);
    expect(moved.widthMm).toBeCloseTo(144, 0);
    await page.keyboard.press('Shift+ArrowRight');
    await expect(picture(page)).toHaveAttribute('style', /rotate\(0\.25deg\)/);
    await page.keyboard.press('z');
    await expect(page.locator('.viewfinder')).toHaveAttribute('data-zoom', '5');
    await page.keyboard.press('ArrowLeft');
    await expect(page.locator('.chips')).toContainText('→ 1 mm ↑ 0,5 mm ↻ 0,25°');
    // Five times as near, a quarter of what is seen to the left.
    expect((await laid(page, 144)).widthMm).toBeGreaterThan(700);
    expect((await laid(page, 144 / 5)).x).toBeCloseTo(144 / 20 + 1, 0);
    await expect(page.locator('.agreement')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Droite');
    await expect(page.locator('.chips')).toContainText('aucune image antérieure');
    await page.keyboard.press('b');
    await expect(page.locator('.chips')).toContainText('déplacé');
    await page.keyboard.press('Home');
    await expect(page.locator('.chips')).not.toContainText('déplacé');
    expect((await laid(page, 144)).x).toBeCloseTo(0, 1);
  });
});

test('the agreement grows as the head comes to lie on the ghost, and says the way until it does', async ({
  browser,
}) => {
  await secondTime(browser, async ({ page, head }) => {
    head.shiftMm = 6;
    head.clockwiseDeg = -3;
    await page.keyboard.press('f');
    const hint = page.locator('.agreement-hint');
    await expect(hint).toHaveText('← 6 mm vers la gauche · ↻ redresser de 3°');
    const far = await agreement(page);
    head.shiftMm = 3;
    head.clockwiseDeg = 0;
    await expect(hint).toHaveText('← 3 mm vers la gauche');
    const near = await agreement(page);
    expect(near).toBeGreaterThan(far + 0.1);
    head.shiftMm = 0;
    await expect(hint).toHaveCount(0);
    await expect(page.locator('.agreement p')).toHaveText(/^Accord (9\d|100)\u00a0%$/);
    expect(await agreement(page)).toBeGreaterThan(near + 0.1);
    // The ghost can be moved to the head as well.
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('ArrowRight');
    await expect(hint).toHaveText('6 mm vers la droite →');
    // It is reckoned beside the page's own thread, and by nobody once the ghost is away.
    expect(page.workers()).toHaveLength(1);
    for (const _ of ['difference', 'split', 'off']) await page.keyboard.press('f');
    await expect(ghost(page)).toHaveCount(0);
    await expect.poll(() => page.workers()).toEqual([]);
  });
});

test('in a mirror the way is the screen’s own, where the sensor has it the other way round', async ({ browser }) => {
  await secondTime(browser, async ({ page, studio, head }) => {
    head.shiftMm = 6;
    studio.change((state) => {
      state.steps = { mirror: 'left-right' };
    });
    await page.keyboard.press('f');
    await expect(page.locator('.agreement-hint')).toHaveText('6 mm vers la droite →');
  });
});

test('the next earlier picture is one key away: this session’s own after the visits', async ({ browser }) => {
  await secondTime(browser, async ({ page }) => {
    await photograph(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('b');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Position primaire');
    await page.keyboard.press('f');
    await expect(page.locator('.chips')).toContainText('visite du 12/03/2026 · 40 % · 1 sur 2');
    const shot = await ghost(page).getAttribute('data-shot');
    await page.keyboard.press('Shift+F');
    await expect(page.locator('.chips')).toContainText('Fantôme : cette séance, 09:30 · 40 % · 2 sur 2');
    await expect(ghost(page)).not.toHaveAttribute('data-shot', shot ?? '');
  });
});
